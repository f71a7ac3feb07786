from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from adrs.core.errors import AdrsError, DataError, UsageError
from adrs.interop.engines import install as installing
from adrs.interop.engines.known import ENGINES, Engine, find_engine
from adrs.interop.engines.process import DRIVERS

TOY = Engine(name="adrs-toy-engine", version="1.2.3", driver="none", paper="none")


def test_every_engine_has_a_pinned_version_and_a_driver() -> None:
    for engine in ENGINES.values():
        assert engine.requirement.count("==") == 1
        assert (DRIVERS / f"{engine.driver}.py").is_file()


def test_a_wrong_name_is_an_error_that_names_the_closest() -> None:
    with pytest.raises(UsageError, match="did you mean openevolve"):
        find_engine("open-evolve")


def test_what_is_not_installed_says_how_to_install_it(tmp_path: Path) -> None:
    assert installing.find_installed(TOY, tmp_path) is None
    with pytest.raises(UsageError, match="adrs engines install adrs-toy-engine"):
        installing.require_installed(TOY, tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"packages": 3}', '{"packages": [{}]}'])
def test_a_damaged_record_is_an_error(tmp_path: Path, text: str) -> None:
    home = tmp_path / "adrs-toy-engine-1.2.3"
    home.mkdir()
    (home / installing.RECORD).write_text(text)
    with pytest.raises(DataError, match="install adrs-toy-engine again"):
        installing.find_installed(TOY, tmp_path)


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADRS_ENGINES", str(tmp_path))
    assert installing.cache_folder() == tmp_path


def wheel(folder: Path) -> None:
    """A package without dependencies, for pip to find in a folder."""
    info = "adrs_toy_engine-1.2.3.dist-info"
    files = {
        "adrs_toy_engine.py": "ANSWER = 42\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: adrs-toy-engine\nVersion: 1.2.3\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / "adrs_toy_engine-1.2.3-py3-none-any.whl", "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)


@pytest.mark.slow
def test_installing_records_what_was_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel(tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    first = installing.install(TOY, tmp_path / "cache")
    assert first.python.is_file()
    assert first.packages == 1
    assert '"sha256": "' in (tmp_path / "cache" / "adrs-toy-engine-1.2.3" / installing.RECORD).read_text()
    assert installing.install(TOY, tmp_path / "cache") == first


@pytest.mark.slow
def test_what_cannot_be_installed_says_what_pip_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(AdrsError, match="No matching distribution"):
        installing.install(TOY, tmp_path)
    assert installing.find_installed(TOY, tmp_path) is None
