"""What a prompt asks for: which program is to be changed, which others it shows, and the form of the reply.

Engines word their prompts differently, but all of them fence the code, and most of them put a heading such as
"# Current Program" above the one that is to be changed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from adrs.core.errors import ProgramError
from adrs.core.program import END_MARK, START_MARK
from adrs.core.syntax import defines_any, parse

MOST_CHARS = 1_000_000
"""Of a prompt; what comes before the last million is not read."""
_MOST_BLOCKS = 200
_MOST_ENDS = 20
_LONGEST_PROGRAM = 200_000

_OPEN = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")
_HEADING = re.compile(r" {0,3}#{1,6} ")
_SEARCH = re.compile(r"^<{5,9} ?SEARCH[ \t]*$", re.MULTILINE)
_CURRENT = re.compile(r"\b(?:current|parent)\b")
_THE_PROGRAM = re.compile(r"\bthe program\b")
_WHOLE = (
    "complete new program",
    "whole new program",
    "your rewritten program",
    "new rewritten program",
    "completely new algorithm implementation",
    "<code>",
)


class Form(Enum):
    """How a reply is to be written."""

    EDIT = "search/replace blocks"
    WHOLE = "the whole program in a fence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a prompt asks for.

    Args:
        program: Text of the program that is to be changed.
        others: Other programs that the prompt shows, without repetitions.
        form: How the change is to be written.
        tagged: Whether the reply is to have ``<NAME>`` and ``<DESCRIPTION>``, as ShinkaEvolve asks.
    """

    program: str
    others: tuple[str, ...] = ()
    form: Form = Form.WHOLE
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block, and the words above it in lower case: its heading and the line before it."""

    text: str
    above: str


def read_prompt(prompt: str, entries: Sequence[str] = ()) -> Reading | None:
    """What a prompt asks for; ``None`` where no program can be found in it.

    The cost grows with the prompt's length times the number of its fenced blocks that do not parse.

    Args:
        prompt: All messages of the conversation, in order.
        entries: Names of functions or base classes, of which a program defines one; any function will do
            without.
    """
    prompt = prompt[-MOST_CHARS:]
    found = [fence for fence in fences(prompt) if _is_program(fence.text, entries)]
    if not found and (marked := _between_marks(prompt)) and _is_program(marked, entries):
        found = [Fence(marked, "")]
    if not found:
        return None
    best = max(range(len(found)), key=lambda at: (_claim(found[at]), at))
    program = found[best].text
    others = dict.fromkeys(fence.text for fence in found if fence.text != program)
    lower = prompt.lower()
    tagged = "<name>" in lower and "<description>" in lower
    return Reading(program=program, others=tuple(others), form=_form(prompt, lower), tagged=tagged)


def fences(prompt: str) -> Iterator[Fence]:
    """The fenced blocks of a prompt, in order; a block that is never closed is left out."""
    lines = prompt.split("\n")
    at, heading, before, count = 0, "", "", 0
    while at < len(lines) and count < _MOST_BLOCKS:
        line = lines[at].rstrip("\r")
        match = _OPEN.fullmatch(line)
        end = _end(lines, at, match[1]) if match else None
        if end is not None:
            yield Fence("\n".join(lines[at + 1 : end]) + "\n", f"{heading} {before}".lower())
            at, before, count = end, "", count + 1
        elif _HEADING.match(line):
            heading, before = line, ""
        elif line.strip():
            before = line
        at += 1


def _end(lines: Sequence[str], start: int, fence: str) -> int | None:
    """The line that closes a block: the first at which its text parses as Python, else the first of all.

    So a fence inside a docstring does not end the program it belongs to.
    """
    closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t\r]*")
    first, tried = None, 0
    for at in range(start + 1, len(lines)):
        if closing.fullmatch(lines[at]):
            first = at if first is None else first
            if _tree("\n".join(lines[start + 1 : at])) is not None:
                return at
            tried += 1
        if tried >= _MOST_ENDS:
            break
    return first


def _claim(fence: Fence) -> int:
    """How strongly the words above a block say that it is the one to be changed."""
    if _CURRENT.search(fence.above):
        return 2
    return 1 if _THE_PROGRAM.search(fence.above) else 0


def _form(prompt: str, lower: str) -> Form:
    squeezed = " ".join(lower.split())
    if any(words in squeezed for words in _WHOLE):
        return Form.WHOLE
    return Form.EDIT if _SEARCH.search(prompt) else Form.WHOLE


def _between_marks(prompt: str) -> str:
    """The lines from the last start mark to the end mark that follows it, both included; else nothing."""
    lines = prompt.split("\n")
    starts = [at for at, line in enumerate(lines) if START_MARK in line and line.lstrip().startswith("#")]
    if not starts:
        return ""
    ends = [at for at in range(starts[-1], len(lines)) if END_MARK in lines[at]]
    return "\n".join(lines[starts[-1] : ends[0] + 1]) + "\n" if ends else ""


def _is_program(text: str, entries: Sequence[str]) -> bool:
    tree = _tree(text)
    if tree is None:
        return False
    if entries:
        return defines_any(tree, entries)
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)


def _tree(text: str) -> ast.Module | None:
    if len(text) > _LONGEST_PROGRAM:
        return None
    try:
        return parse(text)
    except ProgramError:
        return None
