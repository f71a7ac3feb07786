"""A small Ray cluster on this machine, for the tests that need one; they skip where Ray is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

STORE = {"object_store_memory": 100 * 1024**2}
DEATH = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 500,
    "health_check_failure_threshold": 4,
}
"""A node that is killed is known to be dead after two seconds, and not after fifteen."""


class Nodes:
    """A head without processors, to which this process is connected, and nodes of two each."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        self._nodes: list[Any] = []

    @property
    def address(self) -> str:
        """``HOST:PORT``."""
        return str(self._cluster.address)

    def grow(self, to: int) -> None:
        """As many nodes as that."""
        while len(self._nodes) < to:
            self._nodes.append(self._cluster.add_node(num_cpus=2, **STORE))

    def kill(self, host: str) -> None:
        """Kill the node whose id is in the name of a place, with everything on it."""
        (found,) = [node for node in self._nodes if node.node_id[:12] in host]
        self._nodes.remove(found)
        self._cluster.remove_node(found, allow_graceful=False)


@pytest.fixture(scope="session")
def started() -> Iterator[Nodes]:
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'adrs[ray]'")
    from ray.cluster_utils import Cluster

    head = {"num_cpus": 0, "include_dashboard": False, "_system_config": DEATH, **STORE}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR", configure_logging=False)
    yield Nodes(cluster)
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="session")
def contract_nodes(started: Nodes) -> Nodes:
    """Two nodes."""
    started.grow(2)
    return started


@pytest.fixture
def nodes(started: Nodes) -> Nodes:
    """Two nodes, whatever an earlier test did to them."""
    started.grow(2)
    return started
