"""Marked constants: found, lifted out of expressions, moved by the tuner within their range."""

import ast

import pytest

from adrs.propose.marks import Range, Wish, liftable, mark, ranges
from adrs.propose.source import Source


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = 2.5  # tune: 0.5..10", Range(0.5, 10)),
        ("a = 2.5 #tune:1e-3..1e+3", Range(0.001, 1000)),
        ("a = 2.5  # tune: 0.5..10 USD", None),
        ("a = 2.5 + b  # tune: 0.5..10", None),
        ("a = b + 2.5  # tune: 0.5..10", Range(0.5, 10)),
        ("a = 2.5  # tune: 10..0.5", None),
        ("a = 2.5  # tune: 0..5", None),
        ("a = 2.5  # tune: 1....2", None),
        ("a = 2.5  # tune: 1..1e999", None),
        ("a = 2.5", None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_mark_is_a_comment_after_the_literal(line: str, expected: Range | None, end: str) -> None:
    found = ranges(Source(f"def f(b):\n    {line}{end}"))
    assert list(found.values()) == ([expected] if expected else [])


def wishes(source: Source, *numbers: int, name: str = "knob") -> list[Wish]:
    nodes = source.literals
    return [Wish(node=nodes[n], name=name, value=7.0, range=Range(1.0, 9.0)) for n in numbers]


def test_constants_are_named_at_the_top_of_the_function_that_evaluates_them() -> None:
    text = (
        "def f(x):\n    'Doc.'\n    def g(y=2.0):\n        return y + 3.0\n"
        "    return [g(i * 4.0) for i in range(x)]\n"
    )
    source = Source(text)
    after = mark(source, wishes(source, 0, 1, 2))
    assert after == (
        "def f(x):\n    'Doc.'\n    knob = 7.0  # tune: 1..9\n    knob_3 = 7.0  # tune: 1..9\n"
        "    def g(y=knob):\n        knob_2 = 7.0  # tune: 1..9\n        return y + knob_2\n"
        "    return [g(i * knob_3) for i in range(x)]\n"
    )
    assert len(ranges(Source(after))) == 3


def test_names_stay_clear_of_those_in_use() -> None:
    source = Source("def f(knob):\n    return knob * 2.0\n")
    assert "knob_2 = 7.0" in mark(source, wishes(source, 0))
    assert "constant = 7.0" in mark(source, wishes(source, 0, name="class"))


def test_what_a_name_cannot_replace_is_left_out() -> None:
    text = (
        "def f(x):\n    match x:\n        case 5.0:\n            return f'{x + 6.0}'\n    return 7.0\n"
        "def g(): return 8.0\n"
    )
    source = Source(text)
    assert [node.value for node in liftable(source, source.literals)] == [7.0]
    assert all(isinstance(node, ast.Constant) for node in source.literals)
