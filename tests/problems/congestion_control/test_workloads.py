import numpy as np
import pytest

from adrs.core.workload import Split
from adrs.problems.congestion_control.network import Network
from adrs.problems.congestion_control.workloads import (
    WEBSEARCH,
    _mean_size,
    _websearch,
    settled_us,
    workloads,
)


def networks(split, family=None):
    return [Network.of(w.inputs) for w in workloads(split) if family in (None, w.family)]


def test_the_leaderboard_is_the_public_scenario():
    [network] = networks(Split.LEADERBOARD)
    assert len(network.flows) == 10
    assert all(flow.endless and flow.start_us == 0.0 for flow in network.flows)
    assert [link.rate_gbps for link in network.links] == [25.0]


def test_flow_counts_round_trips_and_topologies_of_test_are_new():
    known = {(len(n.flows), n.flows[0].base_rtt_us) for n in networks(Split.TRAIN, "incast")}
    new = {(len(n.flows), n.flows[0].base_rtt_us) for n in networks(Split.TEST) if n.flows[0].endless}
    assert not known & new
    assert {len(n.links) for n in networks(Split.TRAIN)} == {1}
    assert {len(n.links) for n in networks(Split.TEST, "parking-lot")} == {2, 3}
    assert [n.links[0].rate_gbps for n in networks(Split.TEST, "fast-link")] == [100.0]


def test_no_start_time_occurs_in_two_splits():
    seen: dict[float, Split] = {}
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for network in networks(split):
            for flow in network.flows:
                if flow.start_us > 0:
                    assert seen.setdefault((flow.start_us, flow.packets), split) is split


@pytest.mark.parametrize("split", list(Split))
def test_runs_have_time_to_settle(split):
    for network in networks(split):
        assert network.from_us <= 0.4 * network.horizon_us
        assert all(flow.start_us < network.horizon_us for flow in network.flows)
        if network.from_us:
            assert network.from_us >= settled_us(2, 12.0)


def test_web_search_sizes_follow_the_published_distribution():
    rng = np.random.RandomState(0)
    sizes = np.array([_websearch(rng) for _ in range(20_000)])
    assert sizes.mean() == pytest.approx(_mean_size(), rel=0.05)
    for size, share in WEBSEARCH[1:-1]:
        assert (sizes <= size).mean() == pytest.approx(share, abs=0.015)


def test_mixes_offer_about_their_load():
    [network] = networks(Split.TEST, "mix")[:1]
    offered = sum(f.packets for f in network.flows) * 1000 / (0.9 * network.horizon_us * 3125)
    assert 0.5 < offered < 1.2
