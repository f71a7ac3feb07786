"""Text as lines that keep their ends, so that joining them gives the text back byte for byte.

Only a line feed ends a line here (with the carriage return before it, if there is one). ``str.splitlines``
also breaks at form feeds and Unicode separators, which occur inside lines of code.
"""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.errors import ProgramError
from adrs.core.program import END_MARK, START_MARK, Program, Region, evolvable_regions


def split(text: str) -> list[str]:
    """Lines of ``text`` with their ends; ``"".join`` undoes it."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def bare(line: str) -> str:
    """A line without its end."""
    return line.removesuffix("\n").removesuffix("\r")


def usual_end(lines: Sequence[str]) -> str:
    """The line end that most lines have; a line feed where none has any."""
    windows = sum(line.endswith("\r\n") for line in lines)
    plain = sum(line.endswith("\n") for line in lines) - windows
    return "\r\n" if windows > plain else "\n"


def ended(new: Sequence[str], *, like: Sequence[str], closed: bool = True) -> list[str]:
    """Bare lines with the ends usual in ``like``; the last one has none unless ``closed``."""
    end = usual_end(like)
    lines = [line + end for line in new]
    if lines and not closed:
        lines[-1] = bare(lines[-1])
    return lines


def regions_of(program: Program, path: str) -> tuple[Region, ...]:
    """Lines of a file that may change, numbered as :func:`split` does.

    As soon as any file of a program has ``EVOLVE-BLOCK`` markers, files without them are frozen.

    Raises:
        ProgramError: Markers do not match.
    """
    text = program.files[path]
    if not marked(text):
        return () if any(map(marked, program.files.values())) else (Region(1, max(len(split(text)), 1)),)
    flat = "\n".join(" ".join(bare(line).splitlines()) for line in split(text))
    if START_MARK not in flat:
        raise ProgramError(f"{path}: {END_MARK} without {START_MARK}")
    return evolvable_regions(flat)


def marked(text: str) -> bool:
    """Whether a text has ``EVOLVE-BLOCK`` markers."""
    return START_MARK in text or END_MARK in text
