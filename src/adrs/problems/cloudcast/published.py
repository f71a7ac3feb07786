"""The five public broadcasts, read from the study's files, and the public board's score."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from adrs.core.errors import DataError
from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast.rules import Broadcast

LEADERBOARD_NAMES = ("intra_aws", "intra_azure", "intra_gcp", "inter_agz", "inter_gaz2")
VMS = 2
UPPER_TOTAL = 1199.0
"""Total cost that the board gives 0 for: the direct links, rounded."""
LOWER_TOTAL = 626.24
"""Total cost that the board gives 100 for: the published human solution, rounded."""


def board_score(total: float, *, clamp: bool = True) -> float:
    """The public board's score, 0 to 100, of the total cost in USD; unclamped it goes beyond both."""
    if clamp:
        total = min(max(total, LOWER_TOTAL), UPPER_TOTAL)
    return 100.0 * (UPPER_TOTAL - total) / (UPPER_TOTAL - LOWER_TOTAL)


def leaderboard(data: Path | None) -> tuple[Workload, ...]:
    """The public broadcasts.

    Args:
        data: Folder with ``cloudcast/throughput.csv``, ``cost.csv`` and ``broadcasts.json``, or that
            ``cloudcast`` itself.

    Raises:
        DataError: No folder was given, or a file is missing or malformed.
    """
    if data is None:
        raise DataError("the public broadcasts need the data folder (--data) that holds cloudcast/")
    folder, network = _folder(data), network_of(data)
    tasks = _parse(folder / "broadcasts.json", json.loads)
    return tuple(_workload(folder, name, tasks, network) for name in LEADERBOARD_NAMES)


def network_of(data: Path) -> dict[str, Any]:
    """The measured network with the rates of the public broadcasts' machines.

    Raises:
        DataError: A file is missing or malformed.
    """
    return measured(_folder(data), vms=VMS)


def _folder(data: Path) -> Path:
    return data / "cloudcast" if (data / "cloudcast").is_dir() else data


def measured(folder: Path, *, vms: int) -> dict[str, Any]:
    """The measured network as a workload's inputs have it, links in the order of the measurements.

    Raises:
        DataError: A file is missing or malformed.
    """
    prices = _parse(folder / "cost.csv", _prices)
    rates = _parse(folder / "throughput.csv", _rates)
    index: dict[str, int] = {}
    for pair in rates:
        for region in pair:
            index.setdefault(region, len(index))
    missing = [pair for pair in rates if pair not in prices]
    if missing:
        raise DataError(f"{folder / 'cost.csv'} has no price from {missing[0][0]} to {missing[0][1]}")
    return {
        "regions": list(index),
        "links": np.array([(index[u], index[v]) for u, v in rates], dtype=np.int16),
        "price": np.array([prices[pair] for pair in rates]),
        "rate": np.array([vms * bits / 1e9 for bits in rates.values()]),
    }


def _workload(folder: Path, name: str, tasks: Any, network: Mapping[str, Any]) -> Workload:
    try:
        task = tasks[name]
        inputs = {
            "source": task["source_node"],
            "destinations": list(task["dest_nodes"]),
            "volume_gb": task["data_vol"],
            "partitions": task["num_partitions"],
            "vms": VMS,
            "ingress_limit": dict(task.get("ingress_limit", {})),
            "egress_limit": dict(task.get("egress_limit", {})),
            **network,
        }
        Broadcast.of(inputs)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{folder / 'broadcasts.json'}: {name} is missing or malformed ({error!r})") from None
    return Workload(f"leaderboard/{name}", Split.LEADERBOARD, inputs, "public")


def _prices(text: str) -> dict[tuple[str, str], float]:
    return {(row["src"], row["dest"]): float(row["cost"]) for row in csv.DictReader(text.splitlines())}


def _rates(text: str) -> dict[tuple[str, str], float]:
    rows = csv.DictReader(text.splitlines())
    return {(row["src"], row["dst"]): float(row["bits_per_second_sent"]) for row in rows}


def _parse(path: Path, read: Callable[[str], Any]) -> Any:
    try:
        return read(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is malformed: {error!r}") from None
