"""A proven lower bound on the cost of a broadcast, and the best plan known.

Every partition pays for a tree from the source to all destinations at least, the machines run in every
destination and the source at least, and no transfer ends before the source has sent, and every destination
received, all data once. ``milp.py`` proves more, with a solver. ``bounds.json`` keeps the best bound and the
best known cost of the shipped workloads by digest of their inputs, ``plans.json`` the plans;
``python -m adrs.problems.cloudcast.bound [--data DIR]`` and ``….milp --write`` look for better ones.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast import local_search, plans
from adrs.problems.cloudcast.judge import judge
from adrs.problems.cloudcast.measured import held_out
from adrs.problems.cloudcast.plans import Plan
from adrs.problems.cloudcast.published import leaderboard
from adrs.problems.cloudcast.rules import Broadcast, Network, provider
from adrs.problems.cloudcast.steiner import steiner_tree
from adrs.problems.cloudcast.workloads import synthetic

FILE = Path(__file__).with_name("bounds.json")
SAME = 2e-7
"""Relative difference below which a cost reaches the bound: the program of ``milp.py`` allows for the five
thousandths of a second by which machines may be charged for less than the time."""
MOST_DESTINATIONS = 9
"""Unknown workloads with more destinations have no bound: the exact tree would take too long."""


def bound_of(workload: Workload) -> Bound | None:
    """The limit of a workload; ``None`` where a destination cannot be reached or there are too many."""
    entry = table().get(workload.digest)
    if entry is not None:
        lower, best = float(entry["lower"]), float(entry["best_known"])
        reached = best <= lower * (1 + SAME)
        return Bound(lower, BoundKind.OPTIMAL if reached else BoundKind.BOUND, best)
    value = _lower_of(workload)
    return None if value is None else Bound(value, BoundKind.BOUND)


@cache
def _lower_of(workload: Workload) -> float | None:
    network, broadcast = Network.of(workload.inputs), Broadcast.of(workload.inputs)
    if len(broadcast.destinations) > MOST_DESTINATIONS:
        return None
    return lower_bound(network, broadcast)


def lower_bound(network: Network, broadcast: Broadcast, *, rounded: bool = True) -> float | None:
    """USD that no valid plan can pass; ``None`` where there is no valid plan.

    Machines are charged for the time rounded to hundredths of a second. Rounding keeps the order of times, so
    rounding the least time gives a bound as well; the reference's bound leaves that out (``rounded=False``).
    """
    found = steiner_tree(network, broadcast.source, broadcast.destinations)
    if found is None:
        return None
    seconds = least_time(network, broadcast)
    if rounded:
        seconds = round(seconds * (1 - 1e-12), 2)  # a little less, lest the order of additions decides
    regions = len(broadcast.destinations) + 1
    return broadcast.volume_gb * found[0] + broadcast.vm_usd(regions, seconds)


def least_time(network: Network, broadcast: Broadcast) -> float:
    """Seconds in which all data can leave the source, and enter each destination, once."""
    rates = [broadcast.egress_gbps[provider(broadcast.source)]]
    incoming = dict.fromkeys(broadcast.destinations, 0.0)
    for (_, head), link in network.links.items():
        if head in incoming:
            incoming[head] += link.rate
    rates += [min(broadcast.ingress_gbps[provider(d)], total) for d, total in incoming.items()]
    return broadcast.volume_gb * 8 / min(rates)


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Entries by the workload's digest: ``id``, ``lower``, ``best_known``."""
    return _read(FILE)


def main(arguments: Iterable[str] | None = None) -> None:
    """Write ``bounds.json`` and ``plans.json``; a plan is only ever replaced by a cheaper one."""
    parser = argparse.ArgumentParser(description="Compute lower bounds and best known plans again.")
    parser.add_argument("--data", type=Path, help="folder with cloudcast/")
    parser.add_argument("--steps", type=int, default=2500, help="changes tried in each start")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="ids that contain this text")
    options = parser.parse_args(None if arguments is None else list(arguments))
    splits = (Split.TRAIN, Split.VALIDATION, Split.TEST)
    workloads = [w for split in splits for w in (*synthetic(split), *held_out(split, options.data))]
    workloads += leaderboard(options.data) if options.data else ()
    for workload in workloads:
        if options.only in workload.id:
            network, broadcast = Network.of(workload.inputs), Broadcast.of(workload.inputs)
            kept = plans.best_plan(workload)
            more = [] if kept is None else [[kept.trees[i] for i in kept.parts]]
            _, plan = local_search.search(
                network, broadcast, seed=options.seed, steps=options.steps, more=more
            )
            keep(workload, plan)


def keep(workload: Workload, plan: Plan, *, lower: float = 0.0) -> None:
    """Keep the cheaper of ``plan`` and the plan kept so far, by the judge's word, and the best bound.

    ``lower`` is a bound that has been proven otherwise (``milp.py``).
    """
    entries, kept = _read(FILE), _read(plans.FILE)
    network, broadcast = Network.of(workload.inputs), Broadcast.of(workload.inputs)
    simple = lower_bound(network, broadcast)
    assert simple is not None, f"{workload.id} has no plan"
    lower = max(lower, simple, entries.get(workload.digest, {}).get("lower", 0.0))
    best = judge(workload, plan.answer(broadcast)).value
    old = kept.get(workload.digest)
    before = inf if old is None else entries[workload.digest]["best_known"]
    if best < before - 1e-7:
        kept[workload.digest] = plan.plain(workload.inputs["regions"])
    best = max(round(min(best, before), 6), lower)
    print(f"{workload.id}: {lower:.4f} <= cost, best known {best:.6f}", flush=True)
    entries[workload.digest] = {"id": workload.id, "lower": lower, "best_known": best}
    _write(entries)
    plans.write(kept)


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return content


def _write(entries: Mapping[str, Mapping[str, Any]]) -> None:
    lines = (f"{json.dumps(digest)}: {json.dumps(entry)}" for digest, entry in entries.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
