"""The synthetic workloads: a job and drawn traces for each.

Train and validation have the regions, deadlines and overheads of the public scenarios, and variations of
all of them; test shifts further, to other sets of regions and other weather. Every workload has its
generator, seeded by split, place and the number of the draw. The first draw is kept on which Uniform
Progress pays at least 3 % less than naive, so that both anchors of the scale exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi.generators import (
    EAST_A,
    EAST_C,
    EAST_D,
    EAST_F,
    OHIO_A,
    OHIO_B,
    WEST_A,
    WEST_B,
    WEST_C,
    Weather,
    Zone,
    draw,
)
from adrs.problems.cant_be_late_multi.job import STRICT

SEED = 2024
LOOK_S = 60.0
"""A look is billed as the shortest use of a spot machine that is billed: one minute."""

_SPARE_TICKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a workload is drawn from; hours and seconds as in the public scenarios."""

    family: str
    zones: tuple[Zone, ...]
    duration_h: float = 48.0
    deadline_h: float = 52.0
    overhead_h: float = 0.2
    gap_s: float = 195.0
    weather: Weather = Weather()
    draw: int = 0


_ALL = (OHIO_A, WEST_C, EAST_D, OHIO_B, WEST_A, EAST_F, EAST_A, WEST_B, EAST_C)

_TWO_ZONES = Plan(family="two_zones", zones=(EAST_A, EAST_C))
_EAST_WEST = Plan(family="east_west", zones=(OHIO_A, WEST_A))
_DIVERSE = Plan(family="three_diverse", zones=(EAST_A, OHIO_B, WEST_C))
_THREE_ZONES = Plan(family="three_zones", zones=(EAST_A, EAST_C, EAST_D))
_FIVE = Plan(family="five_regions", zones=(EAST_A, EAST_F, WEST_A, WEST_B, OHIO_B))
_NINE = Plan(family="nine_regions", zones=_ALL)

_USUAL = (_EAST_WEST, _THREE_ZONES, _DIVERSE, _TWO_ZONES, _FIVE, _NINE)

# Milder shifts than those of the test split, so that a search is not told one deadline and one overhead only.
_WIND = Weather(slow=0.85, slow_h=5.0, fast_h=0.4)
_VARIED = (
    replace(_THREE_ZONES, family="varied", overhead_h=0.3, deadline_h=54),
    replace(_DIVERSE, family="varied", deadline_h=58),
    replace(_FIVE, family="varied", weather=_WIND),
    replace(_EAST_WEST, family="varied", overhead_h=0.1),
    replace(_TWO_ZONES, family="varied", deadline_h=56),
    replace(_DIVERSE, family="varied", overhead_h=0.3, weather=_WIND),
)
_VARIED_AGAIN = (
    replace(_EAST_WEST, family="varied", overhead_h=0.3, weather=_WIND),
    replace(_THREE_ZONES, family="varied", deadline_h=57),
    replace(_FIVE, family="varied", overhead_h=0.15, deadline_h=51),
    replace(_DIVERSE, family="varied", weather=_WIND),
)

_MORE = (
    replace(_EAST_WEST, family="varied", deadline_h=51),
    replace(_DIVERSE, family="varied", overhead_h=0.4, deadline_h=55),
    Plan(family="varied", zones=(EAST_D, OHIO_A), overhead_h=0.35, deadline_h=53),
    replace(_FIVE, family="varied", overhead_h=0.05),
    replace(_THREE_ZONES, family="varied", duration_h=30, deadline_h=34),
    replace(_TWO_ZONES, family="varied", deadline_h=64),
    replace(_THREE_ZONES, family="varied", overhead_h=0.4),
    replace(_DIVERSE, family="varied", gap_s=300, overhead_h=0.15),
    Plan(family="varied", zones=(EAST_A, EAST_F, OHIO_B), deadline_h=50.5, weather=_WIND),
    replace(_FIVE, family="varied", deadline_h=51, overhead_h=0.3),
    replace(_NINE, family="varied", deadline_h=60, weather=_WIND),
    Plan(family="varied", zones=(EAST_C, OHIO_B), duration_h=36, deadline_h=39, overhead_h=0.1),
)
_VARIED_STILL = (
    replace(_THREE_ZONES, family="varied", overhead_h=0.35, deadline_h=55),
    replace(_DIVERSE, family="varied", deadline_h=50.5),
    replace(_EAST_WEST, family="varied", overhead_h=0.05),
    replace(_TWO_ZONES, family="varied", deadline_h=60, overhead_h=0.1),
    replace(_FIVE, family="varied", duration_h=36, deadline_h=40, overhead_h=0.3),
    Plan(family="varied", zones=(EAST_D, EAST_F, OHIO_A), gap_s=300, deadline_h=54, overhead_h=0.3),
)

