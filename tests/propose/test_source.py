"""Edits change what they say and nothing else."""

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import ProgramError, ProposalError
from adrs.propose.source import Edit, Source, frozen_parts, reindent

TEXT = textwrap.dedent(
    """\
    LIMIT = 80  # frozen

    # EVOLVE-BLOCK-START
    def f(x):  # a comment that must stay
        größe = "äöü"; y = x * 2
        if x: return y
        for i in range(3):
            y += i  # so must this

        return y
    # EVOLVE-BLOCK-END


    print(f(1))
    """
)

_names = st.sampled_from(["alpha", "β", "x1", "großer_name"])
_numbers = st.integers(0, 99) | st.floats(0.5, 9.5, allow_nan=False)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Small programs with comments, odd spacing and names beyond ASCII."""
    lines = []
    for name in draw(st.lists(_names, min_size=1, max_size=4)):
        space = " " * draw(st.integers(0, 3))
        lines.append(f"{name}{space}={space}{draw(_numbers)!r} + {draw(_numbers)!r}  # {draw(_names)}")
    body = "\n".join(f"    {line}" for line in lines)
    return f"def f():\n{body}\n    return 0\n"


def constants(source: Source) -> list[ast.Constant]:
    return [n for n in source.inside if isinstance(n, ast.Constant) and not isinstance(n.value, str)]


@given(programs(), st.data())
def test_replacing_a_literal_changes_that_literal_only(text: str, data: st.DataObject) -> None:
    source = Source(text)
    node = data.draw(st.sampled_from(constants(source)))
    start, end = source.span(node)
    changed = source.apply([source.replace(node, "12345")])
    assert changed.encode() == source.data[:start] + b"12345" + source.data[end:]
    assert 12345 in [n.value for n in constants(Source(changed))]


@given(programs(), st.data())
def test_replacing_by_itself_is_no_change(text: str, data: st.DataObject) -> None:
    source = Source(text)
    nodes = data.draw(st.lists(st.sampled_from(constants(source)), unique=True))
    assert source.apply([source.replace(node, source.segment(node)) for node in nodes]) == text


@given(programs(), st.data())
def test_edits_can_come_in_any_order(text: str, data: st.DataObject) -> None:
    source = Source(text)
    edits = [source.replace(node, str(i)) for i, node in enumerate(constants(source))]
    assert source.apply(data.draw(st.permutations(edits))) == source.apply(edits)


@given(programs(), st.integers(0, 200), st.integers(0, 40), st.text(max_size=8))
def test_whatever_the_edit_the_result_parses_or_is_refused(
    text: str, start: int, length: int, new: str
) -> None:
    source = Source(text)
    try:
        changed = source.apply([Edit(start, min(start + length, len(source.data)), new)])
    except (ProposalError, UnicodeDecodeError, UnicodeEncodeError):
        return
    ast.parse(changed)


def test_overlapping_edits_are_refused() -> None:
    source = Source("x = 1 + 2\n")
    with pytest.raises(ProposalError, match="overlap"):
        source.apply([Edit(4, 9, "3"), Edit(8, 9, "4")])


def test_an_edit_outside_the_block_is_refused() -> None:
    source = Source(TEXT)
    with pytest.raises(ProposalError, match="outside the EVOLVE-BLOCK"):
        source.apply([Edit(8, 10, "81")])


def test_markers_cannot_be_edited_away() -> None:
    start = TEXT.index("# EVOLVE-BLOCK-END")
    with pytest.raises(ProposalError):
        Source(TEXT).apply([Edit(len(TEXT[:start].encode()), len(TEXT[:start].encode()) + 18, "")])


def test_frozen_parts_are_what_lies_outside_the_markers() -> None:
    before, after = frozen_parts(TEXT)
    assert before.endswith("# EVOLVE-BLOCK-START\n")
    assert after.startswith("# EVOLVE-BLOCK-END")
    assert frozen_parts("x = 1\n") == []


def test_only_functions_inside_the_block_are_evolvable() -> None:
    source = Source(TEXT + "\n\ndef g():\n    return 1\n")
    assert [f.name for f in source.functions] == ["f"]


def test_statements_that_share_a_line_are_known() -> None:
    source = Source(TEXT)
    body = source.functions[0].body
    assert [source.owns_lines(s) for s in body] == [False, False, True, True, True]


def test_insertion_takes_the_indentation_of_its_neighbour() -> None:
    source = Source(TEXT)
    loop = source.functions[0].body[3]
    assert isinstance(loop, ast.For)
    text = source.apply([source.insert_before(loop.body[0], "if i:\n    break")])
    assert "    for i in range(3):\n        if i:\n            break\n        y += i  # so must" in text


def test_insertion_after_the_last_line_without_line_end() -> None:
    source = Source("def f():\n    return 1")
    text = source.apply([source.insert_after(source.functions[0], "x = 1")])
    assert text == "def f():\n    return 1\nx = 1\n"


def test_a_decorated_function_is_removed_with_its_decorators() -> None:
    source = Source("import functools\n\n\n@functools.cache\ndef f():\n    return 1\n\n\nx = 1\n")
    assert "cache" not in source.apply([source.remove(source.functions[0])])


def test_reindent_leaves_blank_lines_blank() -> None:
    assert reindent("a\n\nb", "  ") == "  a\n\n  b\n"


def test_text_that_does_not_parse_is_refused_with_its_line() -> None:
    with pytest.raises(ProgramError, match="line 2"):
        Source("x = 1\ndef (\n")
