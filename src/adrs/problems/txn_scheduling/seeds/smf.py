# mypy: ignore-errors
"""Greedy: sample a few transactions, append the one that keeps the makespan least."""

import random


# EVOLVE-BLOCK-START
def get_best_schedule(workload, num_seqs):
    """Append, of a few randomly sampled transactions, the one that ends the batch earliest."""
    rng = random.Random(0)
    rest = list(range(workload.num_txns))
    order = [rest.pop(rng.randrange(len(rest)))]
    while rest:
        sampled = rng.sample(rest, min(num_seqs, len(rest)))
        best_cost, best_index = None, None
        for index in sampled:
            cost = workload.get_opt_seq_cost([*order, index])
            if best_cost is None or cost < best_cost:
                best_cost, best_index = cost, index
        order.append(best_index)
        rest.remove(best_index)
    return workload.get_opt_seq_cost(order), order


# EVOLVE-BLOCK-END


def get_random_costs():
    """Total makespan, orders and seconds over the public workloads, as the benchmark calls it."""
    import time

    from txn_simulator import Workload
    from workloads import WORKLOAD_1, WORKLOAD_2, WORKLOAD_3

    started = time.time()
    results = [get_best_schedule(Workload(text), 10) for text in (WORKLOAD_1, WORKLOAD_2, WORKLOAD_3)]
    return sum(cost for cost, _ in results), [order for _, order in results], time.time() - started