_STORM = Weather(slow=0.75, slow_h=4.0, fast_h=0.5)
_SWINGS = Weather(price_step=0.12, price_changes=0.3)
_TOGETHER = Weather(shared=0.95, slow_h=14.0)

_SHIFTED: tuple[Plan, ...] = (
    Plan(family="short", zones=(EAST_D, WEST_B), duration_h=20, deadline_h=23),
    Plan(family="long_gaps", zones=(EAST_F, OHIO_A, WEST_A), gap_s=600, overhead_h=0.25),
    Plan(family="tight", zones=(EAST_C, OHIO_A, EAST_F), deadline_h=50),
    Plan(family="tight", zones=(OHIO_B, EAST_D, WEST_C, EAST_A), deadline_h=50.5),
    Plan(family="loose", zones=(EAST_A, EAST_F), deadline_h=70),
    Plan(family="loose", zones=(EAST_D, EAST_A, OHIO_B), deadline_h=62),
    Plan(family="dear_starts", zones=(EAST_F, OHIO_A), overhead_h=0.4),
    Plan(family="dear_starts", zones=(EAST_C, EAST_D, EAST_F, OHIO_B), overhead_h=0.4, deadline_h=54),
    Plan(family="cheap_starts", zones=(EAST_C, EAST_F, EAST_A), overhead_h=0.05),
    Plan(family="storm", zones=(EAST_C, OHIO_B, EAST_F), weather=_STORM),
    Plan(family="storm", zones=(EAST_A, EAST_D, OHIO_A, WEST_C, EAST_F), weather=_STORM),
    Plan(family="swings", zones=(WEST_A, WEST_B, OHIO_A, WEST_C), weather=_SWINGS),
    Plan(family="swings", zones=(EAST_F, OHIO_B, WEST_A), weather=_SWINGS, deadline_h=56),
    Plan(family="together", zones=(EAST_C, EAST_D, EAST_F), weather=_TOGETHER, deadline_h=56),
)

_PLANS: Mapping[Split, tuple[Plan, ...]] = {
    Split.TRAIN: tuple(chain.from_iterable(zip(_USUAL, _VARIED, _MORE[::2], _MORE[1::2], strict=True))),
    Split.VALIDATION: (*_USUAL, *_VARIED_AGAIN, *_VARIED_STILL),
    Split.TEST: _SHIFTED,
}

_FIRST: Mapping[Split, int] = {Split.TEST: 1}
"""The number of the first draw where it is not 0: test was drawn anew when train and validation grew."""

_REDRAWN: Mapping[tuple[Split, int], int] = {
    (Split.TRAIN, 10): 1,
    (Split.TRAIN, 14): 1,
    (Split.VALIDATION, 3): 1,
    (Split.TEST, 13): 2,
}
"""Draws that were not the first, by split and place."""

SIZES: Mapping[Split, int] = {split: len(plans) for split, plans in _PLANS.items()}


@cache
def synthetic(split: Split) -> tuple[Workload, ...]:
    """The generated workloads of a split, those with few regions first."""
    counts: dict[str, int] = {}
    made = []
    for place, plan in enumerate(_PLANS[split]):
        number = counts.get(plan.family, 0)
        counts[plan.family] = number + 1
        chosen = replace(plan, draw=_REDRAWN.get((split, place), _FIRST.get(split, 0)))
        made.append(workload(split, f"{plan.family}-{number}", chosen, place))
    return tuple(made)


def workload(split: Split, name: str, plan: Plan, place: int) -> Workload:
    """The workload of a plan."""
    rng = np.random.RandomState([SEED, list(Split).index(split), place, plan.draw])
    ticks = int(plan.deadline_h * 3600 / plan.gap_s) + _SPARE_TICKS
    inputs = {
        "gap_s": float(plan.gap_s),
        "duration_s": plan.duration_h * 3600.0,
        "deadline_s": plan.deadline_h * 3600.0,
        "overhead_s": plan.overhead_h * 3600.0,
        "look_s": LOOK_S,
        "rules": [STRICT],
        **draw(rng, plan.zones, plan.weather, gap_s=plan.gap_s, ticks=ticks),
    }
    return Workload(f"{split.value}/{name}", split, inputs, plan.family)
