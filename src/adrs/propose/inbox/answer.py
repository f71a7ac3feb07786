"""From the text of an answer to a program: front matter, then a reply or a whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.propose.acceptance import ensure_acceptable
from adrs.propose.context.text import one_line
from adrs.propose.inbox.folder import MAX_ANSWER_BYTES, Refused
from adrs.propose.patch import apply_reply
from adrs.propose.patch.lines import bare, split
from adrs.propose.patch.rewrite import rewritten

REPLY_SUFFIXES = ("md", "txt")
"""Answers with these suffixes are replies, like a model's; those with the main file's are whole files."""

_KEYS = ("author", "note")
_MOST_LINES = 20
MOST_CHARS = 200
"""Of an author's name or a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote, ready to be evaluated.

    Args:
        program: The program.
        author: Who wrote it, in their own words; may be empty.
        note: What they did, in a few words; may be empty.
    """

    program: Program
    author: str = ""
    note: str = ""

    @property
    def line(self) -> str:
        """The note of the proposal, the author's name in it."""
        by = f"by {self.author}" if self.author else ""
        return ": ".join(part for part in (by, self.note) if part)


def read_answer(problem: Problem, parent: Program, text: str, *, suffix: str) -> Written:
    """The program that an answer stands for.

    Args:
        problem: What it is for.
        parent: The program that the brief shows.
        text: The answer, with or without front matter.
        suffix: ``"md"`` or ``"txt"`` for a reply, the main file's suffix for a whole file.

    Raises:
        Refused: It cannot be used; says why.
    """
    facts, body = split_front_matter(text)
    program = _program(parent, body, suffix)
    try:
        ensure_acceptable(problem, parent, program)
    except ProposalError as error:
        raise Refused(str(error)) from None
    return Written(program=program, author=facts.get("author", ""), note=facts.get("note", ""))


class TooLong(Refused):
    """An answer has more bytes than are read."""


def signed(answer: str, facts: Mapping[str, str]) -> str:
    """An answer that did not come as a file, with ``author`` and ``note`` where they are given.

    Raises:
        TooLong: It has more than ``MAX_ANSWER_BYTES``.
        Refused: It is not text.
    """
    lines = [f"{key}: {one_line(facts[key], MOST_CHARS)}\n" for key in _KEYS if key in facts]
    text = "".join(["---\n", *lines, "---\n"] if lines else []) + answer
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise Refused("the answer holds lone surrogates, which are not text") from None
    if size > MAX_ANSWER_BYTES:
        raise TooLong(f"an answer has at most {MAX_ANSWER_BYTES} bytes")
    if "\0" in text:
        raise Refused("the answer holds a NUL character; it is not text")
    return text


def _program(parent: Program, body: str, suffix: str) -> Program:
    own = main_suffix(parent)
    if not body.strip():
        raise Refused("the answer is empty")
    if suffix not in (*REPLY_SUFFIXES, own):
        names = " or ".join(f".{known}" for known in (*REPLY_SUFFIXES, own))
        raise Refused(f"answers end in {names}, not in .{suffix}")
    try:
        if suffix in REPLY_SUFFIXES:
            return apply_reply(parent, body)
        return parent.with_text(rewritten(parent, parent.main, [bare(line) for line in split(body)]))
    except (ProposalError, ProgramError) as error:
        raise Refused(str(error)) from None


def main_suffix(program: Program) -> str:
    """Suffix of the program's main file without the dot, e.g. ``"py"``."""
    return program.main.rpartition(".")[2]


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The facts between two lines ``---`` at the very top, and what follows; no facts where there are none.

    Raises:
        Refused: The block is not closed, or holds something else than ``author: …`` and ``note: …``.
    """
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        return {}, text
    facts: dict[str, str] = {}
    for number, line in enumerate(lines[1 : _MOST_LINES + 1], 1):
        if line.strip() == "---":
            return facts, "".join(lines[number + 1 :])
        key, colon, value = line.partition(":")
        key = key.strip().lower()
        if not line.strip():
            continue
        if not colon or key not in _KEYS or key in facts:
            raise Refused(
                f"line {number + 1} of the answer: the front matter may say `author:` and `note:`, once each"
            )
        facts[key] = one_line(value, MOST_CHARS)
    raise Refused("the front matter that line 1 of the answer opens with `---` is not closed")
