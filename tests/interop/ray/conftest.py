"""A small Ray cluster on this machine, for the tests that need one; they skip where Ray is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

QUIET = {"include_dashboard": False, "object_store_memory": 100 * 1024**2}
DEATH = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 500,
    "health_check_failure_threshold": 4,
}


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """A head without processors, to which this process is connected, and two nodes of one each."""
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'adrs[ray]'")
    from ray.cluster_utils import Cluster

    head = {"num_cpus": 0, "_system_config": DEATH, **QUIET}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    for _ in range(2):
        cluster.add_node(num_cpus=1, **QUIET)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR", configure_logging=False)
    yield cluster
    ray.shutdown()
    cluster.shutdown()
