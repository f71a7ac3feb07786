"""Measures the shipped programs of ``prism`` and writes the table and the figure of its README.

    python scripts/prism_report.py            # prints the table
    python scripts/prism_report.py --write    # also puts both into the problem's folder

Programs run in this process; all of them are ours.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.prism.problem import create
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "prism"
START, END = "<!-- results -->", "<!-- /results -->"
PROBLEM = create()

PROGRAMS: dict[str, Program] = {
    "random": PROBLEM.baselines["random"],
    "round_robin": PROBLEM.baselines["round_robin"],
    "naive (seed)": PROBLEM.seeds["naive"],
    "balance_memory (seed)": PROBLEM.seeds["balance_memory"],
    "balance_load (seed)": PROBLEM.seeds["balance_load"],
    "human_sota": PROBLEM.baselines["human_sota"],
    "lookahead_greedy": PROBLEM.baselines["lookahead_greedy"],
}

Row = tuple[float, float, float]
"""Value, published score and share of the optimum on one workload."""


def measure(program: Program, workload: Workload) -> Row | None:
    """``None`` where the program raises or its answer is refused."""
    try:
        score = PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))
    except (InvalidAnswer, ValueError):
        return None
    return score.value, score.metrics["score_100"], optimum(workload) / score.value


def optimum(workload: Workload) -> float:
    bound = PROBLEM.bound(workload)
    assert bound is not None
    return bound.value


def table() -> str:
    """One line a program and split, and the optimum of each split."""
    lines = [
        "| split | program | mean max KVPR | published score | share of optimum | failed |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for split in Split:
        workloads = PROBLEM.workloads(split)
        for name, program in PROGRAMS.items():
            lines.append(_line(split, name, [measure(program, w) for w in workloads]))
        best = fmean(optimum(w) for w in workloads)
        lines.append(f"| {split} | *optimum* | *{best:.5f}* | | *100 %* | |")
    return "\n".join(lines)


def _line(split: Split, name: str, rows: Sequence[Row | None]) -> str:
    done = [row for row in rows if row is not None]
    value, share = fmean(row[0] for row in done), fmean(row[2] for row in done)
    score = sum(row[1] for row in done) / len(rows)
    return f"| {split} | {name} | {value:.5f} | {score:.2f} | {100 * share:.1f} % | {len(rows) - len(done)} |"


def figure(path: Path) -> None:
    """Share of the proven optimum by family: one dot a workload, a bar at the mean."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "prism", "font.size": 9})
    groups = _families()
    shown = {"naive (seed)": "#8a8a8a", "human_sota": "#1f6fb4", "lookahead_greedy": "#d9822b"}
    fig, ax = plt.subplots(figsize=(7.2, 4.6), layout="constrained")
    for i, (name, colour) in enumerate(shown.items()):
        for y, workloads in enumerate(groups.values()):
            rows = [row for w in workloads if (row := measure(PROGRAMS[name], w)) is not None]
            height = y + 0.22 * (i - 1)
            label = name if y == 0 else None
            ax.plot([100 * r[2] for r in rows], [height] * len(rows), ".", color=colour, ms=4, alpha=0.6)
            ax.plot(100 * fmean(r[2] for r in rows), height, "|", color=colour, ms=10, mew=2.5, label=label)
    ax.axvline(100, color="black", lw=0.8)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.invert_yaxis()
    ax.set_xlim(0, 103)
    ax.set_xlabel("proven optimum / max KVPR (%); dots: workloads, bars: means")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=3, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def _families() -> dict[str, list[Workload]]:
    groups: dict[str, list[Workload]] = {}
    for split in Split:
        for workload in PROBLEM.workloads(split):
            groups.setdefault(f"{split} / {workload.family}", []).append(workload)
    return groups


def main() -> None:
    """Print the table; with ``--write`` put table and figure into the README's folder."""
    text = table()
    print(text)
    if "--write" in sys.argv[1:]:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        after = rest.split(END)[1]
        readme.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")
        figure(FOLDER / "results.svg")


if __name__ == "__main__":
    main()
