"""How a variant of a champion compares with it, and whether that is more than noise."""

from __future__ import annotations

from dataclasses import dataclass

from adrs.core.problem import Objective
from adrs.core.verdict import Evaluation
from adrs.run.paired import Margin, gain, margin

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the champion gains over a variant, on train and validation workloads together.

    Args:
        gain: Mean relative gain per workload with its interval; positive where the variant is worse.
        same: Whether the variant has the same value on every workload.
        better_on, worse_on: Workloads on which the champion is better, or worse, than the variant.
    """

    gain: Margin
    same: bool
    better_on: int
    worse_on: int

    @property
    def shown(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.gain.low > 0 or self.gain.high < 0


def effect(objective: Objective, champion: Evaluation, variant: Evaluation) -> Effect | None:
    """The champion against a variant; ``None`` with fewer than two workloads that both get through."""
    found = margin(objective, champion, variant)
    if found is None:
        return None
    theirs = {v.workload: v.value for v in variant.verdicts}
    gains = [
        gain(objective, v.value, other)
        for v in champion.verdicts
        if v.value is not None and (other := theirs.get(v.workload)) is not None
    ]
    better, worse = sum(g > ROUNDING for g in gains), sum(g < -ROUNDING for g in gains)
    return Effect(gain=found, same=better == worse == 0, better_on=better, worse_on=worse)


def no_worse(objective: Objective, value: float | None, reference: float | None, noise: float) -> bool:
    """Whether ``value`` is valid and not worse than ``reference`` by more than ``noise``, a share of it."""
    if value is None or reference is None:
        return False
    return gain(objective, value, reference) >= -(noise + ROUNDING)
