"""Workloads on measured traces, read from the original study's file; the project ships none of it.

The file holds the availability of eight zones over the same 12 days, in ticks of 600 s. Six zones and the
published windows make the leaderboard. The other two are held out: one for validation, one for test, cut into
windows that do not overlap.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from adrs.core.errors import DataError
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late.rules import Job

ZONES = tuple(
    f"us-west-{z}" for z in ("2a_k80_8", "2b_k80_1", "2b_k80_8", "2a_v100_1", "2a_v100_8", "2b_v100_1")
)
DURATION_H, DEADLINES_H, OVERHEADS_H = 48, (52, 70), (0.02, 0.05, 0.10)
WINDOWS = 30
LEADERBOARD_SIZE = len(ZONES) * len(DEADLINES_H) * len(OVERHEADS_H)

HELD_OUT: Mapping[Split, Sequence[tuple[str, float, float]]] = {
    Split.VALIDATION: (("us-west-2a_k80_1", 52, 0.10), ("us-west-2a_k80_1", 70, 0.02)),
    Split.TEST: (("us-west-2b_v100_8", 60, 0.05), ("us-west-2b_v100_8", 80, 0.10)),
}
"""Zone, hours to the deadline and hours of overhead of the measured workloads that data add to a split."""

_FILE = "single_region.json"


def workload(
    name: str, split: Split, family: str, job: Job, traces: Sequence[str], *, scored: int
) -> Workload:
    """A scenario; runs past the first ``scored`` are checked but do not count."""
    inputs = {
        "duration_s": job.duration_s,
        "deadline_s": job.deadline_s,
        "overhead_s": job.overhead_s,
        "gap_s": job.gap_s,
        "traces": list(traces),
        "scored": scored,
    }
    return Workload(name, split, inputs, family)


def leaderboard(data: Path | None) -> tuple[Workload, ...]:
    """The published scenarios: 30 runs each, and the first one again.

    The windows overlap, so a policy that kept what it saw would know the future of later runs; it would also
    decide the repeated run differently from the first time, and is refused for that.

    Raises:
        DataError: No folder was given, or the file is missing or malformed.
    """
    if data is None:
        raise DataError(
            "the published scenarios need the data folder (--data) that holds spot/single_region.json"
        )
    content = _content(_find(data))
    made = []
    for zone in ZONES:
        for deadline in DEADLINES_H:
            for overhead in OVERHEADS_H:
                job = Job.of_hours(
                    duration=DURATION_H, deadline=deadline, overhead=overhead, gap_s=content.gap_s(zone)
                )
                traces = [content.window(zone, number) for number in positions()]
                name = f"leaderboard/{zone}-{deadline}h-{overhead:.2f}h"
                made.append(
                    workload(name, Split.LEADERBOARD, zone, job, [*traces, traces[0]], scored=len(traces))
                )
    return tuple(made)


def held_out(split: Split, data: Path | None) -> tuple[Workload, ...]:
    """The measured workloads of validation and test; none without data, or without that file in it."""
    if data is None or split not in HELD_OUT:
        return ()
    content = _content(_find(data))
    made = []
    for zone, deadline, overhead in HELD_OUT[split]:
        gap_s = content.gap_s(zone)
        job = Job.of_hours(duration=DURATION_H, deadline=deadline, overhead=overhead, gap_s=gap_s)
        ticks = math.ceil(job.deadline_s / gap_s) + 6
        bits = content.bits(zone)
        traces = [bits[a : a + ticks] for a in range(0, len(bits) - ticks + 1, ticks)]
        name = f"{split.value}/measured-{zone}-{deadline}h"
        made.append(workload(name, split, "measured", job, traces, scored=len(traces)))
    return tuple(made)


def positions() -> list[int]:
    """The published choice of windows: thirty, evenly spread over their file names in order of text."""
    names = sorted(f"{number}.json" for number in range(300))
    return [int(names[round(j * 299 / (WINDOWS - 1))].removesuffix(".json")) for j in range(WINDOWS)]


class Content:
    """The file, checked where it is read.

    Raises:
        DataError: Something is missing or malformed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            self._zones: Mapping[str, Any] = raw["zones"]
            self._windows: Mapping[str, Any] = raw["windows"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path} cannot be read as zones and windows: {error!r}") from None

    def bits(self, zone: str) -> str:
        """Availability of a zone, ``"1"`` where there is no spot."""
        bits = self._zone(zone).get("interrupted")
        if not isinstance(bits, str) or not bits or set(bits) - {"0", "1"}:
            raise DataError(f"{self._path}: zone {zone} needs a string of 0 and 1 called interrupted")
        return bits

    def gap_s(self, zone: str) -> float:
        """Seconds a tick."""
        gap = self._zone(zone).get("gap_seconds")
        if isinstance(gap, bool) or not isinstance(gap, int | float) or not gap > 0:
            raise DataError(f"{self._path}: zone {zone} needs gap_seconds above 0")
        return float(gap)

    def window(self, zone: str, number: int) -> str:
        """The published window ``number`` of a zone."""
        bits = self.bits(zone)
        try:
            first, end = self._windows[zone][number]
        except (KeyError, IndexError, TypeError, ValueError):
            raise DataError(f"{self._path}: zone {zone} has no window {number}") from None
        if type(first) is not int or type(end) is not int or not 0 <= first < end <= len(bits):
            raise DataError(f"{self._path}: window {number} of zone {zone} lies outside its trace")
        return bits[first:end]

    def _zone(self, zone: str) -> Mapping[str, Any]:
        found = self._zones.get(zone) if isinstance(self._zones, dict) else None
        if not isinstance(found, dict):
            raise DataError(f"{self._path} has no zone {zone}")
        return found


@lru_cache(maxsize=4)
def _content(path: Path) -> Content:
    return Content(path)


def _find(data: Path) -> Path:
    for path in (data / "spot" / _FILE, data / _FILE):
        if path.is_file():
            return path
    raise DataError(f"there is no spot/{_FILE} in {data}")
