"""Proposers: a brief in, a program out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adrs.core.seams import Proposer

NAMES = ("genetic", "tuner")


def create(name: str) -> Proposer:
    """The proposer called ``name``.

    Raises:
        UsageError: There is no such proposer.
    """
    from adrs.core.errors import UsageError

    if name == "genetic":
        from adrs.propose.genetic.proposer import Genetic

        return Genetic()
    if name == "tuner":
        from adrs.propose.tuner import Tuner

        return Tuner()
    raise UsageError(f"there is no proposer called {name!r}; there are: {', '.join(NAMES)}")
