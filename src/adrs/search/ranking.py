"""Trials in the order of their scores, for drawing by rank, by chance, or from the top."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from adrs.core.candidate import Trial


@dataclass(slots=True, eq=False)
class Member:
    """A trial in a population; the same trial may be a member of several islands.

    Args:
        id: The candidate's id.
        trial: The trial.
        score: Its score, so that nobody computes it again.
        order: Running number: of equal scores the older ranks higher.
        island: Where it lives.
        cell: The number of its cell in the island's grid, where there is one.
        settled: Whether it may never move to another island (again).
        elite: Whether it has a seat in an archive of elites.
        offspring: Briefs it was the parent of, less those that brought nothing.
    """

    id: str
    trial: Trial
    score: float
    order: int
    island: int = 0
    cell: int = -1
    settled: bool = False
    elite: bool = False
    offspring: int = 0


class Ranking:
    """Members, best first. Adding and removing cost a binary search and a shift of pointers."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Member]] = []  # (-score, order, member)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, rank: int) -> Member:
        return self._entries[rank][2]

    def __iter__(self) -> Iterator[Member]:
        return iter([entry[2] for entry in self._entries])

    def __contains__(self, member: object) -> bool:
        return isinstance(member, Member) and self._rank(member) is not None

    def add(self, member: Member) -> None:
        """Put a member in its place; ``(score, order)`` must be its own."""
        insort(self._entries, (-member.score, member.order, member))

    def discard(self, member: Member) -> bool:
        """Take a member out; whether it was in."""
        rank = self._rank(member)
        if rank is None:
            return False
        del self._entries[rank]
        return True

    def top(self, n: int) -> tuple[Member, ...]:
        """The ``n`` best."""
        return tuple(entry[2] for entry in self._entries[:n])

    def draw(self, rng: Random) -> Member:
        """Any member, uniformly."""
        return self._entries[int(rng.random() * len(self._entries))][2]

    def _rank(self, member: Member) -> int | None:
        rank = bisect_left(self._entries, (-member.score, member.order))
        if rank < len(self._entries) and self._entries[rank][2] is member:
            return rank
        return None
