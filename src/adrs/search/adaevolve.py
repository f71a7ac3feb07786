"""AdaEvolve: islands whose exploration, share of the budget and change of approach follow their progress."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.archipelago import Archipelago
from adrs.search.behaviour import farthest
from adrs.search.desk import Desk, not_ready
from adrs.search.roles import LOCAL, PARADIGM, doing, not_doing
from adrs.search.tags import Tags

_TOP = 4  # an exploiting brief starts from the best quarter


class AdaEvolve:
    """Adaptive islands (Cemri et al., "AdaEvolve: Adaptive LLM Driven Zeroth-Order Optimization", arXiv
    2602.20133), and their implementation in SkyDiscover.

    Three levels hang on one signal, the decayed square of an island's recent improvements
    (:class:`~adrs.search.progress.Progress`). Level 1: the less an island improves, the likelier its next
    brief explores, from any member with the most unlike shown; else it starts from the best quarter with
    the best shown. Level 2: a bandit gives the next brief to the island with the best recent rewards
    (:class:`~adrs.search.progress.IslandBandit`). Level 3: when all islands stall, the next briefs are for
    another approach, from the best program of all with the best of the other islands shown. Every
    ``migration`` tells each island's best go to the next one, and when nothing moves there is a new island.

    Where it departs from the paper:

    * An exploring brief goes to an arm that changes structure, an exploiting one to any arm, where the paper
      has one model with two prompts.
    * Tactics are written by whoever has the operator ``paradigm``, in the same call as the program; without
      one, by any structural arm. No judge's source is ever shown.
    * Islands keep the best by score with differing scores per workload, and unlike is who fares differently
      on the workloads; the implementation's archive compares texts.
    * All signals are 0 when a run begins, so a stall is looked for only after ``window`` tells without an
      intervention (``cooldown`` for new islands), the windows of the implementation.
    * Proposals overlap: an island's visit counts when its brief is asked.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        islands: How many there are to begin with (2 in the implementation, as all that follows).
        most_islands: How many there may ever be (5); no more than ``islands`` turns founding off.
        population: Programs on each (20).
        decay: Of signals and rewards (0.9).
        least_exploring: Chance of exploring on an island that improves fast (0.1 in the paper).
        most_exploring: The same on one that does not improve (0.7 in the paper).
        migration: Tells between two migrations (15); 0 for none.
        migrants: Programs that go to the next island then (5).
        spawn_below: Signal at or below which all islands are so still that a new one is founded (0.02).
        cooldown: Tells between two new islands (30).
        stall_below: Signal at or below which all islands stall (0.12).
        window: Tells between two breakthroughs (10).
        breakthroughs: Briefs in a breakthrough (3 ideas, 2 uses each); 0 for none.
        inspirations: Other trials shown with each brief (4).
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        islands: int = 2,
        most_islands: int = 5,
        population: int = 20,
        decay: float = 0.9,
        least_exploring: float = 0.1,
        most_exploring: float = 0.7,
        migration: int = 15,
        migrants: int = 5,
        spawn_below: float = 0.02,
        cooldown: int = 30,
        stall_below: float = 0.12,
        window: int = 10,
        breakthroughs: int = 6,
        inspirations: int = 4,
    ) -> None:
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._structural = not_doing(arms, LOCAL)
        self._paradigm = doing(arms, PARADIGM) or self._structural
        self._isles = Archipelago(
            islands=islands,
            most=most_islands,
            size=population,
            decay=decay,
            intensity=(least_exploring, most_exploring),
            migrants=migrants,
        )
        self._homes: Tags[int] = Tags()
        self._migration = migration
        self._spawn = _Alarm(spawn_below, cooldown)
        self._stall = _Alarm(stall_below, window)
        self._breakthroughs = breakthroughs
        self._owed = 0  # briefs left of the breakthrough that is on
        self._told = 0
        self._inspirations = inspirations

    @property
    def signals(self) -> tuple[float, ...]:
        """The accumulated improvement signal of each island."""
        return tuple(island.progress.signal for island in self._isles.islands)

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        best = self._isles.best()
        if best is None:
            raise not_ready()
        number = self._isles.bandit.choose()
        if self._owed > 0:
            self._owed -= 1
            brief = self._desk.brief(self._rng.choice(self._paradigm), best, self._families(best))
        elif self._rng.random() < self._isles.islands[number].progress.intensity:
            brief = self._explore(number)
        else:
            brief = self._exploit(number)
        return self._homes.put(brief, number)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial on its island."""
        self._desk.settle(trial, arm)
        home = self._homes.take(trial)
        if home is None:  # a seed, or what nobody asked for
            return self._isles.found(trial)
        admission = self._isles.record(home, trial)
        self._told += 1
        self._adapt()
        if admission > Admission.REJECTED:
            self._desk.attempts.keep_only(self._isles.members())
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing was evaluated, so no signal moves; the island's visit stays counted."""
        self._desk.withdraw(brief)
        self._homes.drop(brief)

    def _adapt(self) -> None:
        if self._migration and self._told % self._migration == 0:
            self._isles.migrate()
        if not self._isles.full and self._spawn.rings(self._isles, self._told):
            self._isles.spawn(self._rng)
        if self._breakthroughs and not self._owed and self._stall.rings(self._isles, self._told):
            self._owed = self._breakthroughs

    def _explore(self, number: int) -> Brief:
        members = self._isles.islands[number].elites.trials
        parent = self._rng.choice(members)
        arm = self._rng.choice(self._structural)
        return self._desk.brief(arm, parent, farthest(parent, members, self._inspirations))

    def _exploit(self, number: int) -> Brief:
        members = self._isles.islands[number].elites.trials
        parent = self._rng.choice(members[: max(1, len(members) // _TOP)])
        others = [trial for trial in members if trial is not parent]
        arm = self._rng.choice(self._desk.arms)
        return self._desk.brief(arm, parent, others[: self._inspirations])

    def _families(self, best: Trial) -> tuple[Trial, ...]:
        """The best of each island, then whoever fares least like the best of all."""
        bests = [trial for island in self._isles.islands if (trial := island.elites.best())]
        spare = farthest(best, self._isles.members().values(), self._inspirations)
        shown = {trial.candidate.id: trial for trial in (*bests, *spare)}
        shown.pop(best.candidate.id, None)
        return tuple(shown.values())[: self._inspirations]


class _Alarm:
    """Rings when all islands have been still, and then not again for a while."""

    def __init__(self, threshold: float, pause: int) -> None:
        self._threshold = threshold
        self._pause = pause
        self._last = 0

    def rings(self, islands: Archipelago, now: int) -> bool:
        if now - self._last < self._pause or not islands.stalled(self._threshold):
            return False
        self._last = now
        return True
