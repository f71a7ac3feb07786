from __future__ import annotations

from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.telemetry_repair.networks import NSFNET, Network, geometric, shortest_paths
from adrs.problems.telemetry_repair.snapshots import Interface


def reached(size: int, links: list[tuple[int, int]]) -> set[int]:
    seen, waiting = {0}, [0]
    while waiting:
        node = waiting.pop()
        new = {other for link in links if node in link for other in link} - seen
        seen |= new
        waiting += new
    return seen


@given(seed=st.integers(0, 2**32), size=st.integers(2, 40), degree=st.floats(2.0, 5.0))
def test_generated_networks_are_connected_and_simple(seed: int, size: int, degree: float) -> None:
    links = geometric(Random(seed), size, degree)
    assert reached(size, links) == set(range(size))
    assert len(set(links)) == len(links)
    assert all(a < b for a, b in links)
    assert len(links) <= max(size - 1, round(size * degree / 2))


def test_nsfnet_has_fourteen_nodes_and_twenty_one_links() -> None:
    assert len(NSFNET) == len(set(NSFNET)) == 21
    assert reached(14, list(NSFNET)) == set(range(14))


def test_paths_are_shortest() -> None:
    weight = {(0, 1): 1.0, (1, 2): 1.0, (0, 2): 3.0, (2, 3): 1.0}
    assert shortest_paths(4, weight, 0)[1:] == [0, 1, 2]


@given(seed=st.integers(0, 2**32))
def test_both_ends_of_a_link_agree_within_four_per_cent(seed: int) -> None:
    snapshot = Network().draw(Random(seed))
    for interface in snapshot.values():
        other = snapshot[interface.peer]
        assert abs(interface.tx - other.rx) <= 0.041 * max(interface.tx, other.rx) + 0.002
        assert (interface.rx, interface.tx) == (interface.true_rx, interface.true_tx)


def routers(snapshot: dict[str, Interface]) -> set[str]:
    return {interface.local for interface in snapshot.values()}


def imbalance(snapshot: dict[str, Interface], router: str) -> float:
    """Received less sent over their sum at a router."""
    mine = [interface for interface in snapshot.values() if interface.local == router]
    received, sent = sum(i.rx for i in mine), sum(i.tx for i in mine)
    return (received - sent) / (received + sent)


def test_rates_resemble_the_published_ones() -> None:
    snapshots = [Network().draw(Random(seed)) for seed in range(200)]
    rates = sorted(interface.tx for snapshot in snapshots for interface in snapshot.values())
    assert median(rates) == pytest.approx(175, rel=0.2)
    assert 4 < rates[len(rates) // 20] < 60
    assert 500 < rates[-len(rates) // 20] < 1600
    assert median(abs(imbalance(s, router)) for s in snapshots for router in routers(s)) < 0.15
    gaps = [abs(1 - s[i.peer].rx / i.tx) for s in snapshots for i in s.values()]
    assert median(gaps) == pytest.approx(0.0117, rel=0.1)
