# mypy: ignore-errors
"""Shortest makespan first, k = 10.

Cheng et al., Towards Optimal Transaction Scheduling, PVLDB 17(11), 2024.
"""

import random

random.seed(42)


# EVOLVE-BLOCK-START
def get_best_schedule(workload, num_seqs):
    """Shortest makespan first with sampling.

    Start with a random transaction. Then sample ``num_seqs`` of the rest without replacement, append the one
    whose extended order has the least makespan (the first one drawn wins ties), and put the others back.
    """
    first = random.randint(0, workload.num_txns - 1)
    order = [first]
    rest = [index for index in range(workload.num_txns) if index != first]
    while rest:
        sampled = draw(rest, num_seqs)
        costs = [workload.get_opt_seq_cost([*order, index]) for index in sampled]
        order.append(sampled.pop(costs.index(min(costs))))
        rest.extend(sampled)
    return workload.get_opt_seq_cost(order), order


def draw(rest, size):
    """Take up to ``size`` random items out of ``rest``.

    The published program spends one ``random()`` a step on a choice it never makes, and takes the last item
    without asking the generator; both are kept so that a seed gives its orders.
    """
    random.random()
    sampled = []
    while rest and len(sampled) < size:
        if len(rest) == 1:
            sampled.append(rest.pop())
        else:
            sampled.append(rest.pop(random.randint(0, len(rest) - 1)))
    return sampled


# EVOLVE-BLOCK-END


def get_random_costs():
    """Total makespan, orders and seconds over the public workloads, as the benchmark calls it."""
    import time

    from txn_simulator import Workload
    from workloads import WORKLOAD_1, WORKLOAD_2, WORKLOAD_3

    started = time.time()
    results = [get_best_schedule(Workload(text), 10) for text in (WORKLOAD_1, WORKLOAD_2, WORKLOAD_3)]
    return sum(cost for cost, _ in results), [order for _, order in results], time.time() - started
