"""One contender against another on one problem: how much, how often, and whether that is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from adrs.study import ranks, resample
from adrs.study.resample import Estimate

ALPHA = 0.05


class Finding(StrEnum):
    """What a comparison says of the reference."""

    BETTER = "better"
    WORSE = "worse"
    EQUAL = "equal in every run"
    UNDECIDED = "not decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The reference against another contender, less is better.

    Args:
        problem: On which problem.
        other: The other contender.
        paired: Whether runs are compared seed by seed; otherwise they are independent.
        difference: Mean gap of the reference less that of the other: below 0, the reference is better.
        a12: Probability that a run of the reference is better than one of the other.
        delta: The same as Cliff's delta.
        p: P-value of the test; ``None`` where scipy is missing.
        p_holm: The same, corrected for all comparisons on this problem.
        n: Runs of the reference and of the other; pairs count once.
    """

    problem: str
    other: str
    paired: bool
    difference: Estimate
    a12: float
    delta: float
    p: float | None
    n: tuple[int, int]
    p_holm: float | None = None

    @property
    def test(self) -> str:
        """The name of the test."""
        return "Wilcoxon" if self.paired else "Mann–Whitney"

    @property
    def finding(self) -> Finding:
        """Decided only where interval, corrected test and effect size agree."""
        low, high = self.difference.low, self.difference.high
        if self.difference.value == low == high == 0.0 and self.a12 == 0.5:
            return Finding.EQUAL
        if self.p_holm is None or self.p_holm >= ALPHA:
            return Finding.UNDECIDED
        if high < 0.0 and self.a12 > 0.5:
            return Finding.BETTER
        return Finding.WORSE if low > 0.0 and self.a12 < 0.5 else Finding.UNDECIDED


def compare(problem: str, runs: Mapping[str, Mapping[int, float]], reference: str) -> list[Comparison]:
    """The reference against every other contender, corrected for how many these are.

    Args:
        problem: On which problem.
        runs: Gap by seed, by contender; contenders without a run are left out.
        reference: Whom the others are held against; nothing is compared where it has no run.
    """
    if not runs.get(reference):
        return []
    ours = runs[reference]
    others = [label for label in runs if label != reference and runs[label]]
    found = [_against(problem, label, ours, runs[label]) for label in others]
    p_values = [comparison.p for comparison in found if comparison.p is not None]
    if len(p_values) < len(found):
        return found
    corrected = ranks.holm(p_values) if p_values else []
    return [replace(comparison, p_holm=p) for comparison, p in zip(found, corrected, strict=True)]


def _against(problem: str, other: str, ours: Mapping[int, float], theirs: Mapping[int, float]) -> Comparison:
    paired = set(ours) == set(theirs)
    seeds = sorted(ours)
    mine = [ours[seed] for seed in seeds]
    rest = [theirs[seed] for seed in (seeds if paired else sorted(theirs))]
    p = None
    if ranks.tests_available():
        p = ranks.wilcoxon(mine, rest) if paired else ranks.mann_whitney(mine, rest)
    return Comparison(
        problem=problem,
        other=other,
        paired=paired,
        difference=_difference(mine, rest, paired=paired),
        a12=ranks.a12(mine, rest),
        delta=ranks.cliffs_delta(mine, rest),
        p=p,
        n=(len(mine), len(rest)),
    )


def _difference(ours: Sequence[float], theirs: Sequence[float], *, paired: bool) -> Estimate:
    if paired:
        return resample.mean([float(gap) for gap in np.subtract(ours, theirs)])
    return resample.stratified([ours, theirs], lambda p: p[0].mean(axis=-1) - p[1].mean(axis=-1))
