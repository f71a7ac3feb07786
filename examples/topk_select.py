"""Why a partition is not enough: run with ``python examples/topk_select.py``.

Four ways to keep the 50 likeliest of some 130,000 tokens, and the element reads they make on rows of five
kinds. The last line is a program that is fast because it is wrong.
"""

from __future__ import annotations

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems import load
from adrs.testing.inprocess import answer_of

HASTY = """
import numpy as np
def truncate(row, k, p):
    values = row.read()
    return np.flatnonzero(values > values.mean() + 3.36 * values.std())
"""


def main() -> None:
    """Reads of an element by program and family, for top-k cuts only."""
    problem = load("topk_select")
    chosen = [top_k_only(w) for w in problem.workloads(Split.TRAIN)[:5]]
    print(f"{'reads an element':16}", *(f"{w.family:>14}" for w in chosen))
    for name in ("partition", "rtopk", "human_sota", "sampled"):
        scores = [problem.judge(w, answer_of(problem, problem.baselines[name], w)) for w in chosen]
        print(f"{name:16}", *(f"{score.metrics['reads_per_element']:14.2f}" for score in scores))
    try:
        problem.judge(chosen[0], answer_of(problem, Program.from_text(HASTY), chosen[0]))
    except InvalidAnswer as refused:
        print("mean + 3.36 deviations:", refused)


def top_k_only(workload: Workload) -> Workload:
    """The first four rows of a workload, each cut to its 50 greatest."""
    rows = [{**row, "k": 50, "p": 1.0} for row in workload.inputs["rows"][:4]]
    return Workload(workload.id, workload.split, {"rows": rows}, workload.family)


if __name__ == "__main__":
    main()
