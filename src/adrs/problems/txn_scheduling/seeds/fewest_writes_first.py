# mypy: ignore-errors
"""Fewest writes first."""


# EVOLVE-BLOCK-START
def get_best_schedule(workload, num_seqs):
    """Sort by number of writes, fewest first; ties stay in order of arrival."""

    def writes(index):
        return sum(1 for kind, _, _, _ in workload.txns[index] if kind == "w")

    order = sorted(range(workload.num_txns), key=writes)
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
