"""ShinkaEvolve: weighted parents on islands, a bandit over arms, and no evaluation for what is not new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.program import Program
from adrs.core.verdict import Usage
from adrs.search.asymmetric_ucb import AsymmetricUCB
from adrs.search.desk import Desk, not_ready
from adrs.search.elite_islands import EliteIslands
from adrs.search.fitness import fitness
from adrs.search.likeness import at_most, code_lines, likeness, without_numbers
from adrs.search.parent_weights import power_law_weights, sigmoid_weights
from adrs.search.ranking import Member

_NOT_NEW = "not novel:"
_DRAWS = 3  # by chance, for each inspiration that the top did not fill


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is known of a brief that is out: its parent, and whom the child must differ from.

    Kept from the moment it was asked, so that an objection is the same however long the proposal took.
    """

    parent: Member
    island: int
    others: Sequence[Member]


class Shinka:
    """Lange, Imajuku and Cetin: ShinkaEvolve (arXiv 2509.19349), and its code (SakanaAI/ShinkaEvolve).

    * **Parents** (section on parent and inspiration sampling). An island is drawn uniformly, then one of its
      members of the archive, with weight ``sigmoid(lambda (score - median)) / (1 + offspring)``
      (``parents="weighted"``) or ``rank ** -alpha`` (``"power_law"``). Inspirations: the island's best, its
      top ``elite_ratio``, others by chance; then its top. The best is shown last.
    * **Islands**. All start with the seeds. After every ``migration_interval`` children a share
      ``migration_rate`` of each island, one at least, moves to another island, chosen by chance; seeds and
      the island's best stay.
    * **Novelty** (code novelty rejection sampling). A proposal too similar to a member of its island is
      turned away *before* it is evaluated, three times in a row at most. See :meth:`objection`.
    * **Arms**. :class:`AsymmetricUCB`, rewarded by the relative improvement over parent and initial program.
    * **Meta-recommendations** are the run's lessons: a model distils what the newest trials showed, and
      proposers that read are told. That is the run's part (``--distil``, with any strategy), not the
      strategy's.
    * **Prompt evolution**, off by default in ShinkaEvolve, is not offered: prompts belong to proposers.

    Defaults are those of ``shinka/core/config.py`` (2 islands, archive of 40, lambda 10, alpha 1, elite ratio
    0.3, one inspiration of each kind, threshold 0.99, three attempts, migration every 10) except the rate of
    migration, 0.1 as in its first release and its examples; later versions have 0.

    Where this differs: similarity is that of texts (:func:`likeness`), not of embeddings, and a fixed rule
    stands in for the model that judges borderline proposals there. Arms that change constants only, or learn
    from their own attempts, are exempt: their proposals are alike on purpose. The bandit's arms are
    proposers and operators together (the paper draws models by bandit and operators by fixed chances);
    ``bandit="models"`` gives it the proposers and draws the operator uniformly. The baseline of a reward
    takes the best seed for the initial program. A brief that is out counts as an offspring, and copies of a
    seed count their offspring apart. Programs outside
    the archive are forgotten at once; so the last one on an island keeps its seat (there an island falls back
    on what is not in the archive). The archive is by fitness.

    Memory: ``archive`` trials, those that briefs still out are compared with, the attempts of stateful arms,
    and 512 texts read by :mod:`adrs.search.likeness`. Asking costs time linear in the archive.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        islands: Islands.
        archive: Members of all islands together.
        parents: How parents are weighted.
        sharpness: The ``lambda`` of the sigmoid.
        alpha: The exponent of the power law.
        elite_ratio: Share of the archive's inspirations that are the island's top.
        archive_inspirations: Inspirations from the archive.
        top_inspirations: Inspirations from the top besides.
        migration_interval: Children between two migrations.
        migration_rate: Share of an island that moves.
        bandit: What the bandit chooses among: ``"arms"`` or ``"models"``.
        novelty: Similarity from which on a proposal is not new; ``None`` lets all through.
        attempts: Refusals in a row after which a proposal is let through unseen.
        local: Operators that change constants only.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        islands: int = 2,
        archive: int = 40,
        parents: Literal["weighted", "power_law"] = "weighted",
        sharpness: float = 10.0,
        alpha: float = 1.0,
        elite_ratio: float = 0.3,
        archive_inspirations: int = 1,
        top_inspirations: int = 1,
        migration_interval: int = 10,
        migration_rate: float = 0.1,
        bandit: Literal["arms", "models"] = "arms",
        novelty: float | None = 0.99,
        attempts: int = 3,
        local: Iterable[str] = ("constants", "tune"),
    ) -> None:
        if parents not in ("weighted", "power_law") or bandit not in ("arms", "models"):
            raise ValueError(f"parents {parents!r}, bandit {bandit!r}: weighted or power_law, arms or models")
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._islands = EliteIslands(islands, archive=archive)
        self._weighted, self._sharpness, self._alpha = parents == "weighted", sharpness, alpha
        self._weights: dict[int, list[float]] = {}  # by island, until it changes
        self._elites = int(archive_inspirations * elite_ratio)
        self._shown = (archive_inspirations, top_inspirations)
        self._migration = (max(1, migration_interval), migration_rate)
        self._by_model = bandit == "models"
        self._bandit = AsymmetricUCB(list(dict.fromkeys(map(self._pulled, arms))))
        self._novelty, self._attempts, self._local = novelty, attempts, frozenset(local)
        self._initial: float | None = None  # the best seed's score
        self._children = 0
        self._refused = 0  # in a row

    def best(self) -> Trial | None:
        """The trial with the highest score so far."""
        member = self._islands.best()
        return None if member is None else member.trial

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        inhabited = self._islands.inhabited()
        if not inhabited:
            raise not_ready()
        number = self._rng.choice(inhabited)
        parent = self._parent(number)
        parent.offspring += 1
        arm = self._arm()
        asked = _Asked(parent, number, self._others(number, arm))
        return self._desk.brief(arm, parent.trial, self._inspire(number, parent), tag=asked)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in the archive."""
        out = self._desk.settle(trial, arm)
        score = fitness(trial)
        self._refused = 0
        if out is None:
            return self._seed(trial, score)
        baseline = out.parent_score if self._initial is None else max(out.parent_score, self._initial)
        self._bandit.update(self._pulled(out.arm), None if score is None else score - baseline)
        admission = Admission.REJECTED
        if score is not None:
            admission = self._islands.add(trial, score, out.tag.island)
        self._children += 1
        interval, rate = self._migration
        moved = self._children % interval == 0 and self._islands.migrate(self._rng, rate)
        if moved or admission > Admission.REJECTED:
            self._weights.clear()
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Counts as a pull that brought no improvement, and not as an offspring."""
        out = self._desk.withdraw(brief)
        if out is not None:
            out.tag.parent.offspring -= 1
        self._bandit.update(self._pulled(brief.arm), None)
        if reason.startswith(_NOT_NEW):
            self._refused += 1

    def objection(self, brief: Brief, program: Program) -> str | None:
        """Why a proposal is not new enough to be evaluated; ``None`` if it is, or is not to be looked at.

        It is compared with the members its island had when the brief was asked. Two that are at least
        ``novelty`` alike count as the same idea, with one exception, the stand-in for ShinkaEvolve's judging
        model: a small step from its own parent is new if it changes more than numbers. Changes nothing, so
        it may be asked any number of times. Costs at most one comparison of texts for each member.
        """
        out = self._desk.out(brief)
        if out is None or self._novelty is None or not out.tag.others:
            return None
        ours = code_lines(program)
        if not ours:
            return None
        bare = without_numbers(ours)
        for member in out.tag.others:
            theirs = code_lines(member.trial.candidate.program)
            if member.id == out.parent and without_numbers(theirs) != bare:
                continue
            if at_most(ours, theirs) < self._novelty:
                continue
            alike = likeness(ours, theirs)
            if alike >= self._novelty:
                return f"{_NOT_NEW} {100.0 * alike:.1f} % of it is {member.id}, which is kept already"
        return None

    def _seed(self, trial: Trial, score: float | None) -> Admission:
        if score is None:
            return Admission.REJECTED
        self._initial = score if self._initial is None else max(self._initial, score)
        self._weights.clear()
        return max(
            self._islands.add(trial, score, number, settled=True) for number in range(len(self._islands))
        )

    def _pulled(self, arm: Arm) -> Arm:
        return Arm(arm.proposer, "") if self._by_model else arm

    def _arm(self) -> Arm:
        chosen = self._bandit.choose(self._rng)
        if not self._by_model:
            return chosen
        return self._rng.choice([arm for arm in self._desk.arms if arm.proposer == chosen.proposer])

    def _parent(self, number: int) -> Member:
        members = self._islands.members(number)
        weights = self._weights.get(number)
        if weights is None:
            scores = [member.score for member in members]
            weights = self._weights[number] = (
                sigmoid_weights(scores, sharpness=self._sharpness)
                if self._weighted
                else power_law_weights(len(scores), alpha=self._alpha)
            )
        if self._weighted:
            weights = [
                weight / (1 + member.offspring) for weight, member in zip(weights, members, strict=True)
            ]
        return self._rng.choices(members, weights)[0]

    def _others(self, number: int, arm: Arm) -> Sequence[Member]:
        """Whom the child must differ from; nobody where novelty does not count."""
        if self._novelty is None or self._refused >= self._attempts:
            return ()
        if arm.operator in self._local or self._desk.is_stateful(arm):
            return ()
        return self._islands.members(number)  # a list that is replaced, never changed

    def _inspire(self, number: int, parent: Member) -> tuple[Trial, ...]:
        members = self._islands.members(number)
        from_archive, from_top = self._shown
        chosen: dict[str, Member] = {}
        for member in members[: max(1, self._elites)]:  # the best, and the elites
            _take(chosen, member, parent, most=from_archive)
        for _ in range(_DRAWS * (from_archive - len(chosen))):
            _take(chosen, members[int(self._rng.random() * len(members))], parent, most=from_archive)
        for member in members[: from_archive + from_top + 1]:
            _take(chosen, member, parent, most=from_archive + from_top)
        return tuple(m.trial for m in sorted(chosen.values(), key=lambda m: (m.score, -m.order)))


def _take(chosen: dict[str, Member], member: Member, parent: Member, *, most: int) -> None:
    if len(chosen) < most and member.id != parent.id:
        chosen.setdefault(member.id, member)
