"""Islands that share one archive of elites and exchange members by moving them."""

from __future__ import annotations

from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.search.ranking import Member, Ranking


class EliteIslands:
    """The best trials of a run, each on an island (ShinkaEvolve: ``archive`` and ``island_idx``).

    Args:
        count: Islands.
        archive: Most members of all islands together.

    Raises:
        ValueError: There is no island, or no room for one member on each and one more.
    """

    def __init__(self, count: int, *, archive: int) -> None:
        if count < 1 or archive <= count:
            raise ValueError(
                f"{count} islands and an archive of {archive}: one for each island and one more are needed"
            )
        self.archive = Ranking()
        self._islands = [Ranking() for _ in range(count)]
        self._living: list[list[Member] | None] = [None] * count  # the islands as lists, until they change
        self._capacity = archive
        self._added = 0

    def __len__(self) -> int:
        return len(self._islands)

    def best(self) -> Member | None:
        """The best member anywhere."""
        return self.archive[0] if len(self.archive) else None

    def inhabited(self) -> list[int]:
        """Numbers of the islands where somebody lives."""
        return [number for number, island in enumerate(self._islands) if len(island)]

    def members(self, island: int) -> list[Member]:
        """Who lives on an island, best first; not to be changed."""
        living = self._living[island]
        if living is None:
            living = self._living[island] = list(self._islands[island])
        return living

    def add(self, trial: Trial, score: float, island: int, *, settled: bool = False) -> Admission:
        """``NEW`` while there is room, ``IMPROVED`` in the place of the archive's worst.

        The last one on an island is never displaced, so that no island dies out.
        """
        full = len(self.archive) >= self._capacity
        if full:
            worst = self._displaceable()
            if score <= worst.score:
                return Admission.REJECTED
            self.archive.discard(worst)
            self._leave(worst)
        self._added += 1
        member = Member(trial.candidate.id, trial, score, self._added, island, settled=settled)
        self.archive.add(member)
        self._enter(member)
        return Admission.IMPROVED if full else Admission.NEW

    def migrate(self, rng: Random, rate: float) -> bool:
        """Move a share of each island to others, drawn by chance; whether anybody moved.

        At least one goes from each island of two or more, but never the island's best or who is settled
        (``ElitistMigrationStrategy``). Nobody moves twice in one migration, or to where a copy lives.
        """
        if rate <= 0.0 or len(self._islands) < 2:
            return False
        leaving = [self._leaving(number, rng, rate) for number in range(len(self._islands))]
        moved = False
        for source, migrants in enumerate(leaving):
            targets = [number for number in range(len(self._islands)) if number != source]
            for member in migrants:
                moved |= self._move(member, rng.choice(targets))
        return moved

    def _displaceable(self) -> Member:
        rank = len(self.archive) - 1
        while rank and len(self._islands[self.archive[rank].island]) == 1:
            rank -= 1
        return self.archive[rank]

    def _leaving(self, number: int, rng: Random, rate: float) -> list[Member]:
        members = self.members(number)
        free = [member for member in members[1:] if not member.settled]
        return rng.sample(free, min(max(1, int(len(members) * rate)), len(free)))

    def _move(self, member: Member, target: int) -> bool:
        if any(other.id == member.id for other in self._islands[target]):
            return False
        self._leave(member)
        member.island = target
        self._enter(member)
        return True

    def _enter(self, member: Member) -> None:
        self._islands[member.island].add(member)
        self._living[member.island] = None

    def _leave(self, member: Member) -> None:
        self._islands[member.island].discard(member)
        self._living[member.island] = None
