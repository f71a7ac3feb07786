# mypy: ignore-errors
"""File order: run the transactions as they arrived."""


# EVOLVE-BLOCK-START
def get_best_schedule(workload, num_seqs):
    """Keep the order in which the transactions arrived."""
    order = list(range(workload.num_txns))
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
