"""The tutorial has every file that it speaks of; ``test_pages.py`` executes it."""

from __future__ import annotations

from pathlib import Path

from scripts.code_blocks import SESSIONS, blocks

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"


def test_every_file_that_the_prose_names_is_written() -> None:
    found = list(blocks(PAGE.read_text(encoding="utf-8")))
    titles = {block.title for block in found if block.title}
    assert {f"tape/{name}.py" for name in ("workloads", "harness", "judge", "bound", "problem")} <= titles
    assert all(block.title or block.language in SESSIONS for block in found)
