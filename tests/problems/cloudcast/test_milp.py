import builtins
from itertools import combinations_with_replacement, product
from random import Random

import pytest

from adrs.core.errors import DataError, UsageError
from adrs.core.workload import Split
from adrs.problems.cloudcast.bound import lower_bound
from adrs.problems.cloudcast.judge import judge
from adrs.problems.cloudcast.milp import main, solve
from adrs.problems.cloudcast.plans import Plan
from adrs.problems.cloudcast.problem import create
from adrs.problems.cloudcast.rules import Broadcast, Link, Network, provider
from adrs.problems.cloudcast.simulator import transfer
from adrs.problems.cloudcast.steiner import steiner_tree

highspy = pytest.importorskip("highspy", reason="the bounds extra is not installed")
NAMES = ("aws:0", "aws:1", "gcp:2", "azure:3")


def small(seed):
    """Four regions, two destinations, machines dear enough that time decides."""
    rng = Random(seed)
    links = {
        (u, v): Link(rng.choice([0.01, 0.02, 0.03]), rng.choice([0.5, 1.0, 4.0]))
        for u in NAMES
        for v in NAMES
        if u != v
    }
    limits = {"aws": rng.choice([1.0, 3.0]), "gcp": 2.0, "azure": 1.5}
    task = Broadcast(
        source=NAMES[0],
        destinations=NAMES[1:3],
        volume_gb=100,
        partitions=3,
        vms=30,
        ingress_gbps=limits,
        egress_gbps=limits,
    )
    return Network(NAMES, links), task


def all_trees(network, task):
    """Every tree from the source to the destinations without needless regions."""
    found = []
    for relay in ((), (NAMES[3],)):
        nodes = (*task.destinations, *relay)
        for parents in product((task.source, *nodes), repeat=len(nodes)):
            tree = dict(zip(nodes, parents, strict=True))
            if all(_reaches(tree, node, task.source) for node in nodes) and all(r in parents for r in relay):
                found.append(tree)
    return found


def _reaches(tree, node, source):
    for _ in range(len(tree)):
        node = tree.get(node, node)
    return node == source


def plans(network, task):
    trees = all_trees(network, task)
    for chosen in combinations_with_replacement(range(len(trees)), task.partitions):
        yield Plan(tuple(trees), chosen)


def cost(network, task, plan):
    return transfer(network, task, task.destinations, plan.paths(task)).cost


def fluid_cost(network, task, plan):
    """What the program charges, from first principles: loads over rates, no equal shares."""
    load, out, into = {}, {}, {}
    for part in plan.parts:
        for head, tail in plan.trees[part].items():
            load[tail, head] = load.get((tail, head), 0) + 1
            out[tail] = out.get(tail, 0) + 1
            into[head] = into.get(head, 0) + 1
    seconds = [n / network.links[pair].rate for pair, n in load.items()]
    seconds += [n / task.egress_gbps[provider(v)] for v, n in out.items()]
    seconds += [n / task.ingress_gbps[provider(v)] for v, n in into.items()]
    egress = sum(n * network.links[pair].price for pair, n in load.items()) * task.partition_gb
    return egress + task.vm_usd(len({*out, *into}), max(seconds) * 8 * task.partition_gb - 0.005)


@pytest.mark.parametrize("seed", range(6))
def test_its_cost_is_that_of_its_plan_by_first_principles(seed):
    network, task = small(seed)
    found = solve(network, task, equal_shares=False)
    assert fluid_cost(network, task, found.plan) == pytest.approx(found.model_cost, rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_of_a_small_broadcast_is_that_of_all_plans(seed):
    network, task = small(seed)
    best = min(fluid_cost(network, task, plan) for plan in plans(network, task))
    found = solve(network, task, equal_shares=False)
    assert found.finished
    assert found.model_cost == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_of_a_small_broadcast_is_judged_cheaper_than_the_bound(seed):
    network, task = small(seed)
    best = min(cost(network, task, plan) for plan in plans(network, task))
    found = solve(network, task)
    assert found.bound <= best + 1e-9
    assert found.bound >= lower_bound(network, task) - task.vm_usd(len(NAMES), 0.01)


@pytest.mark.parametrize("seed", range(6))
def test_with_equal_shares_the_judge_never_charges_more_than_the_model(seed):
    network, task = small(seed)
    found = solve(network, task)
    assert cost(network, task, found.plan) <= found.model_cost + task.vm_usd(len(NAMES), 0.01) + 1e-6


def test_with_one_partition_and_time_for_free_it_is_the_steiner_tree():
    network, task = small(1)
    links = {pair: Link(link.price, 4.0) for pair, link in network.links.items()}
    network, volume = Network(NAMES, links), 100
    task = Broadcast(
        source=NAMES[0],
        destinations=NAMES[1:3],
        volume_gb=volume,
        partitions=1,
        vms=1,
        ingress_gbps={"aws": 99.0, "gcp": 99.0, "azure": 99.0},
        egress_gbps={"aws": 99.0, "gcp": 99.0, "azure": 99.0},
    )
    price, _ = steiner_tree(network, task.source, task.destinations)
    found = transfer(network, task, task.destinations, solve(network, task).plan.paths(task))
    assert found.egress_cost == pytest.approx(volume * price)


@pytest.mark.parametrize("equal_shares", [True, False])
def test_its_plan_of_a_shipped_broadcast_is_valid_and_between_bound_and_the_cheapest_tree(equal_shares):
    workload = next(w for w in create().workloads(Split.TEST) if w.id == "test/few-0")
    network, task = Network.of(workload.inputs), Broadcast.of(workload.inputs)
    found = solve(network, task, time_limit_s=10, equal_shares=equal_shares)
    value = judge(workload, found.plan.answer(task)).value
    assert lower_bound(network, task) - 1e-3 <= found.bound <= value


def test_a_destination_that_cannot_be_reached_is_named_as_such():
    network, task = small(0)
    links = {(u, v): link for (u, v), link in network.links.items() if v != NAMES[2]}
    with pytest.raises(DataError, match="cannot be reached"):
        solve(Network(NAMES, links), task)


def test_without_the_solver_one_sentence_names_the_extra(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "highspy":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(UsageError, match=r"adrs\[bounds\]"):
        solve(*small(0))


def test_the_command_reports_the_judged_cost_and_the_gap(capsys):
    main(["--split", "test", "--only", "few-0", "--time", "5"])
    assert "judged" in capsys.readouterr().out
