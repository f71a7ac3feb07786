"""Likeness of programs: blind to layout, graded by what differs, bounded in cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.program import Program
from adrs.search.likeness import at_most, code_lines, likeness, without_numbers

LINES = st.lists(st.sampled_from(["a = b", "c ( d )", "return 1", "e + f * g"]), max_size=12).map(tuple)


def lines(text, language="python"):
    return code_lines(Program({"program.py": text}, language=language))


def test_comments_layout_and_docstrings_do_not_show():
    plain = "def f(a):\n    return a+1\n"
    dressed = '"""Module."""\n\n# why\ndef f( a ):\n    """Doc."""\n    return (  # x\n        a +\n 1)\n'
    assert lines(plain)[0] == lines(dressed)[0]
    assert lines(dressed)[1] == "  return ( a + 1 )".replace("  ", " ", 1)


def test_where_a_line_stands_does_show():
    assert lines("if a:\n    b()\nc()\n") != lines("if a:\n    b()\n    c()\n")


def test_text_that_is_not_python_counts_by_its_lines():
    assert lines("(((\n  x = = 1\n\n") == ("( ( (", "x = = 1")
    assert lines("int main()\n", language="c") == ("int main ( )",)


def test_numbers_can_be_left_out():
    assert without_numbers(("x1 = 3.5e4 + y * .5 - 0x1f",)) == ("x1 = 0 + y * 0 - 0",)


def test_one_changed_word_costs_its_share():
    ours = tuple(f"step {number:03}" for number in range(100))
    theirs = (*ours[:50], "step XYZ", *ours[51:])
    assert likeness(ours, theirs) == pytest.approx(1 - 3 / 700)


def test_the_unlike_is_unlike():
    assert likeness(("a b c",), ("d e f",)) == 0.0
    assert likeness((), ()) == 1.0
    assert likeness((), ("a",)) == 0.0


def test_long_differences_are_not_matched_at_all():
    ours = tuple(f"x {number}" for number in range(500))
    assert likeness(ours, ours[::-1]) < 0.05


@given(LINES, LINES)
def test_likeness_is_a_share_and_one_only_for_the_same_words(a, b):
    alike = likeness(a, b)
    assert 0.0 <= alike <= at_most(a, b) + 1e-12
    assert at_most(a, b) <= 1.0
    assert likeness(a, a) == 1.0
    if alike == 1.0:
        assert " ".join(a).split() == " ".join(b).split()
