"""Whatever a text holds, a report shows it and does nothing else with it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.run.report.as_html import to_html
from adrs.run.report.as_markdown import escape, fence, to_markdown
from adrs.run.report.document import (
    Bullets,
    Code,
    Diff,
    DiffRow,
    Document,
    Drawing,
    Fold,
    Heading,
    Listing,
    Strong,
    Table,
    say,
    spans,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</pre></code></style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "```\n<script>x</script>\n````",
    "| a | b |\n| --- |\n[x](javascript:alert(1))",
    "</details><iframe src=//example.org>",
    "\x00\ud800\u2028",
)
OURS = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "strong", "code", "ul", "li",
    "div", "table", "thead", "tbody", "tr", "th", "td", "pre", "span", "details", "summary", "figure", "img",
}  # fmt: skip


def everywhere(text: str) -> Document:
    """A document that has a text in every place."""
    return Document(
        (text, Code(text)),
        (
            Heading(2, text), say(text, Strong(text), Code(text)), Bullets(((text,),)),
            Table((text, "n"), ((Code(text), text),)), Listing(text, "python"),
            Diff((DiffRow("+", text), DiffRow("@", text))), Drawing("curve", text, "<svg/>"),
            Fold(text, (say(text),)),
        ),
    )  # fmt: skip


class Elements(HTMLParser):
    """Collects elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def parsed(page: str) -> Elements:
    found = Elements()
    found.feed(page)
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_element_and_no_handler(text: str) -> None:
    found = parsed(to_html(everywhere(text)))
    assert found.tags <= OURS
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert all(not (value or "").startswith(("http", "//", "javascript")) for _, value in found.attributes)


@given(st.text(max_size=60))
def test_no_text_makes_an_element(text: str) -> None:
    assert parsed(to_html(everywhere(text))).tags <= OURS


def test_the_page_lets_nothing_be_loaded_or_run() -> None:
    page = to_html(everywhere("x"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert "<script" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_keeps_hostile_text_in_its_place(text: str) -> None:
    page = to_markdown(everywhere(text))
    prose = re.sub(r"^(`{3,}).*?\n.*?\n\1$", "", page, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"(`+) ?.*? ?\1", "", prose)
    assert not re.search(r"<(script|img|iframe)", prose)
    assert not re.search(r"(?<!\\)\]\(javascript", prose)
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 3 for row in rows if row.endswith(" |"))


def test_a_fence_is_longer_than_any_inside() -> None:
    assert fence("a\n````\nb", "text").startswith("`````text")


def test_names_stay_readable() -> None:
    assert escape("TIMED_OUT on test/2: 10 s") == "TIMED_OUT on test/2: 10 s"
    assert escape("a*b_ [x]") == r"a\*b\_ \[x\]"


def test_spans_know_names_and_what_matters() -> None:
    assert spans("run `x` **now**") == ("run ", Code("x"), " ", Strong("now"))
