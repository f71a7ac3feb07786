from __future__ import annotations

import ast
import itertools

from hypothesis import given
from hypothesis import strategies as st

from adrs.core.program import Program
from adrs.run.analysis.changes import Change, changes_between, without

SEED = """def solve(items):
    first = 1
    second = 2
    return first, second
"""


def changes(before: str, after: str) -> tuple[Program, tuple[Change, ...]]:
    """The new program and its changes."""
    program = Program.from_text(after)
    return program, changes_between(Program.from_text(before), program)


def test_undoing_every_hunk_gives_the_seed_back() -> None:
    after = SEED.replace("first = 1", "first = 5").replace("return first", "third = 3\n    return third")
    program, found = changes(SEED, after)
    assert without(program, [c for c in found if c.depth == 0]).text == SEED


def test_lines_that_pair_are_changes_of_their_own() -> None:
    program, found = changes(SEED, SEED.replace("1", "7").replace("2", "8"))
    assert [c.label for c in found] == ["1", "2"]
    assert "first = 1" in without(program, [found[0]]).text
    assert "second = 8" in without(program, [found[0]]).text


def test_a_definition_before_a_changed_line_is_cut_off_from_it() -> None:
    after = "def helper():\n    return 3\n\n\n" + SEED.replace("def solve", "def solved")
    program, found = changes(SEED, after)
    hunks = [c for c in found if c.depth == 0]
    assert len(hunks) == 2
    assert "helper" not in without(program, [hunks[0]]).text
    assert "def solve(" in without(program, [hunks[1]]).text


def test_hunks_that_do_not_parse_alone_are_joined() -> None:
    before = "def f(x):\n    if x:\n        return 1\n    return 2\n"
    after = "def f(x):\n    for y in x:\n        if y:\n            return 1\n    return 2\n"
    program, found = changes(before, after)
    for change in found:
        ast.parse(without(program, [change]).text)


def test_statements_inside_what_was_added_are_parts_and_no_body_is_left_empty() -> None:
    added = "    for i in items:\n        if i:\n            first += i\n        second += i\n"
    program, found = changes(SEED, SEED.replace("    return", added + "    return"))
    assert {c.depth for c in found} == {0, 1}
    for chosen in itertools.combinations(found, 2):
        ast.parse(without(program, chosen).text)


def test_the_only_statement_of_a_body_leaves_pass_behind() -> None:
    after = (
        SEED + "\n\ndef more(x):\n    x += 1\n    while x:\n        x -= 1\n        x -= 2\n    return x\n"
    )
    program, found = changes(SEED, after)
    inner = [c for c in found if program.text.split("\n")[c.start].strip().startswith("x -=")]
    text = without(program, inner).text
    assert "while x:\n        pass\n" in text
    assert "left out" not in text


def test_blank_lines_are_no_change() -> None:
    assert changes(SEED, "\n\n" + SEED)[1] == ()


def test_programs_in_other_languages_have_hunks_without_parts() -> None:
    before = Program({"a.c": "int f() {\n  return 1;\n}\n"}, main="a.c", language="c")
    after = before.with_text("int f() {\n  int x = 2;\n  return x;\n}\n")
    found = changes_between(before, after)
    assert all(c.depth == 0 for c in found)
    assert without(after, found).text == before.text


_LINES = st.lists(st.sampled_from(["a = 1", "b = 2", "if a:\n    b = 3", "", "# c", "c = a + b"]), max_size=8)


@given(_LINES, _LINES)
def test_any_two_programs_are_told_apart_by_changes_that_parse_one_by_one(
    old: list[str], new: list[str]
) -> None:
    before, after = Program.from_text("\n".join(old)), Program.from_text("\n".join(new))
    found = changes_between(before, after)
    for change in found:
        ast.parse(without(after, [change]).text)
    undone = without(after, [c for c in found if c.depth == 0]).text
    assert [line for line in undone.split("\n") if line.strip()] == [
        line for line in before.text.split("\n") if line.strip()
    ]


def test_a_program_of_another_version_of_python_has_hunks_only() -> None:
    found = changes_between(Program.from_text(SEED), Program.from_text(SEED + "\nmatch match match:\n"))
    assert [c.label for c in found] == ["1"]
