from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.syntax import parse
from adrs.interop.proposer_server.reading import Form, fences, read_prompt
from adrs.propose.context.text import fenced
from tests.interop.proposer_server import prompts
from tests.interop.proposer_server.prompts import OTHER, PROGRAM


@pytest.mark.parametrize("name", prompts.ALL)
def test_the_program_to_be_changed_is_found_in_every_manner_of_prompt(name: str) -> None:
    reading = read_prompt(prompts.ALL[name](), ["solve"])
    assert reading is not None
    assert reading.program == PROGRAM


@pytest.mark.parametrize(
    ("name", "form", "tagged"),
    [
        ("edit", Form.EDIT, False),
        ("whole", Form.WHOLE, False),
        ("tagged", Form.EDIT, True),
        ("bare", Form.WHOLE, False),
    ],
)
def test_the_form_that_is_asked_for_is_found(name: str, form: Form, tagged: bool) -> None:
    reading = read_prompt(prompts.ALL[name]())
    assert reading is not None
    assert (reading.form, reading.tagged) == (form, tagged)


def test_other_programs_are_kept_once_and_examples_are_not() -> None:
    prompt = prompts.edit_prompt() + prompts.fence(OTHER)
    reading = read_prompt(prompt, ["solve"])
    assert reading is not None
    assert reading.others == (OTHER,)


def test_without_any_heading_the_last_program_counts() -> None:
    reading = read_prompt(prompts.fence(OTHER) + "and\n" + prompts.fence(PROGRAM), ["solve"])
    assert reading is not None
    assert reading.program == PROGRAM


def test_a_program_without_a_fence_is_found_by_its_marks() -> None:
    reading = read_prompt(f"Improve this:\n\n{PROGRAM}\nThank you, it's urgent.", ["solve"])
    assert reading is not None
    assert "def solve(jobs):" in reading.program
    assert "urgent" not in reading.program


def test_a_fence_inside_a_docstring_does_not_end_the_program() -> None:
    text = 'def solve(jobs):\n    """Like so:\n\n```\nsolve([])\n```\n"""\n    return []\n'
    reading = read_prompt(f"# Current program\n```python\n{text}```\n", ["solve"])
    assert reading is not None
    assert reading.program == text


@pytest.mark.parametrize(
    "prompt", ["", "```python\ndef solve(:\n```", "```\nno code\n```", "```python\ndef solve(a):\n  return a"]
)
def test_where_there_is_no_program_none_is_found(prompt: str) -> None:
    assert read_prompt(prompt, ["solve"]) is None


def test_a_program_without_the_entry_is_not_taken() -> None:
    assert read_prompt(prompts.fence("def other():\n    return 1\n"), ["solve"]) is None


@given(st.text(alphabet="`~#<>=\n aSEARCHREPLACE\r", max_size=400))
def test_whatever_a_prompt_is_it_can_be_read(prompt: str) -> None:
    reading = read_prompt(prompt)
    assert reading is None or parse(reading.program)


@given(st.text(alphabet=st.characters(exclude_characters="\r", codec="utf-8"), max_size=200))
def test_a_fenced_text_comes_back_as_it_was(text: str) -> None:
    fence, *_ = fences(fenced(text.replace("`", "'"), "text"))
    whole = text.replace("`", "'")
    assert fence.text == (whole if whole.endswith("\n") else whole + "\n")
