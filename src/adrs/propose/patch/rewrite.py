"""Whole files in fenced code: which block is which file, and what of it may replace the parent's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.program import END_MARK, START_MARK, Program, Region
from adrs.core.syntax import parse
from adrs.propose.patch.blocks import named_file
from adrs.propose.patch.lines import bare, ended, marked, regions_of, split

_OPEN = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")
_CODE = {
    "python": ("", "py", "python", "python3"),
    "cpp": ("", "cpp", "c++", "cc", "cxx"),
    "rust": ("", "rs", "rust"),
}
_MOST_BLOCKS = 100
_MOST_ENDS = 20


@dataclass(frozen=True, slots=True)
class Fenced:
    """A fenced block: bare lines, the first word of its info string, and the file it names."""

    lines: tuple[str, ...]
    info: str
    path: str | None


def rewrites_in(parent: Program, reply: str) -> dict[str, list[str]]:
    """New bare lines by path, as the reply's fenced blocks give them; empty when there is no code in it.

    Raises:
        ProposalError: A block is cut off, two are for the same file, or it is not clear which file one is.
    """
    found: dict[str, list[str]] = {}
    unnamed = []
    for number, block in enumerate(_fenced(reply, parent)):
        if number == _MOST_BLOCKS:
            raise ProposalError(f"the reply has more than {_MOST_BLOCKS} fenced blocks")
        if block.path is None and block.info in _CODE.get(parent.language, ("", parent.language)):
            unnamed.append(block)
        elif block.path in found:
            raise ProposalError(f"the reply has two fenced blocks for {block.path}")
        elif block.path is not None:
            found[block.path] = list(block.lines)
    if found or not unnamed:
        return found
    if len(unnamed) > 1:
        raise ProposalError(
            f"the reply has {len(unnamed)} fenced blocks of code and names no file: "
            "give one block with the whole file"
        )
    if len(parent.files) > 1:
        raise ProposalError(f"name the file of the fenced block: one of {', '.join(parent.files)}")
    return {parent.main: list(unnamed[0].lines)}


def _fenced(reply: str, parent: Program) -> Iterator[Fenced]:
    lines = [bare(line) for line in split(reply)]
    at = 0
    while at < len(lines):
        match = _OPEN.fullmatch(lines[at])
        if match:
            words = match["info"].split() or [""]
            info = words[0].partition(":")[0].lower()
            end = _end(lines, at, match["fence"], python=parent.language == "python" and info != "text")
            named = next((w for word in words for w in word.split(":") if w in parent.files), None)
            path = named or named_file(lines, at, parent.files)
            yield Fenced(tuple(lines[at + 1 : end]), info, path)
            at = end
        at += 1


def _end(lines: Sequence[str], start: int, fence: str, *, python: bool) -> int:
    """The closing line: the first that closes the block; for Python, the first at which the code parses.

    So a fence inside a docstring does not end the program it belongs to.
    """
    closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    ends = (at for at in range(start + 1, len(lines)) if closing.fullmatch(lines[at]))
    first = next(ends, None)
    if first is None:
        raise ProposalError(f"the fenced block that opens in line {start + 1} of the reply is cut off")
    tried = chain([first], islice(ends, _MOST_ENDS)) if python else []
    return next((end for end in tried if _parses("\n".join(lines[start + 1 : end]))), first)


def _parses(text: str) -> bool:
    try:
        parse(text)
    except ProgramError:
        return False
    return True


def rewritten(parent: Program, path: str, new: Sequence[str]) -> str:
    """The file's text with ``new`` in place of what may change; all else stays byte for byte.

    Raises:
        ProposalError: ``new`` has other text outside the regions, or other regions, than the parent.
    """
    old = split(parent.files[path])
    if not marked(parent.files[path]):
        if not regions_of(parent, path):
            raise ProposalError(f"{path} has no EVOLVE-BLOCK and must stay as it is")
        return "".join(ended(new, like=old))
    text = list(old)
    regions = regions_of(parent, path)
    for region, lines in reversed(
        list(zip(regions, _inner(old, new, len(regions), parent, path), strict=True))
    ):
        kept = old[region.first - 1 : region.last]
        closed = not kept or kept[-1].endswith("\n") or region.last < len(old)
        text[region.first - 1 : region.last] = ended(lines, like=old, closed=closed)
    return "".join(text)


def _inner(
    old: Sequence[str], new: Sequence[str], count: int, parent: Program, path: str
) -> list[Sequence[str]]:
    """The new lines of each region."""
    frozen = _frozen(parent, path)
    if any(START_MARK in line or END_MARK in line for line in new):
        try:
            shown = Program({path: "\n".join(new)}, main=path)
            regions = regions_of(shown, path)
        except ProgramError as error:
            raise ProposalError(f"the rewrite of {path}: {error}") from None
        if len(regions) != count:
            raise ProposalError(
                f"the rewrite of {path} has {len(regions)} EVOLVE-BLOCKs; the program has {count}"
            )
        _check_frozen(frozen, _frozen(shown, path), path)
        return [new[r.first - 1 : r.last] for r in regions]
    if count > 1:
        raise ProposalError(f"the rewrite of {path} must keep its {count} pairs of EVOLVE-BLOCK markers")
    return [_without_frame(old, new, regions_of(parent, path)[0])]


def _frozen(program: Program, path: str) -> list[str]:
    """Stripped lines outside the regions, blank ones and markers left out."""
    inside = {at for r in regions_of(program, path) for at in range(r.first - 1, r.last)}
    lines = [bare(line).strip() for at, line in enumerate(split(program.files[path])) if at not in inside]
    return [line for line in lines if line and START_MARK not in line and END_MARK not in line]


def _check_frozen(kept: Sequence[str], shown: Sequence[str], path: str) -> None:
    """A rewrite may leave frozen lines out (they stay anyway), but not bring others."""
    rest = iter(kept)
    for line in shown:
        if line not in rest:
            raise ProposalError(
                f"the rewrite of {path} changes text outside the EVOLVE-BLOCK regions: "
                f"{line[:100]!r} is not there"
            )


def _without_frame(old: Sequence[str], new: Sequence[str], region: Region) -> Sequence[str]:
    """A rewrite without markers, less the program's frozen head and tail if it repeats them line by line."""
    head = _after(old[: region.first - 2], new)
    return _after(old[region.last + 1 :][::-1], head[::-1])[::-1]


def _after(frozen: Sequence[str], new: Sequence[str]) -> Sequence[str]:
    """``new`` from where it has repeated ``frozen``, blank lines aside; all of it if it does not."""
    at = 0
    for wanted in [bare(line).strip() for line in frozen if line.strip()]:
        while at < len(new) and not new[at].strip():
            at += 1
        if at >= len(new) or new[at].strip() != wanted:
            return new
        at += 1
    return new[at:]
