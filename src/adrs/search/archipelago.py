"""AdaEvolve's islands: populations with a bandit over them, migration, and new islands."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.search.elites import TopK
from adrs.search.fitness import fitness
from adrs.search.progress import IslandBandit, Progress


class Island:
    """A population and its progress."""

    def __init__(self, progress: Progress, size: int) -> None:
        self.progress = progress
        self.elites = TopK(size)

    def found(self, trial: Trial) -> Admission:
        """Take in a program to begin with."""
        score = fitness(trial)
        if score is not None:
            self.progress.start(score)
        return self.elites.add(trial)

    def welcome(self, trial: Trial) -> Admission:
        """Take in a program that was made elsewhere; one that is here already changes nothing."""
        if trial.candidate.id in self.elites:
            return Admission.REJECTED
        score = fitness(trial)
        if score is not None:
            self.progress.receive(score)
        return self.elites.add(trial)


class Archipelago:
    """Islands in a ring.

    Args:
        islands: How many to begin with.
        most: How many there may ever be.
        size: Programs on each.
        decay: Of signal and rewards.
        intensity: Least and largest chance that a brief explores.
        migrants: How many of an island's best are copied to the next island at a migration.
    """

    def __init__(
        self,
        *,
        islands: int = 2,
        most: int = 5,
        size: int = 20,
        decay: float = 0.9,
        intensity: tuple[float, float] = (0.1, 0.7),
        migrants: int = 5,
    ) -> None:
        self._most = max(most, islands, 1)
        self._size = size
        self._decay = decay
        self._intensity = intensity
        self._migrants = migrants
        self.bandit = IslandBandit(decay=decay)
        self.islands: list[Island] = []
        for _ in range(max(islands, 1)):
            self._grow()

    @property
    def full(self) -> bool:
        """Whether there may be no more islands."""
        return len(self.islands) >= self._most

    def best(self) -> Trial | None:
        """The best program of all islands."""
        founded = [island for island in self.islands if island.progress.best is not None]
        leader = max(founded, key=lambda island: island.progress.best or 0.0, default=None)
        return leader.elites.best() if leader else None

    def members(self) -> dict[str, Trial]:
        """Everybody, by candidate id."""
        return {trial.candidate.id: trial for island in self.islands for trial in island.elites.trials}

    def found(self, trial: Trial) -> Admission:
        """A seed: every island begins with it."""
        return max([island.found(trial) for island in self.islands])

    def record(self, number: int, trial: Trial) -> Admission:
        """An evaluation that the island asked for: its signal, its reward, its population."""
        island = self.islands[number]
        gain = island.progress.record(fitness(trial))
        bests = [other.progress.best for other in self.islands if other.progress.best is not None]
        self.bandit.reward(number, gain, max(bests, default=None))
        return island.elites.add(trial)

    def stalled(self, threshold: float) -> bool:
        """Whether no island's signal is above the threshold."""
        return all(island.progress.signal <= threshold for island in self.islands)

    def migrate(self) -> None:
        """Copy each island's best to the next in the ring; the bandit's account stays as it is."""
        leaving: Sequence[Sequence[Trial]] = [i.elites.trials[: self._migrants] for i in self.islands]
        for number, travellers in enumerate(leaving):
            for trial in travellers:
                self.islands[(number + 1) % len(self.islands)].welcome(trial)

    def spawn(self, rng: Random) -> None:
        """One more island, founded by a random program of the others."""
        founder = rng.choice(list(self.members().values()))
        self._grow().found(founder)

    def _grow(self) -> Island:
        low, high = self._intensity
        island = Island(Progress(decay=self._decay, low=low, high=high), self._size)
        self.islands.append(island)
        self.bandit.add()
        return island
