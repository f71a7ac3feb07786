"""Programs of foreign folders: their contract, and that what is not to change stays byte for byte."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import ProposalError
from adrs.core.program import Program
from adrs.interop.foreign.bundle import Bundle
from adrs.interop.foreign.programs import contract_of, language_of, read_program
from adrs.propose.genetic.constants import change_constant
from adrs.propose.genetic.context import Context
from adrs.propose.patch.apply import apply_reply
from adrs.propose.source import Source, frozen_parts

EVALUATOR = "def evaluate(path):\n    return program.solve(3)\n"


def program(text: str, name: str = "initial_program.py") -> Program:
    return read_program(Bundle(Path("task"), {name: text.encode()}), name)


def test_kinds_of_parameters_come_from_annotations_and_defaults() -> None:
    text = "def help(): ...\ndef solve(n: int, rate=0.5, name='a', rest=None): ...\n"
    assert contract_of(program(text), EVALUATOR).parameters == {
        "n": "int",
        "rate": "float",
        "name": "str",
        "rest": "any",
    }


def test_a_program_whose_entry_is_not_known_may_become_anything() -> None:
    contract = contract_of(program("print(1)\n"), EVALUATOR)
    assert contract.function == ""
    assert contract.signature == "# a Python program"


def test_a_class_may_be_the_entry() -> None:
    assert contract_of(program("class solve: ...\n"), EVALUATOR).signature == "# class solve"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.py", "python"),
        ("a.CPP", "cpp"),
        ("a.rs", "rust"),
        ("a.zig", "zig"),
        ("a.txt", "text"),
        ("a", "text"),
    ],
)
def test_a_language_is_known_by_its_suffix(name: str, language: str) -> None:
    assert language_of(name) == language


LINES = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
)
ENDS = st.sampled_from(["\n", "\r\n"])


def comment(lines: list[str], mark: str, end: str) -> str:
    return "".join(f"{mark} {line}{end}" for line in lines)


@given(st.lists(LINES, max_size=4), st.lists(LINES, max_size=4), ENDS, st.integers(0, 2**32))
def test_mutations_leave_everything_outside_the_block_byte_for_byte(
    before: list[str], after: list[str], end: str, seed: int
) -> None:
    before, after = (
        [line.replace("\0", "").replace("EVOLVE-BLOCK", "") for line in part] for part in (before, after)
    )
    head = comment(before, "#", end) + f"K = 7{end}# EVOLVE-BLOCK-START{end}"
    tail = f"# EVOLVE-BLOCK-END{end}" + comment(after, "#", end)
    body = f"def solve(n):{end}    return n * 5 + 2.5{end}"
    seed_program = program(head + body + tail)
    source = Source(seed_program.text)
    change = change_constant(Context(source, contract_of(seed_program, EVALUATOR), Random(seed)))
    if change is None:
        return
    try:
        changed = seed_program.with_text(source.apply(change.edits)).text
    except ProposalError:
        return
    assert changed.startswith(head)
    assert changed.endswith(tail)
    assert changed.encode() != seed_program.text.encode()


@given(st.lists(LINES, max_size=4), st.lists(LINES, max_size=4), ENDS, st.sampled_from(["//", "--", "%"]))
def test_patches_of_other_languages_leave_the_rest_byte_for_byte(
    before: list[str], after: list[str], end: str, mark: str
) -> None:
    before, after = (
        [line.replace("old_rule", "").replace("EVOLVE-BLOCK", "") for line in part]
        for part in (before, after)
    )
    head = comment(before, mark, end) + f"{mark} EVOLVE-BLOCK-START{end}"
    tail = f"{mark} EVOLVE-BLOCK-END{end}" + comment(after, mark, end)
    seed = program(f"{head}let x = old_rule;{end}{tail}", "initial_program.rs")
    reply = "<<<<<<< SEARCH\nlet x = old_rule;\n=======\nlet x = new_rule;\n>>>>>>> REPLACE\n"
    changed = apply_reply(seed, reply)
    assert changed.text == f"{head}let x = new_rule;{end}{tail}"
    assert frozen_parts(changed.text) == frozen_parts(seed.text)
