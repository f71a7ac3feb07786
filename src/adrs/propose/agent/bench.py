"""The scratch worktree of an agent: a program in memory that can be read, searched and edited."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.program import Program
from adrs.propose.acceptance import ensure_allowed
from adrs.propose.patch.apply import edited
from adrs.propose.patch.blocks import Block
from adrs.propose.patch.lines import bare, regions_of, split
from adrs.propose.patch.rewrite import rewritten

_MOST_LINES = 400
_MOST_HITS = 50
_MOST_CHARS = 12_000


class Bench:
    """A program under work; every state of it parses and keeps what is frozen.

    Args:
        parent: What the work starts from.
    """

    def __init__(self, parent: Program) -> None:
        self.parent = parent
        self.program = parent

    def files(self) -> str:
        """A line for each file: its length, and which of its lines may change."""
        return "\n".join(self._describe(path) for path in self.program.files)

    def read(self, path: str, first: int = 1, last: int | None = None) -> str:
        """Lines ``first`` to ``last`` of a file, numbered.

        Raises:
            ProposalError: There is no such file, or it has no such lines.
        """
        lines = self._lines(path)
        end = min(len(lines), first + _MOST_LINES - 1, last or len(lines))
        if not 1 <= first <= max(end, 1):
            raise ProposalError(f"{path} has the lines 1 to {len(lines)}, not {first} to {last or 'its end'}")
        shown = [f"{number:5d}  {lines[number - 1]}" for number in range(first, end + 1)]
        more = [f"(lines {end + 1} to {len(lines)} left out)"] if end < len(lines) and last is None else []
        return clipped("\n".join([*shown, *more]))

    def search(self, text: str) -> str:
        """Lines that contain ``text``, with file and number. Plain text: a pattern could run for ever."""
        if not text.strip():
            raise ProposalError("search for something that is not blank")
        hits = [
            f"{path}:{number}: {line}"
            for path in self.program.files
            for number, line in enumerate(self._lines(path), 1)
            if text in line
        ]
        more = [f"({len(hits) - _MOST_HITS} more)"] if len(hits) > _MOST_HITS else []
        return clipped("\n".join([*hits[:_MOST_HITS], *more])) if hits else f"no line contains {text!r}"

    def edit(self, path: str, search: str, replace: str) -> str:
        """Put the lines ``replace`` in the place of the lines ``search``, which must fit exactly once.

        Raises:
            ProposalError: They fit nowhere or in several places, or the result is not allowed.
        """
        self._lines(path)
        old, new = _as_lines(search), _as_lines(replace)
        block = Block(1, path, (*old, "=======", *new), (len(old),))
        with _sentences():
            texts = edited(self.program, [block])
        return self._put(path, texts.get(path, self.program.files[path]))

    def write(self, path: str, text: str) -> str:
        """Put a whole text in a file's place; outside the ``EVOLVE-BLOCK`` regions the file stays as it is.

        Raises:
            ProposalError: There is no such file, or the result is not allowed.
        """
        self._lines(path)
        with _sentences():
            whole = rewritten(self.program, path, _as_lines(text))
        return self._put(path, whole)

    def diff(self) -> str:
        """What was changed so far, as a unified diff."""
        pieces: list[str] = []
        for path, text in self.program.files.items():
            before, after = split(self.parent.files[path]), split(text)
            pieces += difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")
        return clipped("".join(pieces)) or "nothing is changed yet"

    def _put(self, path: str, text: str) -> str:
        if text == self.program.files[path]:
            raise ProposalError(f"{path} is the same as before")
        ensure_allowed(self.program, path, text)
        files = {**self.program.files, path: text}
        self.program = Program(files, main=self.program.main, language=self.program.language)
        return f"{path} has {len(split(text))} lines now"

    def _lines(self, path: str) -> Sequence[str]:
        if path not in self.program.files:
            raise ProposalError(f"there is no file {path!r}; there are: {', '.join(self.program.files)}")
        return [bare(line) for line in split(self.program.files[path])]

    def _describe(self, path: str) -> str:
        regions = regions_of(self.program, path)
        spans = ", ".join(f"{region.first}-{region.last}" for region in regions)
        what = " (defines the entry)" if path == self.program.main else ""
        return f"{path}{what}: {len(self._lines(path))} lines; may change: {spans or 'none'}"


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except ProgramError as error:
        raise ProposalError(str(error)) from None


def _as_lines(text: str) -> list[str]:
    return [bare(line) for line in split(text)]


def clipped(text: str, most: int = _MOST_CHARS) -> str:
    """Text that is not longer than ``most`` characters, its middle left out if need be."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"
