"""Measured runs that data add to validation and test: the study's traces, in periods of their own.

The study cuts its windows from 45 days of nine zones, and they overlap. The five below share no moment with
each other or with a window of the leaderboard: the two earliest are for validation, the others for test. In
each, the nine zones are dealt into three jobs, so that nothing measured is used twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adrs.core.errors import DataError
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi import traces
from adrs.problems.cant_be_late_multi.job import STRICT
from adrs.problems.cant_be_late_multi.workloads import LOOK_S

FAMILY = "measured"

PERIODS: Mapping[Split, tuple[str, ...]] = {
    Split.VALIDATION: ("2023-02-16T05:34:00", "2023-02-19T06:55:23"),
    Split.TEST: ("2023-02-27T05:42:41", "2023-03-13T17:16:45", "2023-03-16T17:25:02"),
}
"""When the windows of a split start; each is 60 hours long."""

_DEALS: Mapping[Split, tuple[str, ...]] = {
    Split.VALIDATION: (
        "us-east-1c us-east-2a us-west-2a",
        "us-east-1a us-east-1f us-east-2b us-west-2c",
        "us-east-1d us-west-2b",
    ),
    Split.TEST: (
        "us-east-1f us-east-2b us-west-2a",
        "us-east-1d us-east-1a us-east-2a us-west-2c",
        "us-east-1c us-west-2b",
    ),
}
_JOBS: Mapping[Split, tuple[tuple[float, float, float], ...]] = {
    Split.VALIDATION: ((48, 53, 0.15), (44, 50, 0.25), (48, 57, 0.3)),
    Split.TEST: ((48, 51.5, 0.2), (40, 46, 0.1), (48, 58, 0.35), (50, 54, 0.25), (32, 35, 0.2)),
}
"""Hours of work, to the deadline, and of overhead, taken in turn."""

SIZES = {split: len(starts) * len(_DEALS[split]) for split, starts in PERIODS.items()}


def held_out(split: Split, data: Path | None) -> tuple[Workload, ...]:
    """The measured workloads of validation and test; none without data.

    Raises:
        DataError: The file is missing or malformed.
    """
    if data is None or split not in PERIODS:
        return ()
    path = traces.find(data)
    content = traces.load(path)
    places = [(start, zones) for start in PERIODS[split] for zones in _DEALS[split]]
    try:
        return tuple(_workload(content, split, place, *at) for place, at in enumerate(places))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DataError(f"{path} lacks a zone, a window or its series: {error!r}") from None


def _workload(content: Mapping[str, Any], split: Split, place: int, start: str, zones: str) -> Workload:
    names = zones.split()
    starts = [window["start_time"] for window in content["zones"][f"{names[0]}_v100_1"]]
    hours = _JOBS[split][place % len(_JOBS[split])]
    inputs = traces.inputs(content, names, starts.index(start), hours=hours)
    inputs |= {"look_s": LOOK_S, "rules": [STRICT]}
    return Workload(f"{split.value}/{FAMILY}-{place}", split, inputs, FAMILY)
