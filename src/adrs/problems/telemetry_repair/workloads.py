"""Workloads: synthetic ones for train, validation and test; the published snapshots from their file.

Every snapshot of a synthetic workload is a network of its own with a generator of its own, seeded by the
workload's id and the snapshot's number.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

from adrs.core.errors import DataError
from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair.cases import Case, workload_of
from adrs.problems.telemetry_repair.damage import Damage
from adrs.problems.telemetry_repair.families import PLANS, Family
from adrs.problems.telemetry_repair.snapshots import Snapshot, parse

SNAPSHOTS = 12
"""Snapshots in a synthetic workload."""

LEADERBOARD_SEED = 42
LEADERBOARD_SIZE = 30
PUBLISHED_ROWS = 40

SIZES: Mapping[Split, int] = {
    **{split: len(plan) for split, plan in PLANS.items()},
    Split.LEADERBOARD: LEADERBOARD_SIZE,
}


@cache
def synthetic(split: Split) -> tuple[Workload, ...]:
    """The generated workloads of a split."""
    counts: dict[str, int] = {}
    made = []
    for family in PLANS[split]:
        number = counts.get(family.name, 0)
        counts[family.name] = number + 1
        name = f"{split}/{family.name}-{number}"
        cases = [_case(family, Random(f"telemetry_repair {name} {k}")) for k in range(SNAPSHOTS)]
        made.append(workload_of(name, split, family.name, cases))
    return tuple(made)


def _case(family: Family, rng: Random) -> Case:
    snapshot: Snapshot = family.network.draw(rng)
    if family.before is not None:
        snapshot = family.before.apply(snapshot, rng)
    return Case(snapshot, family.damage.apply(snapshot, rng))


def published(data: Path | None) -> tuple[Workload, ...]:
    """The 30 published scenarios, one snapshot each, in the published order.

    Raises:
        DataError: No folder was given, or the file is missing or malformed.
    """
    snapshots = read(data)
    rng = Random(LEADERBOARD_SEED)
    made = []
    for number, row in enumerate(rng.sample(range(len(snapshots)), LEADERBOARD_SIZE)):
        case = Case(snapshots[row], Damage().apply(snapshots[row], rng))
        name = f"leaderboard/{number:02d}-row-{row}"
        made.append(workload_of(name, Split.LEADERBOARD, case.damaged.bug, [case]))
    return tuple(made)


def read(data: Path | None) -> list[Snapshot]:
    """The published snapshots, from ``data/telemetry/evaluation_data.csv`` or ``data/evaluation_data.csv``.

    Raises:
        DataError: No folder was given, or the file is missing or malformed.
    """
    if data is None:
        raise DataError(
            "the published snapshots need the data folder (--data) that holds telemetry/evaluation_data.csv"
        )
    path = _find(data)
    snapshots: list[Snapshot]
    try:
        header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        snapshots = [parse(zip(header, row, strict=True)) for row in rows]
    except (OSError, ValueError, TypeError, csv.Error) as error:
        raise DataError(f"{path} is not the published table: {error}") from None
    if len(snapshots) != PUBLISHED_ROWS or not all(snapshots):
        raise DataError(
            f"{path} holds {len(snapshots)} snapshots instead of {PUBLISHED_ROWS} with interfaces"
        )
    return snapshots


def _find(data: Path) -> Path:
    for path in (data / "telemetry" / "evaluation_data.csv", data / "evaluation_data.csv"):
        if path.is_file():
            return path
    raise DataError(f"there is no telemetry/evaluation_data.csv in {data}")
