"""Islands of MAP-Elites: populations that evolve apart and now and then send their best to the neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.search.fitness import fitness, length
from adrs.search.map_elites import Bins, Diversity, around
from adrs.search.ranking import Member, Ranking

_LEAST_WEIGHT = 0.001
_FEATURES = 2  # complexity, diversity
_NEARBY = around(2, _FEATURES)


class Island:
    """One population: its members by score, its grid of elites, and how many children it has had."""

    def __init__(self) -> None:
        self.members = Ranking()
        self.elites = Ranking()  # members that are in the archive of the whole archipelago
        self.cells: dict[int, Member] = {}
        self.generation = 0

    def weighted(self, rng: Random) -> Member:
        """A member with chances proportional to its score, and hardly any where that is not positive."""
        members = list(self.members)
        weights = [member.score if member.score > _LEAST_WEIGHT else _LEAST_WEIGHT for member in members]
        return rng.choices(members, weights)[0]

    def near(self, member: Member) -> list[Member]:
        """The elites of the member's cell and of those at most two steps away in each dimension."""
        cells, at = self.cells, member.cell
        return [near for offset in _NEARBY if (near := cells.get(at + offset)) is not None]


class Islands:
    """Islands with one archive of elites and one limit on all that live on them.

    Args:
        count: Islands.
        bins: Bins of a grid in each dimension (complexity, diversity).
        references: Programs that diversity is measured against.
        population: Most members of all islands together: past it the worst goes, never the best or the
            newest.
        archive: Most elites of all islands together.

    Raises:
        ValueError: A size is below 1, or the population below 2.
    """

    def __init__(self, count: int, *, bins: int, references: int, population: int, archive: int) -> None:
        if min(count, archive) < 1 or population < 2:
            raise ValueError(f"{count} islands, {population} members, {archive} elites: too few")
        self.islands = [Island() for _ in range(count)]
        self.elites = Ranking()
        self._everybody = Ranking()
        self._bins = Bins(bins, _FEATURES)
        self._diversity = Diversity(references)
        self._population = population
        self._archive = archive
        self._added = 0

    def __len__(self) -> int:
        return len(self._everybody)

    def best(self) -> Member | None:
        """The best member anywhere."""
        return self._everybody[0] if len(self._everybody) else None

    def place(self, trial: Trial, score: float, island: int) -> Admission:
        """Add a trial to an island: ``NEW`` in an empty cell, ``IMPROVED`` when it took one.

        One that does not win its cell is ``REJECTED`` there but lives on among the members (OpenEvolve's
        ``add``); the one whose cell is taken leaves the island, and its seat in the archive to the winner.
        """
        features = (float(length(trial)), self._diversity.of(trial.candidate.program))
        return self._add(self._member(trial, score, island, self._bins.cell(features)))

    def copy(self, member: Member, island: int, *, settled: bool) -> None:
        """Let a member live on another island too; ``settled`` copies never migrate again."""
        twin = self._member(member.trial, member.score, island, member.cell)
        twin.settled = settled
        self._add(twin)

    def migrate(self, rate: float) -> None:
        """Send copies of each island's best, a share of ``rate`` and one at least, to both ring neighbours.

        Who has migrated once stays, and nobody goes where the same program lives already.
        """
        count = len(self.islands)
        if count < 2:
            return
        leaving = [
            island.members.top(max(1, int(len(island.members) * rate))) if len(island.members) else ()
            for island in self.islands
        ]
        for target in range(count):
            self._land([*leaving[target - 1], *leaving[(target + 1) % count]], target)

    def _land(self, migrants: Sequence[Member], target: int) -> None:
        there = {member.trial.candidate.program.digest for member in self.islands[target].members}
        for member in migrants:
            digest = member.trial.candidate.program.digest
            if not member.settled and digest not in there:
                there.add(digest)
                self.copy(member, target, settled=True)

    def _member(self, trial: Trial, score: float, island: int, cell: int) -> Member:
        self._added += 1
        return Member(trial.candidate.id, trial, score, self._added, island, cell)

    def _add(self, member: Member) -> Admission:
        island = self.islands[member.island]
        holder = island.cells.get(member.cell)
        admission = Admission.NEW if holder is None else Admission.REJECTED
        seated = False
        if holder is not None and member.score > holder.score:
            admission = Admission.IMPROVED
            seated = holder.elite
            self._remove(holder)
        if admission > Admission.REJECTED:
            island.cells[member.cell] = member
        island.members.add(member)
        self._everybody.add(member)
        if seated or self._seat_for(member):
            member.elite = True
            self.elites.add(member)
            island.elites.add(member)
        if len(self._everybody) > self._population:
            worst = self._everybody[-1]
            self._remove(worst if worst is not member else self._everybody[-2])
        return admission

    def _seat_for(self, member: Member) -> bool:
        """Whether the archive has a seat for a member: a free one, or that of the worst if it is better."""
        if len(self.elites) < self._archive:
            return True
        worst = self.elites[-1]
        if member.score <= worst.score:
            return False
        self._unseat(worst)
        return True

    def _unseat(self, member: Member) -> None:
        member.elite = False
        self.elites.discard(member)
        self.islands[member.island].elites.discard(member)

    def _remove(self, member: Member) -> None:
        self._everybody.discard(member)
        if member.elite:
            self._unseat(member)
        island = self.islands[member.island]
        island.members.discard(member)
        if island.cells.get(member.cell) is member:
            del island.cells[member.cell]


def admit(islands: Islands, trial: Trial, island: int) -> Admission:
    """Place a trial if it is valid everywhere; ``REJECTED`` else."""
    score = fitness(trial)
    return Admission.REJECTED if score is None else islands.place(trial, score, island)
