"""The public board: its six scenarios over measured traces, and its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adrs.core.errors import DataError
from adrs.core.problem import Published
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi import traces
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT
from adrs.problems.cant_be_late_multi.workloads import LOOK_S

DURATION_H, DEADLINE_H, OVERHEAD_H = 48, 52, 0.2

OD_ANCHOR, SPOT_ANCHOR = 146.88, 46.7088
"""USD for 48 hours on demand, and on spot machines at 0.9731 USD an hour."""

CLAIRVOYANT_MEAN = 66.3665177951393
"""Mean of the scenario means of the proven lower bounds under the published rules."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Regions in their order (zone names without ``_v100_1``) and the number of windows."""

    name: str
    zones: tuple[str, ...]
    windows: int


def _scenario(name: str, zones: str, windows: int) -> Scenario:
    return Scenario(name, tuple(zones.split()), windows)


SCENARIOS = (
    _scenario("2_zones_same_region", "us-east-1a us-east-1c", 8),
    _scenario("2_regions_east_west", "us-east-2a us-west-2a", 8),
    _scenario("3_regions_diverse", "us-east-1a us-east-2b us-west-2c", 6),
    _scenario("3_zones_same_region", "us-east-1a us-east-1c us-east-1d", 6),
    _scenario("5_regions_high_diversity", "us-east-1a us-east-1f us-west-2a us-west-2b us-east-2b", 4),
    _scenario(
        "all_9_regions",
        "us-east-2a us-west-2c us-east-1d us-east-2b us-west-2a us-east-1f us-east-1a us-west-2b us-east-1c",
        2,
    ),
)
SIZE = sum(scenario.windows for scenario in SCENARIOS)


def leaderboard(data: Path | None) -> tuple[Workload, ...]:
    """The 34 public runs, from ``data/spot/multi_region.json`` or ``data/multi_region.json``.

    Raises:
        DataError: No folder was given, or the file is missing or malformed.
    """
    if data is None:
        raise DataError("the leaderboard needs the data folder (--data) that holds spot/multi_region.json")
    path = traces.find(data)
    content = traces.load(path)
    try:
        return tuple(_workload(content, s, window) for s in SCENARIOS for window in range(s.windows))
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise DataError(f"{path} lacks a zone, a window or its series: {error!r}") from None


def _workload(content: Mapping[str, Any], scenario: Scenario, window: int) -> Workload:
    hours = (DURATION_H, DEADLINE_H, OVERHEAD_H)
    inputs = traces.inputs(content, scenario.zones, window, hours=hours)
    inputs |= {"look_s": LOOK_S, "rules": [PUBLISHED, STRICT]}
    name = f"leaderboard/{scenario.name}-{window}"
    return Workload(name, Split.LEADERBOARD, inputs, scenario.name)


def published(verdicts: Sequence[Verdict]) -> Published:
    """The public board's score. The reference averages what it has when a run fails; here that scores 0."""
    values = {v.workload: v.value for v in verdicts if v.ok and v.value is not None}
    means = []
    for scenario in SCENARIOS:
        costs = [values.get(f"leaderboard/{scenario.name}-{window}") for window in range(scenario.windows)]
        known = [cost for cost in costs if cost is not None]
        means.append(sum(known) / len(known) if len(known) == len(costs) else OD_ANCHOR)
    whole = len(values) == len(verdicts) == SIZE
    value = score(sum(means) / len(means)) if whole else 0.0
    return Published("board score (0-100)", value, score(CLAIRVOYANT_MEAN))


def score(mean: float) -> float:
    """The board's score of a mean cost in USD, rounded as there."""
    share = (OD_ANCHOR - mean) / (OD_ANCHOR - SPOT_ANCHOR)
    return round(100.0 * min(1.0, max(0.0, share)), 2)
