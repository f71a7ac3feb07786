"""An integer program in the published line, as a reference outside the sandbox (HiGHS, extra ``bounds``).

Cloudcast (Wooders et al., NSDI 2024) picks links for every stripe of the data so that egress fees plus
machines cost least and no link or region is asked for more than its rate. Stripes, here partitions, are
alike, so this is that program written over trees (Dantzig and Wolfe, Operations Research 8(1), 1960): an
integer says how many partitions take a tree. Trees enter when their reduced cost is negative, which an exact
Steiner tree under the dual prices decides, over all regions: no clustering, no limit on hops. The paper asks
the user for a time budget; here the time is chosen, and machines in a region are given. The formulation
follows the paper's abstract and a summary of its planning: it is the paper's line and not a replica.

What is linear and what is not: egress is linear; machines (regions times seconds) are made linear exactly,
with one product of a binary and the time for each relay. A region's limit is shared as needed (*fluid*),
which no plan of the judge can beat: the bound is proven for the judge's cost too. The judge shares equally
among links; ``equal_shares`` asks for time enough for that, also where the judge would cut nothing, so that a
plan may be judged cheaper than the model has it, never dearer. Trees are generated for the relaxation (and
near it), so the plan is best among them, not proven best.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from adrs.core.errors import DataError, UsageError
from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast.bound import keep, least_time
from adrs.problems.cloudcast.judge import judge
from adrs.problems.cloudcast.milp_model import Model, Rates, build
from adrs.problems.cloudcast.plans import Plan
from adrs.problems.cloudcast.published import leaderboard
from adrs.problems.cloudcast.rules import Broadcast, Link, Network
from adrs.problems.cloudcast.simulator import transfer
from adrs.problems.cloudcast.steiner import Tree, steiner_tree
from adrs.problems.cloudcast.workloads import synthetic

_SLOWNESS = (0.0, 1e-3, 1e-2, 0.1)
_TOLERANCE = 1e-7
_NEARBY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What the solver found, in USD.

    Args:
        plan: The plan; its cost is for the judge to say.
        model_cost: What the integer program takes the plan to cost.
        bound: No plan costs less, by the program's relaxation.
        trees: How many trees were generated.
        finished: Whether both steps ended before the time did.
    """

    plan: Plan
    model_cost: float
    bound: float
    trees: int
    finished: bool


def solve(
    network: Network, broadcast: Broadcast, *, time_limit_s: float = 20.0, equal_shares: bool = True
) -> Solution:
    """A plan of least cost in the model, and a bound on the cost of all plans.

    Args:
        network: Regions and links; destinations up to about nine (exact Steiner trees).
        broadcast: What to send.
        time_limit_s: Half of it for generating trees, the rest for the integer program.
        equal_shares: Whether regions share their limits equally among links, as judged, or as needed.

    Raises:
        UsageError: highspy is not installed.
        DataError: A destination cannot be reached, or the time was too short for any plan.
    """
    highs = _solver()
    began = monotonic()
    trees = _first_trees(network, broadcast)
    rates = Rates(
        least_time_s=least_time(network, broadcast), most_time_s=_most_time(network, broadcast, trees[0])
    )
    bound, converged = _generate(highs, network, broadcast, rates, trees, began + time_limit_s / 2)
    model = build(highs, network, broadcast, rates, trees, integer=True, equal_shares=equal_shares)
    model.run(max(began + time_limit_s - monotonic(), 1.0))
    counts = model.counts()
    if counts is None:
        raise DataError(f"HiGHS found no plan from {broadcast.source} in {time_limit_s:g} s")
    used = [i for i, count in enumerate(counts) if count]
    parts = [place for place, i in enumerate(used) for _ in range(counts[i])]
    return Solution(
        plan=Plan(tuple(trees[i] for i in used), tuple(parts)),
        model_cost=model.objective,
        bound=bound,
        trees=len(trees),
        finished=converged and model.optimal,
    )


def _solver() -> Any:
    try:
        import highspy
    except ImportError:
        raise UsageError("the integer program needs HiGHS: pip install 'adrs[bounds]'") from None
    return highspy


