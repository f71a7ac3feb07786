"""Rules in small cases that can be worked out by hand, and what must hold for any plan."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import InvalidAnswer
from adrs.problems.cloudcast.judge import check
from adrs.problems.cloudcast.rules import Broadcast, Link, Network, limits
from adrs.problems.cloudcast.simulator import RuleSet, transfer

REGIONS = ("aws:s", "aws:a", "gcp:b", "azure:c", "gcp:d")
PRICES = {"aws": 0.09, "gcp": 0.12, "azure": 0.05}
NETWORK = Network(
    REGIONS,
    {(u, v): Link(PRICES[u.split(":")[0]], 8.0) for u in REGIONS for v in REGIONS if u != v},
)


def broadcast(*destinations, volume_gb=100, partitions=2, **limit):
    ingress = limits({"aws": 1e9, "gcp": 1e9, "azure": 1e9}, limit.get("ingress", {}), 1)
    egress = limits({"aws": 1e9, "gcp": 1e9, "azure": 1e9}, limit.get("egress", {}), 1)
    return Broadcast(
        source="aws:s",
        destinations=destinations,
        volume_gb=volume_gb,
        partitions=partitions,
        vms=1,
        ingress_gbps=ingress,
        egress_gbps=egress,
    )


def route(*stops):
    return [(u, v, None) for u, v in pairwise(stops)]


def plan(*routes, partitions=2):
    return {r[-1][1]: {str(p): r for p in range(partitions)} for r in routes}


def test_one_link_pays_for_every_byte_once():
    result = transfer(NETWORK, broadcast("gcp:b"), ["gcp:b"], plan(route("aws:s", "gcp:b")))
    assert result.egress_cost == pytest.approx(100 * 0.09)
    assert result.time_s == 100 * 8 / 8
    assert result.vm_cost == pytest.approx(2 * 0.54 / 3600 * 100)


def test_a_shared_link_is_paid_once():
    paths = plan(route("aws:s", "gcp:b"), route("aws:s", "gcp:b", "azure:c"))
    result = transfer(NETWORK, broadcast("gcp:b", "azure:c"), ["gcp:b", "azure:c"], paths)
    assert result.egress_cost == pytest.approx(100 * (0.09 + 0.12))


def test_different_partitions_on_a_link_add_up():
    paths = {
        "gcp:b": {"0": route("aws:s", "gcp:b"), "1": route("aws:s", "aws:a", "gcp:b")},
        "azure:c": {"0": route("aws:s", "aws:a", "azure:c"), "1": route("aws:s", "azure:c")},
    }
    result = transfer(NETWORK, broadcast("gcp:b", "azure:c"), ["gcp:b", "azure:c"], paths)
    carried = {edge[:2]: edge[2] for edge in result.edges}
    assert carried["aws:s", "aws:a"] == 2
    assert carried["aws:s", "gcp:b"] == 1


def test_a_hop_more_costs_no_time_but_a_machine():
    short = transfer(NETWORK, broadcast("gcp:b"), ["gcp:b"], plan(route("aws:s", "gcp:b")))
    long = transfer(NETWORK, broadcast("gcp:b"), ["gcp:b"], plan(route("aws:s", "aws:a", "gcp:b")))
    assert long.time_s == short.time_s
    assert long.vm_cost == pytest.approx(short.vm_cost * 3 / 2)


def test_a_limit_is_shared_equally_and_what_is_unused_is_lost():
    links = {**NETWORK.links, ("aws:s", "gcp:b"): Link(0.09, 1.0)}
    task = broadcast("gcp:b", "azure:c", egress={"aws": 6})
    paths = plan(route("aws:s", "gcp:b"), route("aws:s", "azure:c"))
    result = transfer(Network(REGIONS, links), task, ["gcp:b", "azure:c"], paths)
    assert {edge[1]: edge[3] for edge in result.edges} == {"gcp:b": 1.0, "azure:c": 3.0}


def test_a_sum_equal_to_the_limit_is_not_cut():
    task = broadcast("gcp:b", "azure:c", egress={"aws": 16})
    paths = plan(route("aws:s", "gcp:b"), route("aws:s", "azure:c"))
    result = transfer(NETWORK, task, ["gcp:b", "azure:c"], paths)
    assert [edge[3] for edge in result.edges] == [8.0, 8.0]


def test_the_order_of_destinations_can_change_flows():
    links = {**NETWORK.links, ("aws:a", "gcp:b"): Link(0.09, 9.0), ("aws:s", "gcp:b"): Link(0.09, 3.0)}
    network = Network(REGIONS, links)
    task = broadcast("gcp:b", "aws:a", ingress={"gcp": 10}, egress={"aws": 7})
    lists = {"0": route("aws:s", "gcp:b"), "1": route("aws:s", "aws:a", "gcp:b")}
    paths = {"gcp:b": lists, "aws:a": plan(route("aws:s", "aws:a"))["aws:a"]}
    first, second = (
        transfer(network, task, order, paths) for order in (["gcp:b", "aws:a"], ["aws:a", "gcp:b"])
    )
    flows = [{edge[:2]: edge[3] for edge in result.edges} for result in (first, second)]
    assert flows[0]["aws:a", "gcp:b"] == 5.0
    assert flows[1]["aws:a", "gcp:b"] == 7.0


def test_limits_that_are_given_grow_with_the_machines_and_defaults_do_not():
    assert limits({"aws": 5, "gcp": 7}, {"gcp": 7}, 3) == {"aws": 5, "gcp": 21}


def test_reading_on_undercharges_by_the_published_rules_only():
    task = broadcast("gcp:b", "azure:c")
    paths = plan(route("aws:s", "gcp:b"), route("aws:s", "azure:c"))
    paths["gcp:b"] = {
        "0": [*route("aws:s", "gcp:b"), *route("aws:s", "azure:c")],
        "1": route("aws:s", "gcp:b"),
    }
    order = ["gcp:b", "azure:c"]
    strict = transfer(NETWORK, task, order, paths)
    slipped = transfer(NETWORK, task, order, paths, rule_set=RuleSet.PUBLISHED)
    assert slipped.egress_cost < strict.egress_cost
    with pytest.raises(InvalidAnswer, match="ends at azure:c"):
        check(NETWORK, task, order, paths)


@pytest.mark.parametrize(
    ("links", "complaint"),
    [
        ({("aws:s", "gcp:b"): Link(None, 8.0)}, "has no price"),
        ({("aws:s", "gcp:b"): Link(0.1, 0.0)}, "has no rate"),
        ({}, "no link from aws:s to gcp:b"),
    ],
)
def test_links_that_cannot_carry_are_named(links, complaint):
    with pytest.raises(InvalidAnswer, match=complaint):
        transfer(Network(REGIONS, links), broadcast("gcp:b"), ["gcp:b"], plan(route("aws:s", "gcp:b")))


@st.composite
def plans(draw):
    """A valid plan over random simple routes, by destination and partition."""
    goals = draw(st.lists(st.sampled_from(REGIONS[1:]), min_size=1, max_size=4, unique=True))
    paths = {}
    for goal in goals:
        others = [r for r in REGIONS[1:] if r != goal]
        paths[goal] = {
            str(p): route("aws:s", *draw(st.lists(st.sampled_from(others), max_size=3, unique=True)), goal)
            for p in range(2)
        }
    return goals, paths


@given(plans(), st.floats(1, 1000), st.floats(1.1, 5))
def test_more_data_and_dearer_links_cost_more(made, volume, factor):
    goals, paths = made
    task = broadcast(*goals, volume_gb=volume)
    check(NETWORK, task, goals, paths)
    base = transfer(NETWORK, task, goals, paths)
    more = transfer(NETWORK, broadcast(*goals, volume_gb=volume * factor), goals, paths)
    assert more.egress_cost == pytest.approx(base.egress_cost * factor)
    assert more.time_s == pytest.approx(base.time_s * factor)
    dearer = {pair: Link(link.price * factor, link.rate) for pair, link in NETWORK.links.items()}
    assert transfer(Network(REGIONS, dearer), task, goals, paths).egress_cost == pytest.approx(
        base.egress_cost * factor
    )


@given(plans())
def test_valid_plans_cost_the_same_by_both_rule_sets(made):
    goals, paths = made
    task = broadcast(
        *goals, egress={"aws": 5, "gcp": 7, "azure": 9}, ingress={"aws": 6, "gcp": 3, "azure": 9}
    )
    strict = transfer(NETWORK, task, goals, paths)
    assert strict == transfer(NETWORK, task, goals, paths, rule_set=RuleSet.PUBLISHED)


@given(plans(), st.floats(0.5, 20), st.floats(0.5, 20))
def test_no_region_passes_its_limits(made, ingress, egress):
    goals, paths = made
    task = broadcast(*goals, ingress=dict.fromkeys(PRICES, ingress), egress=dict.fromkeys(PRICES, egress))
    result = transfer(NETWORK, task, goals, paths)
    for node in result.overlay.out:
        assert sum(link.flow for link in result.overlay.out[node].values()) <= egress * (1 + 1e-9)
        assert sum(link.flow for link in result.overlay.into[node].values()) <= ingress * (1 + 1e-9)
