"""Measured broadcasts that data add to validation and test: other regions of the study's network.

The regions that are source or destination of a public broadcast are left out. The others are dealt in turn,
provider by provider, to validation and to test, and a broadcast sees the links between the regions of its own
split only, so that no measured price or rate is in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast import published
from adrs.problems.cloudcast.rules import provider
from adrs.problems.cloudcast.workloads import Task, has_anchors, on_network

FAMILY = "measured"

_TASKS: Mapping[Split, tuple[Task, ...]] = {
    Split.VALIDATION: (
        Task(family=FAMILY, inside="aws"),
        Task(family=FAMILY, inside="gcp", destinations=4),
        Task(family=FAMILY, destinations=6),
        Task(family=FAMILY, volume_gb=600),
    ),
    Split.TEST: (
        Task(family=FAMILY, inside="aws", destinations=6),
        Task(family=FAMILY, inside="gcp"),
        Task(family=FAMILY, inside="azure", destinations=4, volume_gb=150),
        Task(family=FAMILY, destinations=7),
        Task(family=FAMILY, destinations=6, volume_gb=1000),
        Task(family=FAMILY, destinations=4, partitions=16),
    ),
}
SIZES: Mapping[Split, int] = {split: len(tasks) for split, tasks in _TASKS.items()}


def held_out(split: Split, data: Path | None) -> tuple[Workload, ...]:
    """The measured broadcasts of validation and test; none without data.

    Raises:
        DataError: A file is missing or malformed.
    """
    if data is None or split not in _TASKS:
        return ()
    network = _between(published.network_of(data), regions_of(split, data))
    made = []
    for number, task in enumerate(_TASKS[split]):
        name = f"{split.value}/{FAMILY}-{number}"
        made.append(Workload(name, split, _drawn(task, network, Random(name)), FAMILY))
    return tuple(made)


def regions_of(split: Split, data: Path) -> frozenset[str]:
    """The regions that only ``split`` uses: every second one of each provider, public ends left out.

    Raises:
        DataError: A file is missing or malformed.
    """
    public = {
        region
        for workload in published.leaderboard(data)
        for region in (workload.inputs["source"], *workload.inputs["destinations"])
    }
    regions = published.network_of(data)["regions"]
    first = list(_TASKS).index(split)
    dealt: set[str] = set()
    for cloud in sorted({provider(region) for region in regions}):
        own = sorted(region for region in regions if provider(region) == cloud and region not in public)
        dealt.update(own[first::2])
    return frozenset(dealt)


def _between(network: Mapping[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    """The part of a network between some of its regions, in the same order."""
    regions = network["regions"]
    mask = np.array([regions[u] in kept and regions[v] in kept for u, v in network["links"].tolist()])
    names = [region for region in regions if region in kept]
    position = {region: i for i, region in enumerate(names)}
    links = [(position[regions[u]], position[regions[v]]) for u, v in network["links"][mask].tolist()]
    return {
        "regions": names,
        "links": np.array(links, dtype=np.int16),
        "price": network["price"][mask],
        "rate": network["rate"][mask],
    }


def _drawn(task: Task, network: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """The first draw of source and destinations that has both anchors."""
    while True:
        inputs = on_network(task, network, rng)
        if has_anchors(inputs):
            return inputs
