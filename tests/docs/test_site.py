"""The site is gathered from where pages are kept, leads nowhere wrong, and fetches nothing."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest

from scripts.check_site import complaints
from scripts.site_pages import ROOT, Gathered, coloured, configuration, left_out, listing, place


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = tmp_path_factory.mktemp("site") / "pages"
    Gathered(pages).write_all()
    return pages


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("README.md", "index.md"),
        ("docs/README.md", "index.md"),
        ("docs/tutorial.md", "tutorial.md"),
        ("docs/design/README.md", "design/index.md"),
        ("docs/images/report.png", "images/report.png"),
        ("src/adrs/problems/prism/README.md", "problems/prism/index.md"),
        ("src/adrs/problems/prism/results.svg", "problems/prism/results.svg"),
        ("src/adrs/problems/prism/judge.py", "source/src/adrs/problems/prism/judge.py.md"),
        ("src/adrs/search", "source/src/adrs/search/index.md"),
        ("changes/0018-faults.md", "changes.md"),
        ("examples/notebooks/read_a_run.ipynb", "notebooks/read_a_run.md"),
    ],
)
def test_every_file_has_a_place_in_the_site(kept: str, shown: str) -> None:
    assert place(ROOT / kept) == shown


def test_links_between_files_become_links_between_pages(tmp_path: Path) -> None:
    text = "[a](../design/sandbox.md#limits) [b](../../src/adrs/search/beam.py) [c](#here) [d](https://e.org/f.md)"
    translated = Gathered(tmp_path).translated(ROOT / "docs/strategies/beam.md", text)
    assert translated == (
        "[a](../design/sandbox.md#limits) [b](../source/src/adrs/search/beam.py.md) [c](#here) "
        "[d](https://e.org/f.md)"
    )


def test_what_is_in_a_block_of_code_is_left_alone(tmp_path: Path) -> None:
    text = "```python\nx[0](missing.md)\n```\n"
    assert Gathered(tmp_path).translated(ROOT / "docs/terms.md", text) == text


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"docs/terms\.md: the link to missing\.md leads nowhere"):
        Gathered(tmp_path).translated(ROOT / "docs/terms.md", "[a](missing.md)")


def test_marks_of_blocks_are_no_part_of_the_site(gathered: Path) -> None:
    assert "<!-- not run" in (ROOT / "README.md").read_text()
    assert "<!--" not in (gathered / "index.md").read_text()


def test_commands_are_coloured_as_such() -> None:
    assert coloured("```console\nadrs runs\n```").startswith("```bash\n")
    assert coloured("```console\n$ adrs runs\nnone\n```").startswith("```console\n")


def test_every_problem_and_every_core_module_has_a_page(gathered: Path) -> None:
    problems = {path.parent.name for path in (ROOT / "src/adrs/problems").glob("*/README.md")}
    assert problems == {path.parent.name for path in (gathered / "problems").glob("*/index.md")}
    modules = {path.stem for path in (ROOT / "src/adrs/core").glob("[!_]*.py")}
    assert modules == {path.stem for path in (gathered / "reference/core").glob("*.md")}
    commands = (gathered / "reference/commands.md").read_text()
    assert "\n## adrs run\n" in commands
    assert "\n### adrs study run\n" in commands


def test_the_navigation_leads_to_every_page(gathered: Path) -> None:
    written = configuration(gathered)
    assert "*\n" not in written
    assert left_out(gathered, written) == []
    assert left_out(gathered, written.replace("- Tutorial: tutorial.md", "")) == ["tutorial.md"]


def test_a_folder_is_listed_with_what_its_files_are() -> None:
    assert "| `beam.py` | " in listing(ROOT / "src/adrs/search")


PAGE = '<link rel="stylesheet" href="s.css"><h1 id="top">T</h1>{}'


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<a href="none.html">', "page.html: none.html leads nowhere"),
        ('<a href="page.html#no">', "page.html: page.html#no: there is no such anchor"),
        ('<a href="#no">', "page.html: #no: there is no such anchor"),
        ('<img src="none.svg">', "page.html: none.svg leads nowhere"),
        ('<script src="https://e.org/s.js">', "page.html: https://e.org/s.js is fetched from elsewhere"),
    ],
)
def test_what_leads_nowhere_or_is_fetched_is_found(tmp_path: Path, body: str, what: str) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(body))
    (tmp_path / "s.css").write_text("a {}")
    assert list(complaints(tmp_path)) == [what]


def test_a_style_that_fetches_a_font_is_found(tmp_path: Path) -> None:
    (tmp_path / "s.css").write_text("@import 'https://e.org/font.css'; a { background: url(near.png) }")
    assert list(complaints(tmp_path)) == ["s.css: https://e.org/font.css is fetched from elsewhere"]


def test_links_to_others_and_to_what_is_there_pass(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format('<a href="#top"><a href="https://e.org"><a href="sub/">'))
    (tmp_path / "s.css").write_text("")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/index.html").write_text('<a href="../page.html#top">')
    assert list(complaints(tmp_path)) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(importlib.util.find_spec("zensical") is None, reason="needs adrs[docs]")
def test_the_site_is_built_without_a_warning() -> None:
    done = subprocess.run([ROOT / "scripts/site"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert " 0 complaints" in done.stdout
