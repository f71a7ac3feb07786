"""The batches: synthetic ones for train, validation and test, the three published ones from their file.

The generators' defaults are calibrated to statistics of the published workloads (see the README); train and
validation use them, test shifts them. Every batch has its own seed, made from its id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from adrs.core.errors import DataError
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling import rules
from adrs.problems.txn_scheduling.generators import Handover, Skewed, Upgrade

Generator = Callable[[Random], list[str]]

LEADERBOARD_NAMES = ("workload_1", "workload_2", "workload_3")

# The cheapest to judge first, one of each family first.
_USUAL: tuple[tuple[str, Generator], ...] = (
    ("handover", Handover()),
    ("upgrade", Upgrade()),
    ("skewed", Skewed()),
)
_SHIFTED: tuple[tuple[str, Generator], ...] = (
    ("handover", Handover(n=60, keys=6)),
    ("upgrade", Upgrade(n=60, groups=3, long=30)),
    ("skewed", Skewed(n=60, operations=12, write_share=0.4)),
    ("handover", Handover(keys=16, theta=1.0)),
    ("upgrade", Upgrade(members=3, long_share=0.6)),
    ("skewed", Skewed(theta=1.4, stray=0.1)),
    ("handover", Handover(length=14, upgrade_share=0.2)),
    ("upgrade", Upgrade(groups=5, members=4, long=26, lead=4)),
    ("skewed", Skewed(theta=2.3, write_share=0.7, stray=0.02)),
    ("handover", Handover(n=140, keys=12, upgrade_share=0.1)),
    ("upgrade", Upgrade(n=140, groups=7, short=7)),
    ("skewed", Skewed(n=140, operations=10, theta=1.7, write_share=0.3)),
)
_PLANS: Mapping[Split, tuple[tuple[str, Generator], ...]] = {
    Split.TRAIN: _USUAL * 2,
    Split.VALIDATION: _USUAL * 2,
    Split.TEST: _SHIFTED,
}
SIZES: Mapping[Split, int] = {
    **{split: len(plan) for split, plan in _PLANS.items()},
    Split.LEADERBOARD: len(LEADERBOARD_NAMES),
}


def synthetic(split: Split) -> tuple[Workload, ...]:
    """The generated workloads of a split."""
    counts: dict[str, int] = {}
    result = []
    for family, generator in _PLANS[split]:
        number = counts.get(family, 0)
        counts[family] = number + 1
        name = f"{split.value}/{family}-{number}"
        result.append(Workload(name, split, {"txns": generator(Random(name))}, family))
    return tuple(result)


def published(data: Path | None) -> tuple[Workload, ...]:
    """The three published workloads, from ``data/txn/workloads.json`` or ``data/workloads.json``.

    Raises:
        DataError: No folder was given, or the file is missing or malformed.
    """
    if data is None:
        raise DataError("the published workloads need the data folder (--data) that holds txn/workloads.json")
    path = _find(data)
    content = _load(path)
    return tuple(_published_one(path, content, name) for name in LEADERBOARD_NAMES)


def _find(data: Path) -> Path:
    for path in (data / "txn" / "workloads.json", data / "workloads.json"):
        if path.is_file():
            return path
    raise DataError(f"there is no txn/workloads.json in {data}")


def _load(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(content, dict):
        raise DataError(f"{path} must hold an object with {', '.join(LEADERBOARD_NAMES)}")
    return content


def _published_one(path: Path, content: Mapping[str, Any], name: str) -> Workload:
    batch = content.get(name)
    if not isinstance(batch, dict) or not batch or not all(isinstance(body, str) for body in batch.values()):
        raise DataError(f"{path}: {name} must be an object of strings, one for each transaction")
    bodies: Sequence[str] = list(batch.values())
    try:
        rules.parse(tuple(bodies))
    except ValueError as error:
        raise DataError(f"{path}: {name}: {error}") from None
    return Workload(f"leaderboard/{name}", Split.LEADERBOARD, {"txns": bodies}, "published")
