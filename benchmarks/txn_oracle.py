"""Microseconds of the transaction-scheduling oracle: a full order, and an order extended by one.

``python benchmarks/txn_oracle.py [--data DIR]``; with the data folder, on the published workloads as well.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling import simulator
from adrs.problems.txn_scheduling.workloads import published, synthetic

ROUNDS = 5


def best_us(calls: Sequence[Callable[[], object]]) -> float:
    """Least mean CPU time of one of ``calls`` over a few rounds."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for call in calls:
            call()
        rounds.append((time.process_time() - started) / len(calls) * 1e6)
    return min(rounds)


def measure(oracle: simulator.Workload) -> tuple[float, float]:
    """Microseconds of a random full order, and of one more transaction after the last order."""
    rng = Random(0)
    n = oracle.num_txns
    orders = [rng.sample(range(n), n) for _ in range(100)]
    prefixes = [order[: size + 1] for order in orders[:20] for size in range(n)]
    cost = oracle.get_opt_seq_cost
    full = best_us([lambda order=order: cost(order) for order in orders])  # type: ignore[misc]
    extension = best_us([lambda order=order: cost(order) for order in prefixes])  # type: ignore[misc]
    return full, extension


def oracles() -> dict[str, Callable[[str], simulator.Workload]]:
    """The oracles that are there."""
    found: dict[str, Callable[[str], simulator.Workload]] = {"plain": simulator.Workload}
    try:
        from adrs.problems.txn_scheduling import compiled
    except ImportError:
        return found
    compiled.warm()
    return {**found, "compiled": compiled.Workload}


def main() -> None:
    """Print one line for each workload and oracle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    workloads: list[Workload] = list(synthetic(Split.TRAIN)[:3])
    workloads += published(options.data) if options.data else ()
    print(f"{'workload':26}{'oracle':10}{'full order':>12}{'extension':>12}  (microseconds)")
    for workload in workloads:
        text = json.dumps({f"txn{i}": body for i, body in enumerate(workload.inputs["txns"])})
        for name, make in oracles().items():
            full, extension = measure(make(text))
            print(f"{workload.id:26}{name:10}{full:12.1f}{extension:12.1f}")


if __name__ == "__main__":
    main()
