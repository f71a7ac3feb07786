"""Golden cases as this project's values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from adrs.problems.cloudcast.published import measured
from adrs.problems.cloudcast.rules import (
    DEFAULT_EGRESS_GBPS,
    DEFAULT_INGRESS_GBPS,
    Broadcast,
    Link,
    Network,
    limits,
)
from adrs.problems.cloudcast.simulator import Paths


def network_of(case: dict[str, Any], data: Path) -> Network:
    """The case's own network, or the measured one."""
    return Network.of(network_inputs(case, data))


def network_inputs(case: dict[str, Any], data: Path) -> dict[str, Any]:
    """The network as a workload's inputs have it."""
    if case["graph"] == "data":
        return measured(data / "cloudcast", vms=case["num_vms"])
    names = list(dict.fromkeys(end for u, v, *_ in case["graph"] for end in (u, v)))
    return {
        "regions": names,
        "links": np.array([(names.index(u), names.index(v)) for u, v, *_ in case["graph"]]),
        "price": np.array([row[2] for row in case["graph"]], dtype=object),
        "rate": np.array([float(row[3]) for row in case["graph"]]),
    }


def broadcast_of(case: dict[str, Any]) -> Broadcast:
    """The case's task, unchecked: some make no sense."""
    config, vms = case["config"], case["num_vms"]
    return Broadcast(
        source=config["source_node"],
        destinations=tuple(config["dest_nodes"]),
        volume_gb=config["data_vol"],
        partitions=config["num_partitions"],
        vms=vms,
        ingress_gbps=limits(DEFAULT_INGRESS_GBPS, config.get("ingress_limit", {}), vms),
        egress_gbps=limits(DEFAULT_EGRESS_GBPS, config.get("egress_limit", {}), vms),
    )


def paths_of(case: dict[str, Any]) -> Paths:
    """The case's lists of links, with the figures that the program supplied."""
    nodes = case["nodes"]

    def hop(edge: list[Any]) -> tuple[str, str, Link | None]:
        own = Link(edge[2].get("cost"), edge[2]["throughput"]) if len(edge) > 2 else None
        return nodes[edge[0]], nodes[edge[1]], own

    return {
        destination: {
            key: None if edges is None else [hop(edge) for edge in edges]
            for keys, edges in groups
            for key in keys
        }
        for destination, groups in case["paths"]
    }
