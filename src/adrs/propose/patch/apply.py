"""Applies a model's reply to a program, or says in one sentence why it cannot be applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.program import Program, Region
from adrs.propose.patch.blocks import Block, blocks_in
from adrs.propose.patch.lines import bare, regions_of, split, usual_end
from adrs.propose.patch.locate import Change, changes_for, nearest
from adrs.propose.patch.rewrite import rewrites_in, rewritten
from adrs.propose.source import check, frozen_parts

LONGEST_REPLY = 400_000
"""Characters; longer replies are rejected unread."""


def apply_reply(parent: Program, reply: str) -> Program:
    """The parent as the reply changes it: by its search/replace blocks, else by whole files in fenced code.

    All blocks speak of the parent's text, in any order. Outside the lines a block replaces, and outside the
    ``EVOLVE-BLOCK`` regions in any case, the text stays byte for byte; new lines take the file's line ends.

    Raises:
        ProposalError: The reply has no edit, or an edit is ambiguous, missing, cut off, overlaps another,
            changes text that must stay, or leaves a Python file that does not parse.
    """
    if len(reply) > LONGEST_REPLY or not _encodable(reply):
        raise ProposalError("the reply is too long or no text: nothing of it was applied")
    try:
        texts = _new_texts(parent, reply)
        files = {**parent.files, **texts}
        changed = {path: text for path, text in texts.items() if text != parent.files[path]}
        if not changed:
            raise ProposalError("the reply leaves the program as it was")
        for path, text in changed.items():
            _check(parent, path, text)
    except ProgramError as error:
        raise ProposalError(f"the parent cannot be edited: {error}") from None
    return Program(files, main=parent.main, language=parent.language)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _new_texts(parent: Program, reply: str) -> Mapping[str, str]:
    blocks = blocks_in(reply, parent.files)
    if blocks:
        return edited(parent, blocks)
    rewrites = rewrites_in(parent, reply)
    if not rewrites:
        raise ProposalError("the reply has neither an edit block nor a fenced block with the program")
    return {path: rewritten(parent, path, lines) for path, lines in rewrites.items()}


def _check(parent: Program, path: str, text: str) -> None:
    before = parent.files[path]
    if parent.language == "python" and (path == parent.main or path.endswith(".py")):
        check(before, text)
    elif frozen_parts(before) != frozen_parts(text):
        raise ProposalError(f"the edit changes text of {path} outside the EVOLVE-BLOCK regions")


@dataclass(frozen=True, slots=True)
class _File:
    """Bare lines of a file, and those of them that may change."""

    lines: Sequence[str]
    regions: Sequence[Region]


def edited(parent: Program, blocks: Sequence[Block]) -> dict[str, str]:
    """New text by path of the files that the blocks change.

    The cost grows with blocks times lines of the program.

    Raises:
        ProposalError: A block does not fit in exactly one place, or two overlap.
    """
    files = {
        path: _File([bare(line) for line in split(text)], regions_of(parent, path))
        for path, text in parent.files.items()
    }
    changes: dict[str, list[Change]] = {}
    for block in blocks:
        path, change = _place(files, block)
        if change.start < change.end or change.new:
            changes.setdefault(path, []).append(change)
    return {path: _changed(parent.files[path], path, found) for path, found in changes.items()}


def _place(files: Mapping[str, _File], block: Block) -> tuple[str, Change]:
    """The one file and place where a block fits."""
    paths = [block.path] if block.path else list(files)
    allowed: list[tuple[str, Change]] = []
    frozen: list[tuple[str, Change]] = []
    for path in paths:
        for change in _readings(files[path].lines, block):
            (allowed if _may(change, files[path].regions) else frozen).append((path, change))
    if len(allowed) == 1:
        return allowed[0]
    what = f"edit block {block.number}"
    if allowed and len(block.dividers) > 1:
        raise ProposalError(f"{what} is ambiguous: several lines '=======' may divide it")
    if allowed:
        raise ProposalError(f"{what} is ambiguous: {_where(allowed)}; quote more lines around it")
    if frozen:
        raise ProposalError(f"{what} changes text outside the EVOLVE-BLOCK regions: {_where(frozen)}")
    search = next(block.readings())[0]
    if not any(line.strip() for line in search):
        raise ProposalError(f"{what} searches for nothing: quote the lines it shall replace")
    path = max(paths, key=lambda name: len(files[name].regions) > 0)
    raise ProposalError(f"{what} does not match {path}: {nearest(files[path].lines, search)}")


def _readings(old: Sequence[str], block: Block) -> Iterable[Change]:
    for search, new in block.readings():
        if any(line.strip() for line in search):
            yield from changes_for(old, search, new)
        elif not old:  # only an empty file is found by an empty search
            yield Change(0, 0, tuple(new))


def _may(change: Change, regions: Sequence[Region]) -> bool:
    return change.within(regions) or (change.start == change.end and not change.new)


def _where(found: Sequence[tuple[str, Change]]) -> str:
    places = [f"line {change.start + 1} of {path}" for path, change in found[:4]]
    return "it fits " + ", ".join(places) + (f" and {len(found) - 4} more" if len(found) > 4 else "")


def _changed(text: str, path: str, changes: Sequence[Change]) -> str:
    """The text with changes made; a last line without line end stays or becomes one without."""
    old, pieces, at = split(text), list[str](), 0
    end = usual_end(old)
    open_end = bool(old) and not old[-1].endswith("\n")
    if open_end:
        old[-1] += end
    last = Change(-1, -1, ())
    for change in sorted(changes):
        if change.start < last.end or change.start == change.end == last.start:
            raise ProposalError(f"two edit blocks change line {change.start + 1} of {path}")
        pieces += [*old[at : change.start], *(line + end for line in change.new)]
        at, last = change.end, change
    pieces += old[at:]
    tail_deleted = last.end == len(old) and not last.new
    if open_end and pieces and not tail_deleted:
        pieces[-1] = pieces[-1].removesuffix(end)
    return "".join(pieces)