def _first_trees(network: Network, broadcast: Broadcast) -> list[Tree]:
    """The cheapest tree by price, then others that also count slow links."""
    found = []
    for slowness in _SLOWNESS:

        def weight(link: Link, slowness: float = slowness) -> float:
            return inf if link.price is None else link.price + slowness / link.rate

        tree = steiner_tree(network, broadcast.source, broadcast.destinations, weight=weight)
        if tree is None:
            raise DataError(f"a destination cannot be reached from {broadcast.source}")
        if tree[1] not in found:
            found.append(tree[1])
    return found


def _most_time(network: Network, broadcast: Broadcast, cheapest: Tree) -> float:
    """Seconds that no plan takes which costs less than the cheapest tree by price does."""
    plan = Plan.in_turn([cheapest], broadcast.partitions)
    result = transfer(network, broadcast, broadcast.destinations, plan.paths(broadcast))
    return result.vm_cost / broadcast.vm_usd(len(broadcast.destinations) + 1, 1.0) + 0.01


def _generate(
    highs: Any, network: Network, broadcast: Broadcast, rates: Rates, trees: list[Tree], until: float
) -> tuple[float, bool]:
    """Add trees that better the relaxation; the best bound on the way, and whether none is left."""
    bound = -inf
    while monotonic() < until:
        model = build(highs, network, broadcast, rates, trees)
        model.run(max(until - monotonic(), 1.0))
        if not model.optimal:
            break
        cost, tree = _priced(network, broadcast, model)
        bound = max(bound, model.bound(cost))
        if cost > model.dual_of_partitions - _TOLERANCE or tree in trees:
            _nearby(network, broadcast, model, trees, until)
            return bound, True
        trees.append(tree)
    return bound, False


def _nearby(network: Network, broadcast: Broadcast, model: Model, trees: list[Tree], until: float) -> None:
    """Add trees that are cheapest where links cost a little more: whole partitions need more of a choice."""
    rng, tries = Random(0), _NEARBY
    while tries and monotonic() < until:
        tries -= 1
        _, tree = _priced(network, broadcast, model, lambda: rng.uniform(1.0, 1.0 + 0.1 * rng.random()))
        if tree not in trees:
            trees.append(tree)


def _priced(
    network: Network, broadcast: Broadcast, model: Model, factor: Callable[[], float] = lambda: 1.0
) -> tuple[float, Tree]:
    """The tree that costs least under the prices and duals of links and regions: an exact Steiner tree."""
    priced = {
        (u, v): Link(model.link_cost(u, v, link.price) * factor(), link.rate)
        for (u, v), link in network.links.items()
        if link.price is not None and link.rate > 0
    }
    found = steiner_tree(Network(network.regions, priced), broadcast.source, broadcast.destinations)
    assert found is not None, "a destination was reached before"
    return found


def main(arguments: Iterable[str] | None = None) -> None:
    """One line a workload; ``--write`` keeps better bounds and plans in the shipped files."""
    parser = argparse.ArgumentParser(description="Solve the integer program and judge its plans.")
    parser.add_argument("--data", type=Path, help="folder with cloudcast/, for the leaderboard")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.LEADERBOARD)
    parser.add_argument("--only", default="", help="ids that contain this text")
    parser.add_argument("--time", type=float, default=20.0, help="seconds for each workload")
    parser.add_argument("--fluid", action="store_true", help="regions share limits as needed, not equally")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(None if arguments is None else list(arguments))
    shipped = options.split is not Split.LEADERBOARD
    for workload in synthetic(options.split) if shipped else leaderboard(options.data):
        if options.only in workload.id:
            _report(workload, options)


def _report(workload: Workload, options: argparse.Namespace) -> None:
    network, broadcast = Network.of(workload.inputs), Broadcast.of(workload.inputs)
    began = monotonic()
    found = solve(network, broadcast, time_limit_s=options.time, equal_shares=not options.fluid)
    seconds = monotonic() - began
    value = judge(workload, found.plan.answer(broadcast)).value
    print(
        f"{workload.id:24} model {found.model_cost:9.4f}  judged {value:9.4f}  bound {found.bound:9.4f}  gap "
        f"{100 * (value / found.bound - 1):6.3f} %  {found.trees} trees  {seconds:.1f} s"
        f"{'' if found.finished else ', time ran out'}",
        flush=True,
    )
    if options.write:
        keep(workload, found.plan, lower=found.bound)


if __name__ == "__main__":
    main()
