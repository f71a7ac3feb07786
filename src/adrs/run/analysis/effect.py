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
        lost: Mean relative loss of the variant per workload, as a share of the champion's value, with its
            interval; positive where the variant is worse.
        same: Whether the variant has the same value on every workload.
        better_on, worse_on: Workloads on which the champion is better, or worse, than the variant.
    """

    lost: Margin
    same: bool
    better_on: int
    worse_on: int

    @property
    def shown(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.lost.low > 0 or self.lost.high < 0


def effect(objective: Objective, champion: Evaluation, variant: Evaluation) -> Effect | None:
    """The champion against a variant; ``None`` with fewer than two workloads that both get through."""
    found = margin(objective, variant, champion)
    if found is None:
        return None
    ours = {v.workload: v.value for v in champion.verdicts}
    losses = [
        -gain(objective, v.value, own)
        for v in variant.verdicts
        if v.value is not None and (own := ours.get(v.workload)) is not None
    ]
    better, worse = sum(loss > ROUNDING for loss in losses), sum(loss < -ROUNDING for loss in losses)
    lost = Margin(0.0 - found.mean, 0.0 - found.high, 0.0 - found.low, found.workloads)
    return Effect(lost=lost, same=better == worse == 0, better_on=better, worse_on=worse)


def no_worse(objective: Objective, value: float | None, reference: float | None, noise: float) -> bool:
    """Whether ``value`` is valid and not worse than ``reference`` by more than ``noise``, a share of it."""
    if value is None or reference is None:
        return False
    return gain(objective, value, reference) >= -(noise + ROUNDING)
