"""Order the cells of one table four ways and see how much of it comes from the prefix cache.

    python examples/llm_sql.py

The table is generated. ``adrs score llm_sql human_sota --split leaderboard --data DIR`` does the same for the
public tables, and takes published programs (``solve(df, ...)``) where pandas is installed.
"""

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.llm_sql.problem import create
from adrs.testing.inprocess import answer_of

GREEDY = '''
def reorder(table, hints):
    """Column after column, the one with which most characters are hit."""
    order, left = [], list(range(table.num_columns))
    while left:
        order.append(max(left, key=lambda j: table.hits(order + [j])))
        left.remove(order[-1])
    return None, order
'''


def main() -> None:
    """Print hit rate and feedback of four programs on a train table, and the bound."""
    problem = create()
    workload = problem.workloads(Split.TRAIN)[0]
    print(f"{workload.id}: {', '.join(workload.inputs['names'])}")
    tried = {
        "as it comes": problem.seeds["naive"],
        "column statistic": problem.seeds["statistic"],
        "greedy by hits": Program.from_text(GREEDY),
        "GGR": problem.baselines["human_sota"],
    }
    for name, program in tried.items():
        score = problem.judge(workload, answer_of(problem, program, workload))
        print(f"\n{name}: {score.value:.2f} % hit\n{score.feedback}")
    bound = problem.bound(workload)
    assert bound is not None
    print(f"\nno order hits more than {bound.value:.2f} %; best known {bound.best_known:.2f} %")


if __name__ == "__main__":
    main()
