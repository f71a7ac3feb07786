"""The workloads: a job and its runs on synthetic traces, or on measured windows where data are given.

A workload is one scenario, a job (work, deadline, overhead) on several traces of one zone. Half of train and
validation has the published jobs on zones like the measured ones, half varies job and gap; test shifts jobs
and zones further. Every workload has its own seed, made from its id and the draw of its split.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from random import Random

from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late import measured
from adrs.problems.cant_be_late.generators import Zone, branching
from adrs.problems.cant_be_late.rules import Job

RUNS, BRANCHES = 32, 6
SPARE_TICKS = 6
"""Ticks of a trace past the deadline."""

Plan = tuple[str, Zone, float, float, float, float]
"""Family, zone, and the job: hours of work, hours to the deadline, hours of overhead, seconds a gap."""

# Mean spells as measured in the zones of the public scenarios, the two left out among them.
_EVEN = Zone(up=11.0, down=9.0)
_FREQUENT = Zone(up=13.7, down=6.3)
_SCARCE = Zone(up=4.1, down=8.3)
_OUTAGES = Zone(up=10.2, down=30.3, short=0.5)
_CHOPPY = Zone(up=7.7, down=5.5)
_MIXED = Zone(up=11.8, down=8.0)

_PUBLISHED_JOBS: tuple[Plan, ...] = (
    ("even", _EVEN, 48, 52, 0.05, 600),
    ("scarce", _SCARCE, 48, 70, 0.02, 600),
    ("frequent", _FREQUENT, 48, 70, 0.10, 600),
    ("choppy", _CHOPPY, 48, 52, 0.10, 600),
    ("outages", _OUTAGES, 48, 70, 0.05, 600),
    ("mixed", _MIXED, 48, 52, 0.02, 600),
    ("frequent", _FREQUENT, 48, 52, 0.05, 600),
    ("choppy", _CHOPPY, 48, 70, 0.02, 600),
    ("scarce", _SCARCE, 48, 52, 0.05, 600),
    ("even", _EVEN, 48, 70, 0.10, 600),
    ("mixed", _MIXED, 48, 70, 0.05, 600),
    ("outages", _OUTAGES, 48, 52, 0.02, 600),
)
# Other jobs and gaps, so that no constant can be fitted to one length of work, overhead or gap.
_OTHER_JOBS: tuple[Plan, ...] = (
    ("varied", _MIXED, 24, 27, 0.08, 600),
    ("varied", _SCARCE, 30, 42, 0.04, 600),
    ("varied", _FREQUENT, 36, 40, 0.12, 600),
    ("varied", _OUTAGES, 36, 50, 0.06, 600),
    ("varied", _CHOPPY, 60, 66, 0.06, 600),
    ("varied", _EVEN, 60, 84, 0.12, 600),
    ("varied", Zone(up=20.0, down=10.0), 48, 56, 0.15, 600),
    ("varied", Zone(up=6.0, down=10.0, short=0.3), 48, 62, 0.08, 600),
    ("varied", Zone(up=14.0, down=10.0), 40, 45, 0.05, 450),
    ("varied", Zone(up=7.0, down=6.0), 40, 52, 0.10, 900),
    ("varied", _FREQUENT, 30, 33, 0.15, 900),
    ("varied", Zone(up=16.0, down=14.0, short=0.5), 44, 60, 0.10, 450),
)
_TRAIN: tuple[Plan, ...] = tuple(chain.from_iterable(zip(_PUBLISHED_JOBS, _OTHER_JOBS, strict=True)))
_VALIDATION: tuple[Plan, ...] = (
    ("choppy", Zone(up=8.5, down=6.5), 48, 56, 0.05, 600),
    ("scarce", Zone(up=5.0, down=9.0), 48, 64, 0.05, 600),
    ("frequent", Zone(up=16.0, down=6.0), 48, 52, 0.10, 600),
    ("even", Zone(up=9.0, down=9.0), 48, 70, 0.02, 600),
    ("outages", Zone(up=12.0, down=24.0, short=0.5), 48, 60, 0.10, 600),
    ("mixed", Zone(up=14.0, down=10.0), 48, 70, 0.05, 600),
    ("varied", Zone(up=10.0, down=8.0), 28, 33, 0.06, 600),
    ("varied", Zone(up=5.0, down=7.0), 40, 56, 0.12, 600),
    ("varied", Zone(up=18.0, down=9.0), 56, 62, 0.09, 600),
    ("varied", Zone(up=12.0, down=24.0, short=0.5), 32, 44, 0.03, 600),
    ("varied", Zone(up=9.0, down=9.0), 44, 50, 0.15, 600),
    ("varied", Zone(up=10.0, down=7.0), 36, 45, 0.08, 480),
)
_TEST: tuple[Plan, ...] = (
    ("short job", Zone(up=9.0, down=7.0), 20, 24, 0.05, 600),
    ("short job", Zone(up=5.0, down=8.0), 20, 30, 0.10, 600),
    ("long overhead", Zone(up=12.0, down=8.0), 40, 50, 0.15, 600),
    ("long overhead", Zone(up=20.0, down=12.0), 40, 60, 0.16, 600),
    ("heavy tail", Zone(up=10.0, down=8.0, short=0.3, tail=1.4), 48, 54, 0.04, 600),
    ("heavy tail", Zone(up=8.0, down=12.0, short=0.3, tail=1.4), 48, 72, 0.04, 600),
    ("daily", Zone(up=10.0, down=8.0, day=144, swing=0.9), 48, 56, 0.06, 600),
    ("daily", Zone(up=7.0, down=9.0, day=144, swing=0.9), 48, 72, 0.06, 600),
    ("vanishing", Zone(up=20.0, down=6.0, drift=0.1), 48, 58, 0.05, 600),
    ("returning", Zone(up=3.0, down=7.0, drift=8.0), 48, 66, 0.05, 600),
    ("fine ticks", Zone(up=24.0, down=16.0), 36, 42, 0.04, 300),
    ("long job", Zone(up=10.0, down=8.0), 72, 80, 0.08, 600),
)
_DRAW: Mapping[Split, str] = {Split.TEST: " second draw"}
"""What is added to the id for the seed: test was drawn anew when train and validation were widened."""
_PLANS: Mapping[Split, tuple[Plan, ...]] = {
    Split.TRAIN: _TRAIN,
    Split.VALIDATION: _VALIDATION,
    Split.TEST: _TEST,
}


def sizes(data: Path | None) -> dict[Split, int]:
    """Number of workloads in each split; data add measured ones to validation and test."""
    counts = {split: len(plan) for split, plan in _PLANS.items()}
    if data is not None:
        for split in measured.HELD_OUT:
            counts[split] += len(measured.HELD_OUT[split])
    return {**counts, Split.LEADERBOARD: measured.LEADERBOARD_SIZE}


def workloads(split: Split, data: Path | None = None) -> tuple[Workload, ...]:
    """The workloads of a split, the published scenarios for the leaderboard.

    Raises:
        DataError: The leaderboard's data were not given, or a data file is missing or malformed.
    """
    if split is Split.LEADERBOARD:
        return measured.leaderboard(data)
    return (*synthetic(split), *measured.held_out(split, data))


def synthetic(split: Split) -> Sequence[Workload]:
    """The generated workloads of a split."""
    return [_made(split, number, plan) for number, plan in enumerate(_PLANS[split])]


def _made(split: Split, number: int, plan: Plan) -> Workload:
    family, zone, duration, deadline, overhead, gap_s = plan
    name = f"{split.value}/{family.replace(' ', '-')}-{number}"
    job = Job.of_hours(duration=duration, deadline=deadline, overhead=overhead, gap_s=gap_s)
    ticks = math.ceil(job.deadline_s / gap_s) + SPARE_TICKS
    traces = branching(zone, Random(name + _DRAW.get(split, "")), runs=RUNS, branches=BRANCHES, ticks=ticks)
    return measured.workload(name, split, family, job, traces, scored=RUNS)
