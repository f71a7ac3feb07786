"""Everything that a study's reports say, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from adrs.core.problem import Problem
from adrs.core.workload import Split
from adrs.study import ranks, resample
from adrs.study.compare import Comparison, compare
from adrs.study.gaps import Array, Measured, curve_at, grid, measure
from adrs.study.records import SPLITS, Record
from adrs.study.resample import Estimate
from adrs.study.spec import ProblemChoice, Spec
from adrs.study.yardstick import Yardstick, yardsticks


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Mean gap on train of the best so far, with its pointwise interval over runs."""

    evaluations: Sequence[int]
    mean: Array
    low: Array
    high: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One contender on one problem.

    Args:
        label: The contender.
        runs: Its runs.
        gaps: Final gap by split.
        area: Mean gap on train over the evaluations.
        drop: Gap of the champion on test less that on train.
        band: Its anytime curve.
    """

    label: str
    runs: Sequence[Measured]
    gaps: Mapping[Split, Estimate]
    area: Estimate | None
    drop: Estimate | None
    band: Band | None

    def total(self, figure: str) -> float:
        """Sum over runs of one of the figures of :class:`adrs.core.verdict.Usage`."""
        return float(sum(getattr(run.record.usage, figure) for run in self.runs))

    @property
    def outcomes(self) -> Counter[str]:
        """Candidates by outcome, over all runs."""
        return sum((Counter(run.record.outcomes) for run in self.runs), Counter())

    @property
    def failures(self) -> Counter[str]:
        """Briefs that brought nothing by reason, over all runs."""
        return sum((Counter(run.record.failures) for run in self.runs), Counter())

    @property
    def asked(self) -> int:
        """Briefs of all runs."""
        return sum(run.record.asked for run in self.runs)

    @property
    def fell_back(self) -> int:
        """Runs that count as the naive seed on some split, because their champion was not valid there."""
        return sum(bool(run.fell_back) for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnProblem:
    """All contenders on one problem.

    Args:
        choice: The problem and its budget.
        scales: The scale of each split that has one.
        horizon: Evaluations at which its curves end.
        figures: By contender, in the study's order; contenders without a finished run are left out.
        comparisons: The reference against the others.
    """

    choice: ProblemChoice
    scales: Mapping[Split, Yardstick]
    horizon: int
    figures: Mapping[str, Figures]
    comparisons: Sequence[Comparison]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """One contender over all problems.

    Args:
        label: The contender.
        mean: Mean over problems of the mean gap.
        middle: Interquartile mean over all runs.
        rank: Mean rank of its mean gap, 1 for the best.
        improved: Probability that a run of the reference is better than one of this contender.
    """

    label: str
    mean: Estimate
    middle: Estimate
    rank: float
    improved: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A study's findings.

    Args:
        spec: What was compared.
        finished, planned: Runs.
        problems: Findings by problem, of those with a finished run.
        overall: Contenders over all problems, the best mean first; those with runs on every problem only.
        friedman: P-value that contenders do not differ in rank; ``None`` where there is no such test.
    """

    spec: Spec
    finished: int
    planned: int
    problems: Sequence[OnProblem]
    overall: Sequence[Overall]
    friedman: float | None

    @property
    def measured(self) -> list[Measured]:
        """Every finished run."""
        return [run for p in self.problems for figures in p.figures.values() for run in figures.runs]


def analyse(spec: Spec, records: Sequence[Record], problems: Mapping[str, Problem]) -> Analysis:
    """The findings of a study, from its finished runs."""
    by_problem = [_on_problem(spec, c, records, problems[c.name]) for c in spec.problems]
    found = [p for p in by_problem if p is not None]
    overall, friedman = _overall(spec, found)
    return Analysis(
        spec=spec,
        finished=len(records),
        planned=len(spec.cells()),
        problems=found,
        overall=overall,
        friedman=friedman,
    )


def _on_problem(
    spec: Spec, choice: ProblemChoice, records: Sequence[Record], problem: Problem
) -> OnProblem | None:
    mine = [record for record in records if record.cell.problem == choice.name]
    if not mine:
        return None
    human, naive = (_middle([getattr(record, which) for record in mine]) for which in ("human", "naive"))
    scales = yardsticks(problem, human, naive)
    horizon = choice.budget.evaluations or max(record.usage.evaluations for record in mine)
    figures = {}
    for contender in spec.contenders:
        runs = [measure(r, scales, horizon) for r in mine if r.cell.contender.label == contender.label]
        if runs:
            figures[contender.label] = _figures(contender.label, runs, scales.get(Split.TRAIN), horizon)
    gaps = {label: _by_seed(f.runs, spec.outcome) for label, f in figures.items()}
    return OnProblem(
        choice=choice,
        scales=scales,
        horizon=horizon,
        figures=figures,
        comparisons=compare(choice.name, gaps, spec.reference),
    )


def _middle(values: Sequence[Mapping[Split, float]]) -> dict[Split, float]:
    """The median by split: the runs' own value, where time is not measured and all have the same."""
    there = {split: [found[split] for found in values if split in found] for split in SPLITS}
    return {split: median(found) for split, found in there.items() if found}


def _by_seed(runs: Sequence[Measured], split: Split) -> dict[int, float]:
    return {run.record.cell.seed: run.gaps[split] for run in runs if split in run.gaps}


def _figures(label: str, runs: Sequence[Measured], train: Yardstick | None, horizon: int) -> Figures:
    by_split = {split: [run.gaps[split] for run in runs if split in run.gaps] for split in SPLITS}
    return Figures(
        label=label,
        runs=runs,
        gaps={split: resample.mean(gaps) for split, gaps in by_split.items() if gaps},
        area=_estimate([run.area for run in runs]),
        drop=_estimate([run.drop for run in runs]),
        band=None if train is None else _band(runs, train, horizon),
    )


def _estimate(values: Sequence[float | None]) -> Estimate | None:
    there = [value for value in values if value is not None and np.isfinite(value)]
    return resample.mean(there) if there else None


def _band(runs: Sequence[Measured], scale: Yardstick, horizon: int) -> Band:
    spots = grid(runs[0].record.seeds, horizon)
    mean, low, high = resample.band(np.array([curve_at(run.record, scale, spots) for run in runs]))
    return Band(evaluations=spots, mean=mean, low=low, high=high)


def _overall(spec: Spec, found: Sequence[OnProblem]) -> tuple[list[Overall], float | None]:
    """Over the problems that have a scale for the outcome, of the contenders that were run on all of them."""
    usable = [p for p in found if spec.outcome in p.scales]
    labels = [
        contender.label
        for contender in spec.contenders
        if all(contender.label in p.figures and _gaps(spec, p, contender.label) for p in usable)
    ]
    if not usable or not labels:
        return [], None
    strata = {label: [_gaps(spec, p, label) for p in usable] for label in labels}
    table = [[float(np.mean(strata[label][row])) for label in labels] for row in range(len(usable))]
    rank = dict(zip(labels, ranks.average_ranks(table), strict=True))
    held = strata.get(spec.reference)
    overall = [
        Overall(
            label=label,
            mean=resample.mean_of_means(strata[label]),
            middle=resample.interquartile_mean(strata[label]),
            rank=rank[label],
            improved=resample.improvement(held or strata[label], strata[label]),
        )
        for label in labels
    ]
    friedman = ranks.friedman(table) if ranks.tests_available() else None
    return sorted(overall, key=lambda o: o.mean.value), friedman


def _gaps(spec: Spec, on_problem: OnProblem, label: str) -> list[float]:
    return list(_by_seed(on_problem.figures[label].runs, spec.outcome).values())
