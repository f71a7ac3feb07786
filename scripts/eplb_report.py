"""Measures the programs of ``eplb`` and writes the table and the figure of its README.

    python scripts/eplb_report.py [--data DIR] [--found FILE]            # prints the table
    python scripts/eplb_report.py --data DIR --found FILE --write        # also puts both into its folder

Balance only: it is the same on every machine. Speed is measured by ``benchmarks/eplb_speed.py``. Programs run
in this process; give no program that you have not read.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import fmean

from adrs.core.errors import DataError
from adrs.core.problem import Problem, Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.eplb.problem import create
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "eplb"
START, END = "<!-- results -->", "<!-- /results -->"
HEAD = (
    "| split | program | balance of GPUs | of slots | on the window seen | groups on one node |",
    "|---|---|---:|---:|---:|---:|",
)
COLUMNS = ("balancedness_gpu", "balancedness_expert", "balancedness_seen", "local_groups")


def programs_of(problem: Problem, found: Program | None) -> dict[str, Program]:
    """What is shown; ``deepseek_loops`` places as ``human_sota`` does."""
    baselines = {name: p for name, p in problem.baselines.items() if name != "deepseek_loops"}
    seeds = {f"{name} (seed)": problem.seeds[name] for name in ("naive", "dealt", "blended")}
    return {**seeds, **baselines, **({"found": found} if found else {})}


@cache
def score(problem: Problem, program: Program, workload: Workload) -> Score:
    """Without what time costs."""
    return problem.judge(workload, answer_of(problem, program, workload))


def rows(problem: Problem, split: Split, programs: dict[str, Program]) -> list[str]:
    """One line a program, and the limits."""
    workloads = problem.workloads(split)
    lines = []
    for name, program in programs.items():
        scores = [score(problem, program, workload) for workload in workloads]
        cells = [f"{fmean(s.metrics[column] for s in scores):.4f}" for column in COLUMNS]
        lines.append(f"| {split} | {name} | {' | '.join(cells)} |")
    lines.append(
        f"| {split} | *greedy with foresight* | *{fmean(foresight(problem, workloads)):.4f}* | | | |"
    )
    lines.append(f"| {split} | *bound* | *{fmean(limits(problem, workloads)):.4f}* | | | |")
    return lines


def foresight(problem: Problem, workloads: Sequence[Workload]) -> list[float]:
    """What the greedy reaches that knows the next window."""
    bounds = [problem.bound(workload) for workload in workloads]
    return [b.best_known for b in bounds if b is not None and b.best_known is not None]


def limits(problem: Problem, workloads: Sequence[Workload]) -> list[float]:
    """The proven bounds."""
    return [b.value for workload in workloads if (b := problem.bound(workload)) is not None]


def available(problem: Problem) -> list[Split]:
    """Splits whose data are here."""
    found = []
    for split in Split:
        try:
            problem.workloads(split)
        except DataError:
            continue
        found.append(split)
    return found


def figure(problem: Problem, programs: dict[str, Program], path: Path) -> None:
    """Balance by family: one dot a workload, a bar at the mean."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "eplb", "font.size": 9})
    colours = {
        "naive (seed)": "#8a8a8a",
        "human_sota": "#1f6fb4",
        "global_greedy": "#4ca64c",
        "found": "#d9822b",
    }
    groups: dict[str, list[Workload]] = {}
    for split in available(problem):
        for workload in problem.workloads(split):
            groups.setdefault(f"{split} / {workload.family}", []).append(workload)
    fig, ax = plt.subplots(figsize=(7.2, 6.4), layout="constrained")
    shown = {name: colour for name, colour in colours.items() if name in programs}
    for i, (name, colour) in enumerate(shown.items()):
        for y, workloads in enumerate(groups.values()):
            values = [score(problem, programs[name], w).value for w in workloads]
            height = y + 0.2 * (i - (len(shown) - 1) / 2)
            ax.plot(values, [height] * len(values), ".", color=colour, ms=4, alpha=0.6)
            ax.plot(fmean(values), height, "|", color=colour, ms=9, mew=2.5, label=name if y == 0 else None)
    for y, workloads in enumerate(groups.values()):
        ends = [y - 0.35, y + 0.35]
        reached = [fmean(foresight(problem, workloads))] * 2
        ax.plot(reached, ends, color="black", lw=1.2, label="greedy with foresight" if y == 0 else None)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.invert_yaxis()
    ax.set_xlim(0.3, 1.01)
    ax.set_xlabel("balance of GPUs on the next window (1: even); dots: workloads, bars: means")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=5, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def main() -> None:
    """Print the table; with ``--write`` put table and figure into the README's folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--found", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    problem = create(options.data)
    found = Program.from_text(options.found.read_text(encoding="utf-8")) if options.found else None
    programs = programs_of(problem, found)
    lines = [line for split in available(problem) for line in rows(problem, split, programs)]
    text = "\n".join([*HEAD, *lines])
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        readme.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        figure(problem, programs, FOLDER / "results.svg")


if __name__ == "__main__":
    main()
