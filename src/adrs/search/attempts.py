"""What stateful arms tried before, in bounded memory."""

from __future__ import annotations

from collections.abc import Container

from adrs.core.candidate import Arm, Attempt, Candidate

_Key = tuple[str, Arm]


class Attempts:
    """Children by parent and arm, in the order they were told.

    A parent's list is forgotten whole, never cut at its head: an arm that folds over a list whose beginning
    is missing would arrive at a state it never was in. A full list therefore starts again, as CMA-ES does
    when it restarts.

    Args:
        each: Most attempts for one parent and arm.
        total: Most attempts in all; the list that was used longest ago goes first.
    """

    def __init__(self, *, each: int = 200, total: int = 1000) -> None:
        self._each = each
        self._total = max(total, each)
        self._held = 0
        self._lists: dict[_Key, list[Attempt]] = {}  # least recently used first

    def __len__(self) -> int:
        return self._held

    def of(self, parent: str, arm: Arm) -> tuple[Attempt, ...]:
        """The attempts from ``parent`` by ``arm``, oldest first."""
        attempts = self._lists.pop((parent, arm), None)
        if attempts is None:
            return ()
        self._lists[parent, arm] = attempts  # now the most recently used
        return tuple(attempts)

    def add(self, parent: str, arm: Arm, candidate: Candidate, score: float | None) -> None:
        """Remember one attempt."""
        attempts = self._lists.pop((parent, arm), [])
        if len(attempts) >= self._each:
            self._held -= len(attempts)
            attempts = []
        attempts.append(Attempt(candidate=candidate, score=score))
        self._lists[parent, arm] = attempts
        self._held += 1
        while self._held > self._total:
            self._forget(next(iter(self._lists)))

    def keep_only(self, parents: Container[str], *, also: str | None = None) -> None:
        """Forget what was tried from any parent but these."""
        for key in [key for key in self._lists if key[0] not in parents and key[0] != also]:
            self._forget(key)

    def _forget(self, key: _Key) -> None:
        self._held -= len(self._lists.pop(key))
