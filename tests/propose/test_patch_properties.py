"""The patcher never corrupts, makes what a diff says, rejects what is ambiguous, and survives garbage."""

import difflib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adrs.core.errors import ProposalError
from adrs.core.program import Program
from adrs.propose.patch import apply_reply, blocks_between
from adrs.propose.patch.lines import bare, split
from adrs.propose.source import frozen_parts

WORDS = st.sampled_from(
    [
        "a",
        "b",
        "total = 0",
        "  total = 0",
        "\tb",
        "",
        "   ",
        "x = 1  ",
        "=======",
        "```",
        "é",
        "a\x0cb",
        "    return",
    ]
)
FREE = st.text(st.characters(blacklist_characters="\n\r", blacklist_categories=["Cs", "Cc"]), max_size=12)
LINES = st.lists(WORDS | FREE, min_size=1, max_size=12)
END = st.sampled_from(["\n", "\r\n"])
MARK = st.sampled_from(
    [
        "<<<<<<< SEARCH",
        "=======",
        ">>>>>>> REPLACE",
        "```python",
        "```",
        "# EVOLVE-BLOCK-START",
        "# EVOLVE-BLOCK-END",
    ]
)


def program(lines: list[str], end: str = "\n", closed: bool = True) -> Program:
    text = end.join(lines) + (end if closed else "")
    return Program({"f": text}, main="f", language="text")


@given(LINES, LINES, END, st.booleans())
@settings(max_examples=400)
def test_what_a_diff_says_is_what_comes_out(old: list[str], new: list[str], end: str, closed: bool) -> None:
    assume(any(line.strip() for line in old))
    assume(not any(line.rstrip() == "=======" for line in [*old, *new]))
    assume(closed or (old[-1] and new[-1]))
    assume(closed or end == "\n" or len(old) > 1)  # one open line does not tell how lines end
    before, after = program(old, end, closed), program(new, end, closed)
    assume(before != after)
    text = apply_reply(before, blocks_between(before.text, after.text)).text
    assert text in ((after.text,) if closed else (after.text, after.text + end))


@given(LINES, st.lists(WORDS | FREE, max_size=6), END, st.booleans(), st.data())
@settings(max_examples=400)
def test_nothing_changes_outside_the_lines_of_the_block(
    old: list[str], new: list[str], end: str, closed: bool, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    stop = data.draw(st.integers(start + 1, len(old)))
    parent = program(old, end, closed)
    lines = split(parent.text)
    quoted = [bare(line) for line in lines[start:stop]]
    reply = "\n".join(["<<<<<<< SEARCH", *quoted, "=======", *new, ">>>>>>> REPLACE"])
    try:
        text = apply_reply(parent, reply).text
    except ProposalError:
        return
    head, tail = "".join(lines[:start]), "".join(lines[stop:])
    assert text.startswith(head)
    assert text.endswith(tail)
    middle = [bare(line) for line in split(text[len(head) : len(text) - len(tail)])]
    if "=======" not in [*quoted, *new]:
        assert [line.rstrip() for line in middle if line.strip()] == [
            line.rstrip() for line in new if line.strip()
        ]


@given(LINES, st.integers(1, 3), st.data())
def test_lines_that_stand_twice_are_not_guessed(lines: list[str], length: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(lines) - 1))
    quoted = lines[start : start + length]
    assume(any(line.strip() for line in quoted))
    assume("=======" not in quoted)
    parent = program([*lines, "---", *lines])
    reply = "\n".join(["<<<<<<< SEARCH", *quoted, "=======", "new", ">>>>>>> REPLACE"])
    with pytest.raises(ProposalError, match="ambiguous"):
        apply_reply(parent, reply)


CODE = "import m\n# EVOLVE-BLOCK-START\ndef f(x):\n    return x\n# EVOLVE-BLOCK-END\nprint(f(1))\n"
PIECES = st.lists(MARK | WORDS | FREE | st.sampled_from(CODE.splitlines()), max_size=16)


@given(PIECES | st.just(CODE.splitlines()), PIECES, st.booleans())
@settings(max_examples=400)
def test_garbage_is_rejected_or_keeps_what_is_frozen(
    pieces: list[str], more: list[str], open_end: bool
) -> None:
    parent = Program.from_text(CODE)
    reply = "\n".join([*pieces, *more]) + ("" if open_end else "\n")
    try:
        text = apply_reply(parent, reply).text
    except ProposalError:
        return
    assert frozen_parts(text) == frozen_parts(CODE)


@given(st.text(), st.text())
def test_any_text_at_all_is_a_program_or_a_reason(text: str, reply: str) -> None:
    parent = Program({"f": text}, main="f", language="text")
    try:
        assert apply_reply(parent, reply) != parent
    except ProposalError:
        return


@given(LINES)
def test_splitting_is_undone_by_joining(lines: list[str]) -> None:
    for text in ("\n".join(lines), "\r\n".join(lines), "\r".join(lines)):
        assert "".join(split(text)) == text


@given(LINES, LINES)
def test_a_rewrite_is_the_new_text(old: list[str], new: list[str]) -> None:
    assume(not any(line.lstrip().startswith("```") for line in new))
    before, after = program(old), program(new)
    assume(before != after)
    assert apply_reply(before, "``````\n" + after.text + "``````\n") == after


def test_a_small_change_needs_a_small_block() -> None:
    old = [f"line {i}" for i in range(300)]
    new = [*old[:150], "changed", *old[151:]]
    blocks = blocks_between("\n".join(old), "\n".join(new))
    assert len(blocks.splitlines()) == 5
    assert sum(1 for _ in difflib.ndiff(old, new)) > 300
