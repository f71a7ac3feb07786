from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from adrs.core.problem import BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast.bound import bound_of, lower_bound, table
from adrs.problems.cloudcast.local_search import search
from adrs.problems.cloudcast.problem import BOUND_TOTAL, create
from adrs.problems.cloudcast.rules import Broadcast, Link, Network
from adrs.problems.cloudcast.steiner import steiner_tree
from adrs.testing.inprocess import answer_of

PROBLEM = create()
SHIPPED = [w for split in (Split.TRAIN, Split.VALIDATION, Split.TEST) for w in PROBLEM.workloads(split)]


def random_network(rng, n):
    names = [f"aws:{i}" for i in range(n)]
    links = {
        (u, v): Link(rng.choice([1.0, 2.0, 5.0, 9.0]), 1.0)
        for u in names
        for v in names
        if u != v and rng.random() < 0.6
    }
    return Network(tuple(names), links)


def cheapest_by_enumeration(network, source, terminals):
    """The least price over all sets of links of a tiny network that reach every terminal."""
    pairs = list(network.links)
    best = None
    for size in range(len(terminals), len(network.regions)):
        for chosen in combinations(pairs, size):
            reached, grown = {source}, True
            while grown:
                fresh = {v for u, v in chosen if u in reached} - reached
                reached, grown = reached | fresh, bool(fresh)
            if reached >= set(terminals):
                price = sum(network.links[pair].price for pair in chosen)
                best = price if best is None else min(best, price)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_steiner_tree_is_the_cheapest_of_all_sets_of_links(seed):
    network = random_network(Random(seed), 5)
    source, *terminals = network.regions[:4]
    found = steiner_tree(network, source, terminals)
    expected = cheapest_by_enumeration(network, source, terminals)
    assert (found[0] if found else None) == (pytest.approx(expected) if expected else None)


@pytest.mark.parametrize("seed", range(12))
def test_the_tree_reaches_every_terminal_at_its_price(seed):
    network = random_network(Random(seed), 8)
    source, *terminals = network.regions[:5]
    found = steiner_tree(network, source, terminals)
    if found is None:
        return
    price, tree = found
    for node in terminals:
        for _ in range(8):
            node = tree.get(node, source)
        assert node == source
    assert sum(network.links[u, v].price for v, u in tree.items()) == pytest.approx(price)


def test_every_shipped_workload_has_bound_and_best_known():
    for workload in SHIPPED:
        limit = bound_of(workload)
        assert limit.kind.proven
        assert limit.best_known >= limit.value
        assert workload.digest in table()


def test_the_file_holds_the_shipped_the_measured_and_the_public_workloads_only():
    ids = {w.digest for w in SHIPPED}
    others = [entry["id"] for digest, entry in table().items() if digest not in ids]
    assert all(name.startswith("leaderboard/") or "/measured-" in name for name in others)
    assert len(table()) == sum(create(Path("data")).sizes().values())


def test_best_known_is_no_dearer_than_the_human_plan():
    human = PROBLEM.baselines["human_sota"]
    for workload in PROBLEM.workloads(Split.TRAIN):
        score = PROBLEM.judge(workload, answer_of(PROBLEM, human, workload))
        assert bound_of(workload).best_known <= score.value + 1e-6


def test_the_public_bounds_add_up(data):
    workloads = create(data).workloads(Split.LEADERBOARD)
    limits = [bound_of(w) for w in workloads]
    assert sum(limit.value for limit in limits) == pytest.approx(BOUND_TOTAL, rel=1e-7)
    assert sum(limit.best_known for limit in limits) < 622.02


def test_the_simple_bounds_of_the_public_broadcasts_are_no_better_than_the_shipped_ones(data):
    for workload in create(data).workloads(Split.LEADERBOARD):
        network, task = Network.of(workload.inputs), Broadcast.of(workload.inputs)
        assert lower_bound(network, task) <= bound_of(workload).value + 1e-9


def test_a_search_finds_the_best_known_of_an_easy_broadcast():
    workload = next(w for w in SHIPPED if bound_of(w).kind is BoundKind.OPTIMAL)
    network, task = Network.of(workload.inputs), Broadcast.of(workload.inputs)
    value, plan = search(network, task, seed=3, steps=30)
    assert value == pytest.approx(bound_of(workload).value, rel=1e-2)
    assert PROBLEM.judge(workload, plan.answer(task)).value == pytest.approx(value, abs=1e-6)


def test_unknown_workloads_are_bounded_when_asked_for():
    inputs = {**SHIPPED[0].inputs, "volume_gb": 123}
    limit = bound_of(Workload("x", Split.TEST, inputs))
    assert limit.kind is BoundKind.BOUND
    assert limit.best_known is None
    many = {**inputs, "destinations": [r for r in inputs["regions"] if r != inputs["source"]][:12]}
    assert bound_of(Workload("y", Split.TEST, many)) is None
