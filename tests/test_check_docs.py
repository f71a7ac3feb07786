"""The documentation check finds what is not true."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def check_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_docs", ROOT / "scripts" / "check_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("see [this](missing.md)", "link to missing.md leads nowhere"),
        ("see [this](missing.md#part)", "link to missing.md#part leads nowhere"),
        ("```console\n$ scripts/launch --now\n```", "there is no scripts/launch"),
        ("```bash\npython benchmarks/none.py 3\n```", "there is no benchmarks/none.py"),
        ("```console\nadrs no-such-command --fast\n```", "adrs no-such-command --help fails"),
    ],
)
def test_what_is_not_true_is_found(check_docs: ModuleType, tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "page.md").write_text(text)
    (found,) = check_docs.complaints(tmp_path / "page.md")
    assert found.startswith(complaint)


def test_what_is_true_passes(check_docs: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "other.md").touch()
    (tmp_path / "page.md").write_text(
        "[a](other.md#part) [b](https://example.org/x) [c](#here)\n"
        "```console\nscripts/test --slow  # all\npython benchmarks/store_cost.py\nls missing\n```\n"
        "```python\nindex[0](missing)\n```\n"
    )
    assert list(check_docs.complaints(tmp_path / "page.md")) == []
