import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.workload import Split
from adrs.problems.congestion_control.fluid import fair_rates, shares
from adrs.problems.congestion_control.network import Flow, Link, Network
from adrs.problems.congestion_control.rules import BOUND, jain, percentile, published
from adrs.problems.congestion_control.workloads import workloads


def net(flows, links=1, horizon=1000.0):
    return Network(1000, 25.0, 2.0, horizon, 0.0, (Link(25.0, 1e4, 1e6),) * links, tuple(flows))


def test_the_published_metric():
    assert published(20.0, 0.0) == 1.0
    assert published(25.0, 0.0) == BOUND == pytest.approx(148.4131591)
    assert published(25.0, 1000.0) == pytest.approx(BOUND - 10)


def test_fair_rates_on_a_parking_lot_are_the_textbook_s():
    """One flow over both links, one over the first, three over the second."""
    rates = fair_rates({0: (0, 1), 1: (0,), 2: (1,), 3: (1,), 4: (1,)}, [12.0, 12.0], 100.0)
    assert rates == pytest.approx({0: 3.0, 1: 9.0, 2: 3.0, 3: 3.0, 4: 3.0})


def test_interfaces_limit_fair_rates():
    assert fair_rates({0: (0,), 1: (0,)}, [100.0], 30.0) == {0: 30.0, 1: 30.0}


@given(
    paths=st.dictionaries(
        st.integers(0, 9),
        st.sampled_from([(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)]),
        min_size=1,
        max_size=8,
    ),
    capacities=st.lists(st.floats(1, 100), min_size=3, max_size=3),
    limit=st.floats(1, 100),
)
def test_fair_rates_fill_a_link_of_every_flow_and_overfill_none(paths, capacities, limit):
    rates = fair_rates(paths, capacities, limit)
    used = [sum(rates[f] for f in paths if link in paths[f]) for link in range(3)]
    assert all(u <= c * (1 + 1e-6) for u, c in zip(used, capacities, strict=True))
    for flow, path in paths.items():
        # Max-min: a flow is at its limit, or on a full link where nobody has more.
        bottlenecks = [
            link
            for link in path
            if used[link] >= capacities[link] * (1 - 1e-6)
            and all(rates[other] <= rates[flow] * (1 + 1e-6) for other in paths if link in paths[other])
        ]
        assert bottlenecks or rates[flow] >= limit * (1 - 1e-6)


def test_two_flows_share_and_the_longer_one_speeds_up():
    """100 and 300 packets: the first ends when 200 are sent, the second after all 400."""
    first, second = shares(net([Flow(0.0, 100, (0,), 20.0), Flow(0.0, 300, (0,), 20.0)]))
    assert first.duration_us == pytest.approx(200 * 0.32)
    assert second.duration_us == pytest.approx(400 * 0.32)
    assert second.bytes == pytest.approx(300_000)


def test_an_endless_flow_never_ends():
    [share] = shares(net([Flow(100.0, 0, (0,), 20.0)]))
    assert share.duration_us == math.inf
    assert share.bytes == pytest.approx(900 * 3125)


def test_jain():
    assert jain([]) == 1.0
    assert jain([3.0]) == 1.0
    assert jain([1.0, 1.0, 1.0, 0.0]) == pytest.approx(0.75)
    assert jain([0.0, 0.0]) == 0.0


def test_percentile():
    assert percentile([], 0.95) == 1.0
    assert percentile([5.0, 1.0, 3.0], 0.95) == 5.0
    assert percentile(list(range(100)), 0.95) == 95


def test_networks_survive_being_written_down():
    for split in Split:
        for workload in workloads(split):
            assert Network.of(workload.inputs).inputs() == dict(workload.inputs)
