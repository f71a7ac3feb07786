"""File names and front matter, whatever people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.propose.context.text import one_line
from adrs.propose.inbox.answer import MOST_CHARS, split_front_matter
from adrs.propose.inbox.folder import Refused
from adrs.propose.inbox.names import AnswerName, parse_answer, parse_rejected
from adrs.propose.inbox.page import is_page_of, page
from adrs.testing.tiny import BEST, TinyProblem
from tests.propose.inbox.world import make_brief

NUMBERS = st.integers(0, 999_999_999)
SUFFIXES = st.sampled_from(["md", "txt", "py", "cpp", "rs"])
LINES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40)


@given(NUMBERS, SUFFIXES)
def test_names_round_trip(number: int, suffix: str) -> None:
    name = AnswerName(number, suffix)
    assert parse_answer(str(name)) == name
    assert parse_rejected(name.rejected(3)) == (number, 3)
    assert parse_answer(name.rejected(3)) is None


@given(st.from_regex(r"brief-[0-9]{1,11}\.answer(\.[a-z]{1,9}){0,2}\n?"))
def test_a_name_that_is_taken_is_its_own_canonical_form(text: str) -> None:
    found = parse_answer(text)
    assert found is None or str(found) == text


@pytest.mark.parametrize(
    "name",
    [
        "../brief-0007.answer.md",
        "brief-0007.answer.md/x",
        "brief-0007.answer.md\n",
        "brief-٠٠٠٧.answer.md",
        "brief-7.answer.md",
        "brief-0007.answer.",
        "brief-0007.answer.part",
        "brief--007.answer.md",
    ],
)
def test_hostile_names_are_no_answers(name: str) -> None:
    assert parse_answer(name) is None


@given(LINES, LINES, st.text())
def test_front_matter_round_trips(author: str, note: str, body: str) -> None:
    facts, rest = split_front_matter(f"---\nauthor: {author}\nnote: {note}\n---\n{body}")
    assert facts == {"author": one_line(author, MOST_CHARS), "note": one_line(note, MOST_CHARS)}
    assert rest == body


@given(st.text())
def test_front_matter_of_anything_is_read_or_refused(text: str) -> None:
    try:
        facts, rest = split_front_matter(text)
    except Refused:
        return
    assert text.endswith(rest)
    assert set(facts) <= {"author", "note"}


def test_a_page_is_known_by_number_and_parent() -> None:
    text = page(TinyProblem(), make_brief(7), "context", "tiny-1", 3)
    assert is_page_of(text, make_brief(7))
    assert not is_page_of(text, make_brief(8))
    assert not is_page_of(text, make_brief(7, text=BEST))
    assert not is_page_of("", make_brief(7))
