"""Fenced code blocks of a Markdown page, the commands in them, and the marks above them.

A mark is an HTML comment right above a block, so a reader of the rendered page never sees it:

    <!-- not run: WHY -->          the block is not executed
    <!-- long -->                  executed by the slow tests only; a reason may follow, as above
    <!-- first: COMMAND -->        executed before the block: what a reader has done by now
    <!-- output -->                the block is what the block before it prints, and is compared
    <!-- exit: N -->               the code with which the command ends, where it is not 0
    <!-- until interrupted -->     the command goes on until Ctrl-C, which it is sent once it says something

All but ``first`` and ``output`` may name commands of a session by a part of their text, as in
``<!-- long (adrs audit): minutes -->``; the other commands of the block are executed then.

A block with a title, as in ```` ```python title="tape/judge.py" ````, is a file. A ``console``, ``bash`` or
``sh`` block is a session. If its first line begins with ``$ ``, so do all commands, and what follows each is
what it prints on standard output, where ``...`` stands for anything, within a line or as lines of their own;
a line ``[exit N]`` at the end says how the command ends. Else every line is a command and nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SESSIONS = ("console", "bash", "sh")
_OPENING = re.compile(r"^(?P<fence>`{3,})(?P<language>[\w+-]*)[ \t]*(?P<rest>.*)$")
_TITLE = re.compile(r'title="([^"]+)"')
_EXIT = re.compile(r"^\[exit (\d+)\]$")
_MARK = re.compile(
    r"^<!-- (?P<kind>not run|long|first|output|exit|until interrupted)"
    r"(?: \((?P<only>[^)]+)\))?(?:: (?P<text>.+))? -->$"
)


class Untrue(Exception):  # noqa: N818 - what is untrue is the page
    """A block does not do what the page says."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a comment says about the block below it.

    Args:
        kind: As in the head of this module.
        only: Part of the commands that it is about; empty if it is about all of them.
        text: The reason, or the command of ``first``.
        line: Number of its line.
    """

    kind: str
    only: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Args:
        language: The first word behind the fence.
        title: Path of the file that it is; empty if it is none.
        text: What is between the fences.
        line: Number of its opening line.
        marks: The marks above it, from the top.
    """

    language: str
    title: str
    text: str
    line: int
    marks: tuple[Mark, ...] = ()

    def marked(self, kind: str, command: str = "") -> Mark | None:
        """The mark of this kind on the block, or on this command of it."""
        return next((m for m in self.marks if m.kind == kind and (not m.only or m.only in command)), None)

    def marked_anywhere(self, kind: str) -> bool:
        """Whether there is such a mark on the block or on any command of it."""
        return any(mark.kind == kind for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a session, and what it has to print; ``None`` where nothing is shown."""

    text: str
    shown: str | None
    status: int
    line: int


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order.

    Raises:
        Untrue: A mark is incomplete.
    """
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        opening = _OPENING.match(lines[at])
        if opening is None:
            at += 1
            continue
        fence, begin = opening["fence"], at + 1
        at = next((n for n in range(begin, len(lines)) if lines[n].rstrip() == fence), len(lines))
        title = _TITLE.search(opening["rest"])
        body = "".join(f"{line}\n" for line in lines[begin:at])
        marks = tuple(_marks_above(lines, begin - 1))
        yield Block(opening["language"], title[1] if title else "", body, begin, marks)
        at += 1


def _marks_above(lines: Sequence[str], at: int) -> Sequence[Mark]:
    """Marks in the lines that end before line ``at``; blank lines between them do not count."""
    found: list[Mark] = []
    while at > 0:
        at -= 1
        mark = _MARK.match(lines[at].strip())
        if mark is not None:
            found.insert(0, _mark(mark, at + 1))
        elif lines[at].strip():
            break
    return found


def _mark(match: re.Match[str], line: int) -> Mark:
    mark = Mark(match["kind"], match["only"] or "", match["text"] or "", line)
    if mark.kind in ("not run", "first") and not mark.text:
        raise Untrue(f"line {line}: `{mark.kind}` needs a text behind a colon")
    if mark.kind == "exit" and not mark.text.isdecimal():
        raise Untrue(f"line {line}: `exit` needs a number behind a colon")
    return mark


def commands(block: Block) -> list[Command]:
    """The commands of a session; a backslash at the end of a line goes on with the next.

    Raises:
        Untrue: Something stands before the first ``$ ``, or a mark names no command.
    """
    text = block.text.replace("\\\n", " ")
    prompted = re.search(r"^\$ ", text, re.MULTILINE) is not None
    found = _prompted(block, text) if prompted else _bare(block, text)
    for mark in block.marks:
        if mark.only and not any(mark.only in command.text for command in found):
            raise Untrue(f"line {mark.line}: no command of the block has {mark.only!r} in it")
    return found


def _bare(block: Block, text: str) -> list[Command]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [Command(line, None, _status(block, line), block.line) for line in lines]


def _status(block: Block, command: str) -> int:
    mark = block.marked("exit", command)
    return int(mark.text) if mark is not None else 0


def _prompted(block: Block, text: str) -> list[Command]:
    first, *parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    if first.strip():
        raise Untrue(f"line {block.line}: a block with prompts begins with `$ `, not with {first[:40]!r}")
    return [_command(block, part) for part in parts]


def _command(block: Block, part: str) -> Command:
    text, _, output = part.partition("\n")
    shown, status = output.strip("\n").split("\n"), _status(block, text)
    if ending := _EXIT.match(shown[-1]):
        shown, status = shown[:-1], int(ending[1])
    return Command(text, "\n".join(shown) if any(shown) else None, status, block.line)


def agrees(shown: str, printed: str) -> bool:
    """Whether what a page shows fits what was printed; trailing blanks do not count."""
    pattern = ".*?".join(re.escape(part) for part in _trimmed(shown).split("..."))
    return re.fullmatch(pattern, _trimmed(printed), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
