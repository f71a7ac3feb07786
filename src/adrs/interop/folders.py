"""From a folder that states a problem, ours or of another project, to the problem."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.interop.foreign.kinds import FOREIGN
from adrs.interop.harbor.kind import Harbor
from adrs.interop.native import Native


class Kind(Protocol):
    """A layout of problem folders."""

    name: str
    """What people call it, e.g. ``OpenEvolve``."""
    needs: str
    """The files it is known by, for messages."""

    def recognises(self, folder: Path) -> bool:
        """Whether the folder is of this layout; by names of files, nothing is executed."""
        ...

    def load(self, folder: Path, *, data: Path | None) -> Problem:
        """The problem in a folder that was recognised.

        Raises:
            UsageError: Something in it is missing or malformed; says what and where.
        """
        ...


KINDS: Sequence[Kind] = (Native(), Harbor(), *FOREIGN)
"""The layouts there are; the first that recognises a folder reads it."""


def open_folder(folder: Path, *, data: Path | None = None, kinds: Sequence[Kind] | None = None) -> Problem:
    """The problem stated in ``folder``.

    Raises:
        UsageError: No layout fits it, or what is in it is malformed.
    """
    kinds = KINDS if kinds is None else kinds
    for kind in kinds:
        if kind.recognises(folder):
            return kind.load(folder, data=data)
    known = "; ".join(f"{kind.name}: {kind.needs}" for kind in kinds)
    raise UsageError(f"{folder} states no problem in a layout that is known ({known or 'there is none yet'})")
