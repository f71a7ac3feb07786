"""The pages are true: their code blocks are executed, one test a page, each in an empty folder.

The quick tests leave out what is marked ``long``; the slow ones execute those pages whole. What is not
executed at all has a reason above it, and all reasons are listed here, so that none comes in unseen.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scripts.code_blocks import SESSIONS, Block, blocks, commands
from scripts.run_blocks import SILENT, environment_in, execute, pages

pytest.importorskip("adrs.sandbox.forkserver")

PAGES = {page.relative_to(Path(__file__).parents[2]).as_posix(): page for page in pages()}
BLOCKS = {name: list(blocks(page.read_text(encoding="utf-8"))) for name, page in PAGES.items()}
NOT_RUN = {
    "installs packages": 8,
    "needs a cluster": 4,
    "needs a key": 2,
    "needs a model server": 1,
    "needs a model, an agent or a person": 2,
    "needs an engine": 3,
    "needs the network": 2,
    "needs the program of this run": 4,
    "needs the server of another process": 5,
    "needs what was fetched": 1,
    "takes hours": 4,
    "waits for an agent on standard input": 1,
    "waits for somebody's answers": 2,
    "works on a checkout": 6,
}


def executed(found: list[Block]) -> bool:
    """Whether there is something to do on a page."""
    return any(block.language not in SILENT or block.title for block in found)


def long(found: list[Block]) -> bool:
    return any(block.marked_anywhere("long") for block in found)


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("name", [name for name, found in BLOCKS.items() if executed(found)])
def test_the_blocks_of_a_page_do_what_it_says(name: str, tmp_path: Path) -> None:
    run(name, tmp_path, slow=False)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", [name for name, found in BLOCKS.items() if long(found)])
def test_so_do_those_that_take_long(name: str, tmp_path: Path) -> None:
    run(name, tmp_path, slow=True)


def run(name: str, tmp_path: Path, *, slow: bool) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    text = PAGES[name].read_text(encoding="utf-8")
    tally = execute(text, folder, environment=environment_in(tmp_path), slow=slow)
    assert tally.blocks.total() == len(BLOCKS[name])


def test_nothing_is_left_out_without_a_reason_that_is_listed() -> None:
    reasons: Counter[str] = Counter()
    for block in (block for found in BLOCKS.values() for block in found):
        texts = [c.text for c in commands(block)] if block.language in SESSIONS else [""]
        marks = [mark for text in texts if (mark := block.marked("not run", text)) is not None]
        reasons.update(mark.text for mark in marks)
    assert dict(sorted(reasons.items())) == NOT_RUN


def test_every_page_of_the_documentation_is_looked_at() -> None:
    assert {"README.md", "docs/tutorial.md", "docs/design/sandbox.md"} <= set(PAGES)
    assert "src/adrs/problems/prism/README.md" in PAGES
