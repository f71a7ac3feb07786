"""Measures the shipped programs of ``cloudcast`` and writes the table and the figure of its README.

    python scripts/cloudcast_report.py --data DIR            # prints the table
    python scripts/cloudcast_report.py --data DIR --write    # also puts both into the problem's folder

Programs run in this process; all of them are ours. ``--found FILE`` adds a program that a run has found.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from time import process_time

from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast.measured import FAMILY
from adrs.problems.cloudcast.problem import create
from adrs.problems.cloudcast.published import board_score
from adrs.problems.cloudcast.workloads import synthetic
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "cloudcast"
SYNTHETIC = (Split.TRAIN, Split.VALIDATION, Split.TEST)
START, END = "<!-- results -->", "<!-- /results -->"
COLOURS = {"dijkstra": "#b0b0b0", "mdst": "#d9822b", "human_sota": "#1f6fb4", "found": "#3a923a"}
SIZES = {"dijkstra": 4, "mdst": 8, "human_sota": 6, "found": 3}  # so that equal costs can be seen


def programs(problem: Problem, found: Path | None) -> dict[str, Program]:
    """What is measured, from weak to strong."""
    chosen = {
        "direct (= naive seed)": problem.baselines["direct"],
        "dijkstra": problem.baselines["dijkstra"],
        "shared_tree (seed)": problem.seeds["shared_tree"],
        "mdst": problem.baselines["mdst"],
        "human_sota": problem.baselines["human_sota"],
    }
    if found is not None:
        chosen["found"] = Program.from_text(found.read_text(encoding="utf-8"))
    return chosen


def splits(problem: Problem) -> dict[str, list[Workload]]:
    """The workloads of every split that is there; those that data add are a column of their own."""
    made: dict[str, list[Workload]] = {split: list(synthetic(split)) for split in SYNTHETIC}
    try:
        made[Split.LEADERBOARD] = list(problem.workloads(Split.LEADERBOARD))
    except DataError as error:
        print(f"{Split.LEADERBOARD}: {error}")
        return made
    for split in SYNTHETIC[1:]:
        made[f"{FAMILY} {split}"] = [w for w in problem.workloads(split) if w.family == FAMILY]
    return made


def values(problem: Problem, program: Program, workloads: list[Workload]) -> list[float]:
    """Costs in USD, in order."""
    return [problem.judge(w, answer_of(problem, program, w)).value for w in workloads]


def table(problem: Problem, chosen: Mapping[str, Program]) -> str:
    """A line a program, a column a split."""
    there = splits(problem)
    lines = [f"| program | {' | '.join(there)} | board score | CPU s on train |"]
    lines.append("|---|" + "---:|" * (len(there) + 2))
    for name, program in chosen.items():
        totals = {split: sum(values(problem, program, ws)) for split, ws in there.items()}
        started = process_time()
        values(problem, program, there[Split.TRAIN])
        lines.append(_line(f"`{name}`", totals, f"{process_time() - started:.2f}"))
    bounds = {split: [problem.bound(w) for w in ws] for split, ws in there.items()}
    best = {s: sum((b.best_known or 0.0) for b in bs if b is not None) for s, bs in bounds.items()}
    lower = {s: sum(b.value for b in bs if b is not None) for s, bs in bounds.items()}
    lines += [_line("*best known*", best, ""), _line("*lower bound*", lower, "")]
    return "\n".join(lines)


def _line(name: str, totals: Mapping[str, float], cpu: str) -> str:
    board = totals.get(Split.LEADERBOARD)
    shown = "" if board is None else f"{board_score(board, clamp=False):.2f}"
    return f"| {name} | {' | '.join(f'{total:.2f}' for total in totals.values())} | {shown} | {cpu} |"


def figure(problem: Problem, chosen: Mapping[str, Program], path: Path) -> None:
    """What each program pays above the lower bound in percent, by workload of test and leaderboard."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "cloudcast", "font.size": 9})
    there = splits(problem)
    workloads = there[Split.TEST] + there.get(Split.LEADERBOARD, []) + there.get(f"{FAMILY} {Split.TEST}", [])
    fig, ax = plt.subplots(figsize=(7.2, 5.2), layout="constrained")
    for name, colour in COLOURS.items():
        if name in chosen:
            costs = values(problem, chosen[name], workloads)
            ax.plot(
                _above(problem, workloads, costs),
                range(len(workloads)),
                "o",
                color=colour,
                ms=SIZES[name],
                label=name,
            )
    best = [b.best_known or b.value for w in workloads if (b := problem.bound(w)) is not None]
    ax.plot(
        _above(problem, workloads, best), range(len(workloads)), "|", color="black", ms=9, label="best known"
    )
    ax.set_xscale("symlog", linthresh=1)
    ax.set_yticks(range(len(workloads)), [w.id for w in workloads])
    ax.invert_yaxis()
    ax.set_xlim(-0.1, 400)
    ax.set_xticks([0, 1, 3, 10, 30, 100, 300], ["0", "1", "3", "10", "30", "100", "300"])
    ax.set_xlabel("cost above the proven lower bound (%)")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=5, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def _above(problem: Problem, workloads: list[Workload], costs: list[float]) -> list[float]:
    bounds = [problem.bound(w) for w in workloads]
    return [100 * (c / b.value - 1) for c, b in zip(costs, bounds, strict=True) if b is not None]


def main() -> None:
    """Print the table; with ``--write`` put table and figure into the README's folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--found", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    problem = create(options.data)
    chosen = programs(problem, options.found)
    text = table(problem, chosen)
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        readme.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        figure(problem, chosen, FOLDER / "results.svg")


if __name__ == "__main__":
    main()
