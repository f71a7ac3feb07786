"""A place of its own for a line of descent that could not yet stand up to the best."""

from __future__ import annotations

from random import Random

from adrs.core.candidate import Trial
from adrs.search.elites import TopK


class Island:
    """Trials that descend from one root, among themselves: they compete with nobody else.

    Args:
        root: Where the line begins.
        size: Members kept, the best by score.
    """

    def __init__(self, root: Trial, *, size: int = 8) -> None:
        self.root = root.candidate.id
        self._members = TopK(size)
        self._members.add(root)

    def __contains__(self, candidate_id: object) -> bool:
        return candidate_id in self._members

    def add(self, trial: Trial) -> None:
        """Take in a child of a member; what is not among the best of the island is left out."""
        self._members.add(trial)

    def sample(self, rng: Random) -> Trial:
        """A member to start from; the best of the island as likely as all others together."""
        trials = self._members.trials
        return trials[0] if len(trials) == 1 or rng.random() < 0.5 else rng.choice(trials[1:])
