"""Measures the shipped programs of ``telemetry_repair`` and writes the table and the figure of its README.

    python scripts/telemetry_repair_report.py [--data DIR]         # prints the table
    python scripts/telemetry_repair_report.py --data DIR --write   # also puts both into the problem's folder

Programs run in this process; all of them are ours.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from adrs.core.errors import DataError
from adrs.core.problem import Problem, Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair.problem import create
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "telemetry_repair"
START, END = "<!-- results -->", "<!-- /results -->"
HEAD = """\
| split | program | gain (points) | of what is possible | public combined metric | pass-through there |
|---|---|---:|---:|---:|---:|"""


def programs(problem: Problem) -> Mapping[str, Program]:
    """Seeds and baselines by name, each program once."""
    seeds = {f"{name} (seed)": program for name, program in problem.seeds.items()}
    texts = {program.text for program in problem.seeds.values()}
    others = {name: program for name, program in problem.baselines.items() if program.text not in texts}
    return {**seeds, **others}


def measure(problem: Problem, program: Program, workloads: Sequence[Workload]) -> list[Score]:
    """The program's scores."""
    return [problem.judge(workload, answer_of(problem, program, workload)) for workload in workloads]


def rows(problem: Problem, split: Split) -> list[str]:
    """The table's lines for a split, and its two limits."""
    workloads = problem.workloads(split)
    bounds = [bound for workload in workloads if (bound := problem.bound(workload)) is not None]
    possible = fmean(bound.value for bound in bounds)
    lines = []
    for name, program in programs(problem).items():
        scores = measure(problem, program, workloads)
        gain = fmean(score.value for score in scores)
        public, echo = (
            fmean(s.metrics[key] for s in scores) for key in ("public_combined", "public_pass_through")
        )
        lines.append(_line(split, name, gain, possible, f"{public:.4f} | {echo:.4f}"))
    known = fmean(bound.best_known or 0.0 for bound in bounds)
    lines.append(_line(split, "*who knows what was struck*", known, possible, "|"))
    return [*lines, _line(split, "*the truth (bound)*", possible, possible, "|")]


def _line(split: Split, name: str, gain: float, possible: float, rest: str) -> str:
    return f"| {split} | {name} | {gain:.3f} | {100 * gain / possible:.1f} % | {rest} |"


def table(problem: Problem) -> str:
    """Every split whose data are there."""
    lines = [HEAD]
    for split in Split:
        try:
            lines += rows(problem, split)
        except DataError:
            continue
    return "\n".join(lines)


def figure(problem: Problem, path: Path) -> None:
    """Share of the damage undone, by family of the test split."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "telemetry", "font.size": 9})
    workloads = problem.workloads(Split.TEST)
    possible = [bound.value for w in workloads if (bound := problem.bound(w)) is not None]
    shown = {"pair_hardened": "#8a8a8a", "human_sota": "#1f6fb4", "suspicion": "#d9822b"}
    fig, ax = plt.subplots(figsize=(7.2, 5.0), layout="constrained")
    for (name, colour), mark in zip(shown.items(), "osD", strict=True):
        scores = measure(problem, problem.baselines[name], workloads)
        shares = [100 * score.value / most for score, most in zip(scores, possible, strict=True)]
        ax.plot(shares, range(len(shares)), mark, color=colour, ms=5, alpha=0.85, label=name)
    informed = [
        100 * (b.best_known or 0.0) / b.value for w in workloads if (b := problem.bound(w)) is not None
    ]
    ax.plot(informed, range(len(informed)), "|", color="black", ms=10, label="knows what was struck")
    ax.axvline(0, color="black", lw=0.8)
    ax.set_yticks(range(len(workloads)), [workload.id.partition("/")[2] for workload in workloads])
    ax.invert_yaxis()
    ax.set_xlabel("share of the damage undone (%); 0 = passing readings through, 100 = the truth")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=4, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def main() -> None:
    """Print the table; with ``--write`` put table and figure into the README's folder."""
    parser = argparse.ArgumentParser(description="Measure the shipped programs of telemetry_repair.")
    parser.add_argument("--data", type=Path, help="folder with telemetry/evaluation_data.csv")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    problem = create(options.data)
    text = table(problem)
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        after = rest.split(END)[1]
        readme.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")
        figure(problem, FOLDER / "results.svg")


if __name__ == "__main__":
    main()
