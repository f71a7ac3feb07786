"""The tutorial is true: every block, in order, from an empty folder, with the package as installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scripts import code_blocks

pytest.importorskip("adrs.sandbox.forkserver")

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_block_does_what_the_page_says(tmp_path: Path) -> None:
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    folder = tmp_path / "empty"
    folder.mkdir()
    assert code_blocks.execute(PAGE.read_text(encoding="utf-8"), folder, environment=environment) > 15


def test_every_file_that_the_prose_names_is_written() -> None:
    found = list(code_blocks.blocks(PAGE.read_text(encoding="utf-8")))
    titles = {block.title for block in found if block.title}
    assert {f"tape/{name}.py" for name in ("workloads", "harness", "judge", "bound", "problem")} <= titles
    assert all(block.title or block.language == "console" for block in found)
