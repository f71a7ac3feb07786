"""Limits beside the makespans: proven lower bounds and best known orders, kept by content of the workload.

``python -m adrs.problems.txn_scheduling.bound [--data DIR]`` computes them again (some minutes; needs numba)
and keeps the better of old and new.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling import rules
from adrs.problems.txn_scheduling.workloads import published, synthetic

Entry = Mapping[str, Any]
"""``id``, ``lower``, ``best_known`` and the ``order`` that proves the best known makespan."""

REPORTED = {"leaderboard/workload_1": 148, "leaderboard/workload_2": 33, "leaderboard/workload_3": 28}
"""Best known makespans of the published workloads; an entry that takes one of these over has no order."""

FILE = Path(__file__).with_name("bounds.json")


@cache
def table() -> Mapping[str, Entry]:
    """Entries by the workload's digest."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


def bound_of(workload: Workload) -> Bound | None:
    """The limit of a workload; ``None`` when it is none of ours."""
    entry = table().get(workload.digest)
    if entry is None:
        return None
    lower, best = float(entry["lower"]), float(entry["best_known"])
    return Bound(lower, BoundKind.OPTIMAL if lower == best else BoundKind.BOUND, best)


def compute(workload: Workload, old: Entry | None, *, steps: int, restarts: int) -> dict[str, Any]:
    """A table entry, at least as good as the old one."""
    from adrs.problems.txn_scheduling import local_search, lower, simulator
    from adrs.problems.txn_scheduling.compiled import Tables

    bodies = workload.inputs["txns"]
    transactions = rules.parse(tuple(bodies))
    limit = lower.lower_bound(transactions)
    tables = Tables(*simulator.moves_of([simulator.parse_transaction(body)[0] for body in bodies]))
    best = list(range(len(bodies))) if old is None or not old["order"] else list(old["order"])
    span = rules.run(transactions, best).makespan
    for seed in range(restarts):
        if span == limit:
            break
        found, order = local_search.search(tables, steps=steps, seed=seed)
        if found < span:
            span, best = rules.run(transactions, order).makespan, order
    reported = REPORTED.get(workload.id, span)
    if reported < span:
        span, best = reported, []
    return {"id": workload.id, "lower": limit, "best_known": span, "order": best}


def main(arguments: Iterable[str] | None = None) -> None:
    """Write ``bounds.json``."""
    parser = argparse.ArgumentParser(description="Compute lower bounds and best known orders again.")
    parser.add_argument("--data", type=Path, help="folder with txn/workloads.json")
    parser.add_argument("--steps", type=int, default=3_000_000, help="orders tried in each restart")
    parser.add_argument("--restarts", type=int, default=4)
    parser.add_argument("--only", default="", help="ids that contain this text")
    options = parser.parse_args(None if arguments is None else list(arguments))
    entries = dict(table()) if FILE.exists() else {}
    splits = (Split.TRAIN, Split.VALIDATION, Split.TEST)
    workloads = [w for split in splits for w in synthetic(split)]
    workloads += published(options.data) if options.data else ()
    for workload in workloads:
        if options.only not in workload.id:
            continue
        old = entries.get(workload.digest)
        entry = compute(workload, old, steps=options.steps, restarts=options.restarts)
        entries[workload.digest] = entry
        print(f"{workload.id}: {entry['lower']} <= makespan, best known {entry['best_known']}", flush=True)
        _write(entries)


def _write(entries: Mapping[str, Entry]) -> None:
    lines = (f"{json.dumps(digest)}: {json.dumps(entry)}" for digest, entry in entries.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
