"""Measures the shipped programs of ``cant_be_late`` and writes the table and the figure of its README.

    python scripts/cant_be_late_report.py --data DIR            # prints the table
    python scripts/cant_be_late_report.py --data DIR --write    # also puts both into the problem's folder

Programs run in this process; all of them are ours. Train, validation and test are shown as they are without
data; only the leaderboard needs the folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import fmean

from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late.problem import create, published_score
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "cant_be_late"
START, END = "<!-- results -->", "<!-- /results -->"
PROBLEM = create()
HEAD = (
    "| split | program | mean cost, USD | saved | clairvoyant's saving reached | launches | board score |\n"
    "|---|---|---:|---:|---:|---:|---:|"
)
SHOWN = ("on_demand", "greedy", "time_sliced", "human_sota", "progress_line")


def lines(problem: Problem, split: Split) -> list[str]:
    """One line a program, and the bound."""
    workloads = problem.workloads(split)
    bounds = [_bound(problem, w) for w in workloads]
    on_demand = fmean(v for v, _ in measured(problem.baselines["on_demand"], workloads))
    result = []
    for name in SHOWN:
        rows = measured(problem.baselines[name], workloads)
        value, launches = fmean(v for v, _ in rows), fmean(n for _, n in rows)
        result.append(_line(split, name, value, on_demand, fmean(bounds), f"{launches:.1f}"))
    result.append(_line(split, "*clairvoyant (bound)*", fmean(bounds), on_demand, fmean(bounds), ""))
    return result


def measured(program: Program, workloads: Sequence[Workload]) -> list[tuple[float, float]]:
    """Mean cost and mean number of launches on each workload."""
    return [_measured(program, w) for w in workloads]


@cache
def _measured(program: Program, workload: Workload) -> tuple[float, float]:
    score = PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))
    return score.value, score.metrics["launches"]


def _line(split: Split, name: str, value: float, on_demand: float, bound: float, launches: str) -> str:
    saved, reached = 1 - value / on_demand, (on_demand - value) / (on_demand - bound)
    score = f"{published_score(value):.2f}" if split is Split.LEADERBOARD else ""
    return f"| {split} | {name} | {value:.4f} | {saved:.1%} | {reached:.1%} | {launches} | {score} |"


def _bound(problem: Problem, workload: Workload) -> float:
    bound = problem.bound(workload)
    assert bound is not None, workload.id
    return bound.value


def figure(problem: Problem, path: Path) -> None:
    """Cost over the clairvoyant's on each workload, in percent: one dot a workload, a bar at the mean."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "cant_be_late", "font.size": 9})
    shown = {
        "on_demand": "#8a8a8a",
        "greedy": "#b07aa1",
        "time_sliced": "#59a14f",
        "human_sota": "#1f6fb4",
        "progress_line": "#d9822b",
    }
    fig, ax = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
    for i, (name, colour) in enumerate(shown.items()):
        for y, split in enumerate(Split):
            workloads = problem.workloads(split)
            rows = measured(problem.baselines[name], workloads)
            over = [100 * (v / _bound(problem, w) - 1) for (v, _), w in zip(rows, workloads, strict=True)]
            height = y + 0.15 * (i - 2)
            ax.plot(over, [height] * len(over), ".", color=colour, ms=4, alpha=0.5)
            label = name if y == 0 else None
            ax.plot(fmean(over), height, "|", color=colour, ms=9, mew=2.5, label=label)
    ax.axvline(0, color="black", lw=0.8)
    ax.set_yticks(range(len(Split)), list(Split))
    ax.invert_yaxis()
    ax.set_xlabel("cost above the clairvoyant's (%); dots: workloads, bars: means")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=5, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def main() -> None:
    """Print the table; with ``--write`` put table and figure into the README's folder."""
    parser = argparse.ArgumentParser(description="Measure the shipped programs.")
    parser.add_argument("--data", type=Path, required=True, help="folder with spot/single_region.json")
    parser.add_argument("--write", action="store_true", help="put table and figure into the README's folder")
    options = parser.parse_args()
    board = create(options.data)
    synthetic = [line for split in Split if split is not Split.LEADERBOARD for line in lines(PROBLEM, split)]
    text = "\n".join([HEAD, *synthetic, *lines(board, Split.LEADERBOARD)])
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        after = rest.split(END)[1]
        readme.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")
        figure(board, FOLDER / "results.svg")


if __name__ == "__main__":
    main()
