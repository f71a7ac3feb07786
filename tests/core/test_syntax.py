"""When two programs are the same program."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import ProgramError
from adrs.core.program import Program
from adrs.core.syntax import defines_function, derives_class, parse, syntax_digest


def digest(text: str) -> str:
    return syntax_digest(Program.from_text(text))


@pytest.mark.parametrize(
    "other",
    [
        "def f(x):\n    return x + 1\n",
        "def f(x): return x + 1  # a comment",
        'def f(x):\n    """A docstring."""\n    return (x +\n            1)\n',
        '"""A module."""\n\n\ndef f( x ):\n    return (x) + (1)\n',
    ],
)
def test_layout_comments_and_docstrings_do_not_count(other: str) -> None:
    assert digest(other) == digest("def f(x):\n\n    return x+1\n")


@pytest.mark.parametrize(
    "other",
    [
        "def f(x):\n    return x + 2\n",
        "def f(x):\n    return x + 1.0\n",
        "def f(x):\n    return x + True\n",
        "def f(x):\n    return x - 1\n",
        "def g(x):\n    return x + 1\n",
        "def f(y):\n    return y + 1\n",
        "async def f(x):\n    return x + 1\n",
        "def f(x):\n    'a docstring'\n    'and a string'\n    return x + 1\n",
        "def f(x):\n    return x + 1\nx = 'not a docstring'\n",
    ],
)
def test_everything_else_counts(other: str) -> None:
    assert digest(other) != digest("def f(x):\n    return x + 1\n")


_expressions = st.recursive(
    st.sampled_from(["x", "y", "1", "1.5", "'a'", "None", "f()", "[]"]),
    lambda e: (
        st.builds("({} {} {})".format, e, st.sampled_from(["+", "-", "<", "and", "if y else"]), e)
        | st.builds("[{}, {}]".format, e, e)
        | st.builds("f({}, k={})".format, e, e)
    ),
    max_leaves=8,
)


@given(_expressions, _expressions)
def test_digests_are_equal_exactly_when_the_trees_are(a: str, b: str) -> None:
    same = ast.dump(ast.parse(a)) == ast.dump(ast.parse(b))
    assert (digest(a) == digest(b)) == same


def test_a_text_that_does_not_parse_counts_by_its_text() -> None:
    assert digest("def f(:") == digest("def f(:")
    assert digest("def f(:") != digest("def f( :")


def test_files_and_languages_count() -> None:
    text = "x = 1\n"
    assert syntax_digest(Program({"a.py": text}, main="a.py")) != syntax_digest(Program.from_text(text))
    plain = Program({"program.py": text}, language="text")
    assert syntax_digest(plain) != syntax_digest(Program.from_text(text))


@pytest.mark.parametrize(
    "text", ["def f(): pass", "f = 1", "from m import f", "import g as f", "class f: pass"]
)
def test_an_entry_can_be_bound_in_any_way(text: str) -> None:
    assert defines_function(parse(text), "f")


def test_an_entry_inside_another_function_is_none() -> None:
    assert not defines_function(parse("def g():\n    def f(): pass"), "f")


@pytest.mark.parametrize("text", ["x = (", "\0", "x = " + "(" * 1000])
def test_what_cannot_be_parsed_is_a_program_error(text: str) -> None:
    with pytest.raises(ProgramError):
        parse(text)


@pytest.mark.parametrize("text", ["class A(Base): pass", "class A(x.y.Base, Other): pass"])
def test_a_subclass_is_known_by_its_base(text: str) -> None:
    assert derives_class(parse(text), "Base")
    assert not derives_class(parse(text), "A")


def test_a_program_nested_too_deeply_to_be_walked_counts_by_its_text() -> None:
    deep = Program.from_text("x = " + "+".join(["a"] * 2000) + "\n")
    assert syntax_digest(deep) == syntax_digest(Program.from_text(deep.text))
    assert syntax_digest(deep) != syntax_digest(Program.from_text(deep.text + "y = 1\n"))
