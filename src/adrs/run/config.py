"""Everything a run is begun with, as plain data that a journal can keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from adrs.core.budget import Budget
from adrs.core.errors import StoreError
from adrs.run.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How programs are written by those that read: models, agents and people.

    Args:
        models: Specifications of the models by name, as plain data; never a key.
        detail: How much of an evaluation is told: ``none``, ``score``, ``per_workload`` or ``full``.
        hints: Which hints are given: ``none``, ``general`` or ``specific``.
        hint: What people told the run, for ``specific``.
        knowledge: Folder of notes to draw on.
        context_tokens: Most tokens of a prompt.
        distil: Candidates between two calls that distil lessons; ``None`` for no such calls.
        agent_usd, agent_tokens: What one run of a coding-agent program may cost at most.
        inbox_port: Port on which an inbox is served over HTTP.
        record: Whether requests and replies are kept in full.
        replay: Run whose recorded replies are used instead of calling a model.
    """

    models: tuple[Mapping[str, Any], ...] = ()
    detail: str = "full"
    hints: str = "general"
    hint: tuple[str, ...] = ()
    knowledge: str | None = None
    context_tokens: int = 24_000
    distil: int | None = None
    agent_usd: float | None = None
    agent_tokens: int | None = None
    inbox_port: int | None = None
    record: bool = False
    replay: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """Names and numbers that determine a run.

    Args:
        problem: Name of the problem.
        strategy: Name of the strategy.
        strategy_options: Its options that differ from their defaults, as plain data.
        proposers: Names of the proposers whose operators become arms.
        seed: Seed of the strategy; everything random follows from it.
        workers: Evaluations in flight at the same time. With one, equal seeds give equal journals.
        proposing: Proposals in flight at the same time.
        evaluations, seconds, cpu_seconds, tokens, cost_usd: The budget.
        target: Stop as soon as a candidate's train value is at least this good.
        data: Folder with original data files, if any.
        model_dir: Folder with a checkpoint instead of the small model, if any.
        writing: How models, agents and people are asked.
        fixed_time: Whether speed is left out where it counts, so that equal seeds give equal journals.
        terms: What is asked of candidates.
    """

    problem: str
    strategy: str = "adaptive"
    proposers: tuple[str, ...] = ("genetic", "tuner")
    seed: int = 1
    workers: int = 1
    proposing: int = 1
    evaluations: int | None = 200
    seconds: float | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    target: float | None = None
    data: str | None = None
    model_dir: str | None = None
    writing: Writing = Writing()
    fixed_time: bool = False
    cpu_seconds: float | None = None
    strategy_options: Mapping[str, Any] = field(default_factory=dict)
    terms: Terms = Terms()

    @property
    def budget(self) -> Budget:
        """The budget.

        Raises:
            UsageError: No limit, or one that is not positive.
        """
        return Budget(
            evaluations=self.evaluations,
            seconds=self.seconds,
            cpu_seconds=self.cpu_seconds,
            tokens=self.tokens,
            cost_usd=self.cost_usd,
        )

    def to_json(self) -> dict[str, Any]:
        """As plain data; what nobody chose, and older versions do not know, is left out."""
        body = asdict(replace(self, writing=Writing(), terms=Terms()))
        del body["terms"]
        if terms := self.terms.to_json():
            body["terms"] = terms
        body["proposers"] = list(self.proposers)
        for name in ("cpu_seconds", "strategy_options", "model_dir"):
            if not body[name]:
                del body[name]
        chosen = {f.name: getattr(self.writing, f.name) for f in fields(Writing)}
        defaults = Writing()
        body["writing"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in chosen.items()
            if value != getattr(defaults, name)
        }
        return body

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RunConfig:
        """Back from plain data.

        Raises:
            StoreError: A key is unknown: the journal was written by a newer version.
        """
        body = dict(data)
        writing = dict(body.pop("writing", {}))
        terms = Terms.from_json(body.pop("terms", {}))
        for kind, given in ((cls, body), (Writing, writing)):
            if unknown := sorted(set(given) - {f.name for f in fields(kind)}):
                raise StoreError(f"the run's configuration has unknown keys {unknown}; update adrs")
        for name in ("models", "hint"):
            if name in writing:
                writing[name] = tuple(writing[name])
        body["proposers"] = tuple(body["proposers"])
        return cls(**body, writing=Writing(**writing), terms=terms)
