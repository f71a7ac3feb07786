"""Plan one broadcast three ways and see where the money goes.

    python examples/cloudcast.py

The network is synthetic. ``adrs score cloudcast human_sota --split leaderboard --data DIR`` plans the five
public broadcasts over the measured one.
"""

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.cloudcast.problem import create
from adrs.testing.inprocess import answer_of

CHAIN = '''
from broadcast import BroadCastTopology

def search_algorithm(src, dsts, G, num_partitions):
    """From one destination to the next, always the cheapest link."""
    order, left = [src], list(dsts)
    while left:
        order.append(min(left, key=lambda v: G[order[-1]][v]["cost"]))
        left.remove(order[-1])
    plan = BroadCastTopology(src, dsts, num_partitions)
    for dst in dsts:
        stops = order[: order.index(dst) + 1]
        links = [[u, v, G[u][v]] for u, v in zip(stops, stops[1:])]
        for partition in range(num_partitions):
            plan.set_dst_partition_paths(dst, partition, links)
    return plan
'''


def main() -> None:
    """Print cost and feedback of three programs on a train broadcast, and the bound."""
    problem = create()
    workload = problem.workloads(Split.TRAIN)[1]
    print(f"{workload.id}: {workload.inputs['source']} to {', '.join(workload.inputs['destinations'])}")
    tried = {
        "direct links": problem.seeds["naive"],
        "a chain": Program.from_text(CHAIN),
        "Steiner tree": problem.baselines["human_sota"],
    }
    for name, program in tried.items():
        score = problem.judge(workload, answer_of(problem, program, workload))
        print(f"\n{name}\n{score.feedback}")
    bound = problem.bound(workload)
    assert bound is not None
    print(f"\nno plan costs less than {bound.value:.4f} USD; best known {bound.best_known}")


if __name__ == "__main__":
    main()
