"""Islands of MAP-Elites with ring migration: AlphaEvolve's database as OpenEvolve built it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.islands import Island, Islands, admit
from adrs.search.ranking import Member

_DRAWS = 3  # by chance, for each place that nearby cells did not fill


class OpenEvolve:
    """Parents from islands that evolve apart, each a MAP-Elites grid over complexity and diversity.

    AlphaEvolve (Novikov et al., arXiv 2506.13131, section 2.5) names MAP-Elites and island models as what its
    database is modelled on, and publishes no more of it. OpenEvolve (codelion/openevolve, ``database.py`` and
    ``config.py``) is the public reading of it; rules and defaults here are OpenEvolve's.

    * Islands take turns. A share ``exploration`` of parents is uniform over the island, a share
      ``exploitation`` uniform over those of the archive of elites that live on the island (over the whole
      archive if none does), and the rest over the island in proportion to the score.
    * A child joins its parent's island. It takes the cell of its features (length of the program; mean
      distance to a reference set; binned between the smallest and the largest value so far) if that is empty
      or held by a worse one, who leaves. One that does not win its cell joins the population all the same.
    * When an island has had ``migration_interval`` children since the last migration, copies of each island's
      best, a share ``migration_rate`` of it, go to both neighbours in the ring; a copy never moves on.
    * Inspirations are the island's best, its top ``elite_ratio``, members of nearby cells, and chance.

    Where this differs: the model ensemble is this project's arms, drawn uniformly (OpenEvolve draws models by
    fixed weights). Cells are fixed when a trial is placed; OpenEvolve computes them again when it looks for
    nearby programs. Seeds are dealt to the islands in turn (OpenEvolve has one initial program); an empty
    island starts, as there, with a copy of the best. Programs that fail are not kept. The reference set are
    the first distinct programs.

    Memory: at most ``population`` trials and the attempts of stateful arms. A tell costs a few binary
    searches in lists of at most ``population`` and one pass over the program's text.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        islands: ``num_islands``.
        population: ``population_size``, of all islands together.
        archive: ``archive_size``.
        bins: ``feature_bins``, in each dimension.
        references: ``diversity_reference_size``.
        exploration: ``exploration_ratio``.
        exploitation: ``exploitation_ratio``.
        elite_ratio: ``elite_selection_ratio``, of the inspirations.
        inspirations: Other trials shown with each brief: ``num_top_programs`` (3) + ``num_diverse_programs``
            (2).
        migration_interval: Children of an island between two migrations.
        migration_rate: Share of an island that migrates.

    Raises:
        ValueError: A size is below what it must be, or the ratios exceed 1.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        islands: int = 5,
        population: int = 1000,
        archive: int = 100,
        bins: int = 10,
        references: int = 20,
        exploration: float = 0.2,
        exploitation: float = 0.7,
        elite_ratio: float = 0.1,
        inspirations: int = 5,
        migration_interval: int = 50,
        migration_rate: float = 0.1,
    ) -> None:
        if exploration < 0.0 or exploitation < 0.0 or exploration + exploitation > 1.0:
            raise ValueError(f"exploration {exploration}, exploitation {exploitation}: not shares of a whole")
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._islands = Islands(
            islands, bins=bins, references=references, population=population, archive=archive
        )
        self._shares = (exploration, exploration + exploitation)
        self._top = max(1, int(inspirations * elite_ratio))
        self._inspirations = inspirations
        self._interval, self._rate = max(1, migration_interval), migration_rate
        self._migrated = 0  # the highest generation at the last migration
        self._turn = 0
        self._seeded = 0

    def best(self) -> Trial | None:
        """The trial with the highest score so far."""
        member = self._islands.best()
        return None if member is None else member.trial

    def ask(self) -> Brief:
        """The next brief, from the island whose turn it is.

        Raises:
            ValueError: No valid trial was told yet.
        """
        best = self._islands.best()
        if best is None:
            raise not_ready()
        number = self._turn % len(self._islands.islands)
        self._turn += 1
        island = self._islands.islands[number]
        if not len(island.members):
            self._islands.copy(best, number, settled=False)
        parent = self._parent(island)
        arm = self._rng.choice(self._desk.arms)
        return self._desk.brief(arm, parent.trial, self._inspire(island, parent), tag=number)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in its island's grid."""
        out = self._desk.settle(trial, arm)
        if out is None:
            number = self._seeded % len(self._islands.islands)
            self._seeded += 1
            return admit(self._islands, trial, number)
        admission = admit(self._islands, trial, out.tag)
        island = self._islands.islands[out.tag]
        island.generation += 1
        if island.generation - self._migrated >= self._interval:
            self._migrated = island.generation
            self._islands.migrate(self._rate)
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing to learn: arms are drawn uniformly."""
        self._desk.withdraw(brief)

    def _parent(self, island: Island) -> Member:
        draw = self._rng.random()
        if draw < self._shares[0]:
            return island.members.draw(self._rng)
        if draw < self._shares[1]:
            elites = island.elites if len(island.elites) else self._islands.elites
            return elites.draw(self._rng)
        return island.weighted(self._rng)

    def _inspire(self, island: Island, parent: Member) -> tuple[Trial, ...]:
        chosen = {member.id: member.trial for member in island.members.top(self._top)}
        chosen.pop(parent.id, None)
        near = island.near(parent)
        wanted = self._inspirations
        while near and len(chosen) < wanted:
            other = near.pop(int(self._rng.random() * len(near)))
            if other.id != parent.id:
                chosen.setdefault(other.id, other.trial)
        # A draw that is taken already is not made again for ever: an island may hold the same few twice.
        for _ in range(_DRAWS * (wanted - len(chosen))):
            other = island.members.draw(self._rng)
            if other.id != parent.id:
                chosen.setdefault(other.id, other.trial)
                if len(chosen) >= wanted:
                    break
        return tuple(chosen.values())[:wanted]
