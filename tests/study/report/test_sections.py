from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from adrs.study import ranks
from adrs.study.analysis import Analysis, analyse
from adrs.study.report.blocks import Block, Drawing, Grid, Text
from adrs.study.report.html import html
from adrs.study.report.markdown import markdown
from adrs.study.report.sections import blocks
from tests.study.made import PROBLEM, record, spec

HOSTILE = "<img src=x onerror=alert(1)> | `b` [c](d)"


def analysis(labels: Sequence[str] = ("ours", "worse"), *, seeds: int = 6, valid: bool = True) -> Analysis:
    records = [
        record(label, seed, gap=0.1 + 0.4 * place + 0.01 * seed, valid=valid)
        for seed in range(1, seeds + 1)
        for place, label in enumerate(labels)
    ]
    return analyse(spec(labels, seeds=seeds), records, {"tiny": PROBLEM})


def words(page: Sequence[Block]) -> str:
    return "\n".join(block.text for block in page if isinstance(block, Text))


def grid(page: Sequence[Block], header: str) -> Grid:
    return next(block for block in page if isinstance(block, Grid) and header in block.header)


def test_the_report_says_what_was_compared_and_on_which_scale() -> None:
    page = blocks(analysis())
    assert "12 of 12 runs are finished: 2 contenders x 1 problems x 6 seeds." in words(page)
    scale = grid(page, "0 is").rows
    assert [(row[0], row[1], row[3], row[5]) for row in scale] == [
        ("tiny", split, "optimal", "human") for split in ("train", "validation", "test")
    ]


def test_a_decided_difference_is_told_with_test_size_and_n() -> None:
    page = blocks(analysis())
    (row,) = grid(page, "A12").rows
    assert row[:2] == ("worse", "better")
    assert row[3:] == ("Wilcoxon", "6 pairs", "0.03125", "0.03125", "1.000", "+1.000", "large")


def test_too_few_pairs_are_named() -> None:
    page = blocks(analysis(seeds=3))
    assert "Too few pairs to decide anything on tiny" in words(page)
    assert grid(page, "A12").rows[0][1] == "not decided"
    assert "Too few pairs" not in words(blocks(analysis()))


def test_runs_that_are_missing_or_failed_on_test_are_counted() -> None:
    records = [record("ours", 1, gap=0.1, valid=False)]
    page = blocks(analyse(spec(["ours", "later"]), records, {"tiny": PROBLEM}))
    assert "11 are missing" in words(page)
    assert "ours: 1" in words(page)


def test_without_scipy_the_report_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "tests_available", lambda: False)
    page = blocks(analysis())
    assert "pip install 'adrs[stats]'" in words(page)
    assert grid(page, "A12").rows[0][1] == "not decided"


def test_an_empty_study_has_a_report() -> None:
    page = blocks(analyse(spec(["ours"]), [], {"tiny": PROBLEM}))
    assert "0 of 6 runs are finished" in words(page)
    assert markdown(page).startswith("# made up\n")
    html(page)


def test_every_row_has_as_many_cells_as_its_header() -> None:
    for block in blocks(analysis(("a", "b", "c"))):
        if isinstance(block, Grid):
            assert {len(row) for row in block.rows} <= {len(block.header)}


def test_markdown_takes_labels_as_text() -> None:
    text = markdown(blocks(analysis(("ours", HOSTILE))))
    assert "<img" not in text.replace("\\<img", "")
    for line in re.findall(r"^\|.*\|$", text, re.MULTILINE):
        assert HOSTILE not in line
    rows = [line for line in text.splitlines() if line.startswith("| tiny | ")]
    columns = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]
    assert len(set(columns)) <= 4  # one width a table: scale, cost, outcomes, reasons


class Tags(HTMLParser):
    """Collects the tags of a page and checks that they are closed."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_takes_labels_as_text() -> None:
    page = html(blocks(analysis(("ours", HOSTILE))))
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert "svg" in tags.seen
    assert tags.seen.isdisjoint({"img", "script", "link", "iframe"})


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = html(blocks(analysis()))
    addresses = set(re.findall(r"https?://[^\"' )]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert "@import" not in page
    assert "prefers-color-scheme: dark" in page


def test_curves_have_a_line_for_everybody_and_bands_for_a_few() -> None:
    few = next(b for b in blocks(analysis(("a", "b"))) if isinstance(b, Drawing))
    many = next(b for b in blocks(analysis(list("abcdefghi"))) if isinstance(b, Drawing))
    for drawing, lines, areas in ((few, 2, 2), (many, 9, 1)):
        ElementTree.fromstring(drawing.svg)
        assert len(re.findall('class="line s', drawing.svg)) == lines
        assert len(re.findall('class="area s', drawing.svg)) == areas
    assert "drawn for a only" in many.caption
    assert "only" not in few.caption


def test_labels_of_curves_do_not_cover_each_other() -> None:
    drawing = next(b for b in blocks(analysis(list("abcdefghi"))) if isinstance(b, Drawing))
    places = sorted(float(y) for y in re.findall(r'<text class="s\d+" x="\d+" y="([\d.]+)"', drawing.svg))
    assert len(places) == 9
    assert min(b - a for a, b in itertools.pairwise(places)) >= 14.9
