"""Names of files in an inbox. Only names of this form are ever looked at, and paths are made from numbers.

::

    brief-0007.md                    an open brief
    brief-0007.answer.md             its answer, as a reply: edit blocks, or a program in a fence
    brief-0007.answer.py             its answer, as the whole main file
    brief-0007.rejected.md           why the last answer was turned away
    brief-0007.rejected-1.answer.md  the answer that was turned away first
    brief-0007.withdrawn.md          a brief that nobody needs answered any more
    done/                            answered briefs, their answers and results
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ANSWER = re.compile(r"brief-([0-9]{4,9})\.answer\.([a-z0-9]{1,8})", re.ASCII)
_REJECTED = re.compile(r"brief-([0-9]{4,9})\.rejected-([0-9]{1,4})\.answer\.[a-z0-9]{1,8}", re.ASCII)

UNFINISHED = frozenset({"part", "tmp", "swp", "bak", "partial"})
"""Endings of files that somebody is still writing."""


@dataclass(frozen=True, slots=True, order=True)
class AnswerName:
    """A file that answers a brief: ``brief-0007.answer.md`` is number 7 and suffix ``md``."""

    number: int
    suffix: str

    def __str__(self) -> str:
        return f"{stem(self.number)}.answer.{self.suffix}"

    def rejected(self, count: int) -> str:
        """Where the text goes when it is turned away as the ``count``-th."""
        return f"{stem(self.number)}.rejected-{count}.answer.{self.suffix}"


def stem(number: int) -> str:
    """What all files of a brief begin with, e.g. ``"brief-0007"``."""
    return f"brief-{number:04d}"


def parse_answer(name: str) -> AnswerName | None:
    """The answer that a file of this name holds; ``None`` for every other file."""
    match = _ANSWER.fullmatch(name)
    if match is None or match[2] in UNFINISHED:
        return None
    found = AnswerName(int(match[1]), match[2])
    return found if str(found) == name else None  # "brief-00007" is not another way to write 7


def parse_rejected(name: str) -> tuple[int, int] | None:
    """Number of the brief and of the rejection, for an answer that was turned away."""
    match = _REJECTED.fullmatch(name)
    return (int(match[1]), int(match[2])) if match else None
