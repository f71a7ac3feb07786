"""Search/replace blocks in a reply, and the file each of them names.

::

    src/route.py
    <<<<<<< SEARCH
    lines as they are
    =======
    lines as they shall be
    >>>>>>> REPLACE

Markers stand alone at the beginning of a line. Nothing else in the reply is looked at, so blocks may stand in
fenced code or between paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from adrs.core.errors import ProposalError
from adrs.propose.patch.lines import bare, split

_OPEN = re.compile(r"<{5,9} ?SEARCH[ \t]*")
_DIVIDER = re.compile(r"={7}[ \t]*")
_CLOSE = re.compile(r">{5,9} ?REPLACE[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FILE = re.compile(
    r"(?:#+ *|//+ *)?(?:\*\*)?(?:file(?:name)?: *)?`?(?P<path>[^\s`*:]+)`?(?:\*\*)?:?", re.IGNORECASE
)
_SAID = re.compile(r"\W*file(?:name)?\b *:", re.IGNORECASE)
_MOST_BLOCKS = 200
_MOST_DIVIDERS = 8


@dataclass(frozen=True, slots=True)
class Block:
    """One search/replace block.

    Args:
        number: 1 for the first of the reply.
        path: The file it names, or ``None``.
        body: Bare lines between the outer markers.
        dividers: Indices in ``body`` that may be the divider; more than one if the code has such lines.
    """

    number: int
    path: str | None
    body: tuple[str, ...]
    dividers: tuple[int, ...]

    def readings(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Search and replacement lines, for each divider."""
        for at in self.dividers:
            yield self.body[:at], self.body[at + 1 :]


def blocks_in(reply: str, files: Collection[str]) -> list[Block]:
    """The blocks of a reply, in order; empty when it has no marker at all.

    Raises:
        ProposalError: A block is cut off, nested, has no divider, or names a file that is not in ``files``.
    """
    lines = [bare(line) for line in split(reply)]
    found: list[Block] = []
    at = 0
    while at < len(lines):
        if _CLOSE.fullmatch(lines[at]):
            raise ProposalError(f"line {at + 1} of the reply closes an edit block that was never opened")
        if _OPEN.fullmatch(lines[at]):
            if len(found) == _MOST_BLOCKS:
                raise ProposalError(f"the reply has more than {_MOST_BLOCKS} edit blocks: rewrite the file")
            end = _end_of(lines, at, len(found) + 1)
            found.append(_block(lines, at, end, len(found) + 1, files))
            at = end
        at += 1
    return found


def _end_of(lines: Sequence[str], start: int, number: int) -> int:
    for at in range(start + 1, len(lines)):
        if _CLOSE.fullmatch(lines[at]):
            return at
        if _OPEN.fullmatch(lines[at]):
            raise ProposalError(f"edit block {number} is not closed before the next one begins")
    raise ProposalError(f"edit block {number} is cut off: it has no line '>>>>>>> REPLACE'")


def _block(lines: Sequence[str], start: int, end: int, number: int, files: Collection[str]) -> Block:
    body = tuple(lines[start + 1 : end])
    dividers = tuple(at for at, line in enumerate(body) if _DIVIDER.fullmatch(line))
    if len(dividers) > _MOST_DIVIDERS:
        raise ProposalError(
            f"edit block {number} is ambiguous: {len(dividers)} lines '=======' may divide it"
        )
    if not dividers:
        raise ProposalError(f"edit block {number} has no line '=======' between the old and the new lines")
    return Block(number, named_file(lines, start, files), body, dividers)


def named_file(lines: Sequence[str], start: int, files: Collection[str]) -> str | None:
    """The file that the line before ``start`` names; a fence and blank lines between do not count.

    Raises:
        ProposalError: It says "file: …" of a file that is not in ``files``.
    """
    before = [line for line in lines[max(0, start - 4) : start] if line.strip()]
    if before and _FENCE.match(before[-1]):
        info = _FENCE.sub("", before.pop(), count=1).strip()
        for word in re.split(r"[\s:]+", info):
            if word in files:
                return word
    if not before:
        return None
    match = _FILE.fullmatch(before[-1].strip())
    if match and match["path"] in files:
        return match["path"]
    if match and _SAID.match(before[-1]):
        raise ProposalError(
            f"the program has no file {match['path']!r}; its files are {', '.join(sorted(files))}"
        )
    return None
