"""Table and figure of every seed and baseline of transaction scheduling on every split.

``python benchmarks/txn_results.py [--data DIR] [--figure FILE]``; the figure needs matplotlib.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling.problem import create
from adrs.testing.inprocess import answer_of

Values = Mapping[str, Sequence[float]]


def programs(problem: Problem) -> dict[str, Program]:
    """Seeds and baselines by name (``file_order`` is ``naive``)."""
    others = {name: program for name, program in problem.baselines.items() if name != "file_order"}
    return {**problem.seeds, **others}


def measured(problem: Problem, workloads: Sequence[Workload]) -> Values:
    """Makespan of every program on every workload."""
    return {
        name: [problem.judge(w, answer_of(problem, program, w)).value for w in workloads]
        for name, program in programs(problem).items()
    }


def limits(problem: Problem, workloads: Sequence[Workload]) -> Values:
    """Best known makespans and proven lower bounds."""
    bounds = [bound for w in workloads if (bound := problem.bound(w)) is not None]
    return {"best known": [b.best_known or b.value for b in bounds], "lower bound": [b.value for b in bounds]}


def available(problem: Problem) -> dict[str, Sequence[Workload]]:
    """The splits whose data are there."""
    found = {}
    for split in Split:
        try:
            found[split.value] = problem.workloads(split)
        except DataError:
            continue
    return found


def table(columns: Mapping[str, Values]) -> str:
    """Totals as Markdown."""
    names = next(iter(columns.values()))
    lines = [f"| program | {' | '.join(columns)} |", "|---|" + "---:|" * len(columns)]
    for name in names:
        totals = " | ".join(f"{sum(values[name]):.0f}" for values in columns.values())
        lines.append(f"| `{name}` | {totals} |")
    return "\n".join(lines)


def figure(workloads: Sequence[Workload], values: Values, path: Path) -> None:
    """Makespans of the train batches, one group of marks for each."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "txn"
    from matplotlib import pyplot

    shown, axes = pyplot.subplots(figsize=(9.0, 3.8), layout="constrained")
    marks = "osDvP"
    places = range(len(workloads))
    series = [(name, row) for name, row in values.items() if name not in ("best known", "lower bound", "smf")]
    for mark, (name, row) in zip(marks, series, strict=True):
        axes.plot(places, row, mark, label=name, alpha=0.8)
    axes.plot(places, values["best known"], "_", color="black", ms=26, mew=2, label="best known")
    axes.plot(places, values["lower bound"], "_", color="tab:red", ms=26, mew=2, label="proven lower bound")
    axes.set_xticks(list(places), [workload.id.partition("/")[2] for workload in workloads])
    axes.set(ylabel="makespan (slots)", ylim=(0, None), title="Train batches")
    shown.legend(loc="outside right center", fontsize=8, handlelength=3.5)
    shown.savefig(path, metadata={"Date": None})


def main() -> None:
    """Print the table; draw the figure if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--figure", type=Path)
    options = parser.parse_args()
    problem = create(options.data)
    splits = available(problem)
    columns = {
        name: {**measured(problem, workloads), **limits(problem, workloads)}
        for name, workloads in splits.items()
    }
    print(table(columns))
    if options.figure:
        figure(splits["train"], columns["train"], options.figure)


if __name__ == "__main__":
    main()
