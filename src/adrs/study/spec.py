"""What a study compares, and the runs that follow from it. Values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import product
from typing import Any

from adrs.core.workload import Split

NO_MODELS: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What every run may spend; ``None`` means no limit.

    Args:
        evaluations: Candidates tried, seeds included.
        tokens, usd: What models may take.
        cpu_seconds: CPU time of the candidates on the train workloads.
        seconds: Time worked on the run.
    """

    evaluations: int | None = None
    tokens: int | None = None
    usd: float | None = None
    cpu_seconds: float | None = None
    seconds: float | None = None

    @property
    def given(self) -> dict[str, float]:
        """The limits there are, by name."""
        limits = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: limit for name, limit in limits.items() if limit is not None}


@dataclass(frozen=True, slots=True)
class ProblemChoice:
    """A problem, what each run on it may spend, and the seeds it starts from (none named: all)."""

    name: str
    budget: Allowance
    start: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StrategyChoice:
    """A strategy with options that differ from its defaults, and how reports call it."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """What is compared: a strategy with the proposers and models that it spends its briefs on.

    Args:
        strategy: How to choose what to try next.
        proposers: Who writes.
        models: Which models they ask.
        label: How reports call it; unique within a study.
    """

    strategy: StrategyChoice
    proposers: tuple[str, ...]
    models: tuple[str, ...] = NO_MODELS
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One run of a study."""

    problem: str
    contender: Contender
    seed: int
    budget: Allowance
    start: tuple[str, ...] = ()
    data: str | None = None
    fixed_time: bool = False

    @property
    def run_id(self) -> str:
        """Name of the run in the study's journal: it says everything that determines the run.

        A label is not part of it: what is only called otherwise is not run again.
        """
        contender = self.contender
        facts = {
            "problem": self.problem,
            "strategy": contender.strategy.name,
            "options": dict(contender.strategy.options),
            "proposers": contender.proposers,
            "models": contender.models,
            "seed": self.seed,
            "budget": asdict(self.budget),
            "data": self.data,
            "fixed_time": self.fixed_time,
            **({"start": self.start} if self.start else {}),
        }
        text = json.dumps(facts, sort_keys=True, default=list)
        digest = hashlib.blake2b(text.encode(), digest_size=5).hexdigest()
        return "-".join(map(_plain, (self.problem, contender.strategy.name, f"s{self.seed}"))) + f"-{digest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A study: every contender on every problem with every seed.

    Args:
        name: Title of the report.
        problems: With their budgets.
        contenders: Strategies x proposers x models.
        seeds: Seeds of the runs; runs with equal seeds are pairs.
        reference: Label of the contender that all others are tested against.
        outcome: The split whose normalised gap at the end decides.
        data: Folder with original data files.
        fixed_time: Whether speed is left out where it counts.
    """

    name: str
    problems: tuple[ProblemChoice, ...]
    contenders: tuple[Contender, ...]
    seeds: tuple[int, ...]
    reference: str
    outcome: Split = Split.TEST
    data: str | None = None
    fixed_time: bool = False

    def cells(self) -> list[Cell]:
        """All runs, seed by seed, so that a study that is cut short has compared everything alike."""
        every = product(self.seeds, self.problems, self.contenders)
        return [
            Cell(
                problem=problem.name,
                contender=contender,
                seed=seed,
                budget=problem.budget,
                start=problem.start,
                data=self.data,
                fixed_time=self.fixed_time,
            )
            for seed, problem, contender in every
        ]


def _plain(text: str) -> str:
    """``text`` as part of a run's name."""
    return "".join(c if c.isalnum() or c == "_" else "_" for c in text)
