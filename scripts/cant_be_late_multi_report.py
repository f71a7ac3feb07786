"""Measures the shipped programs of ``cant_be_late_multi``; writes the table and the figure of its README.

    python scripts/cant_be_late_multi_report.py [--data DIR]            # prints the table
    python scripts/cant_be_late_multi_report.py [--data DIR] --write    # also puts both into the folder

Without ``--data`` the leaderboard is left out. Programs run in this process; all of them are ours.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Problem, Score
from adrs.core.program import Program
from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi.board import published
from adrs.problems.cant_be_late_multi.measured import FAMILY
from adrs.problems.cant_be_late_multi.problem import create
from adrs.problems.cant_be_late_multi.workloads import synthetic
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "cant_be_late_multi"
MARKS = ("<!-- {} -->", "<!-- /{} -->")
SYNTHETIC = (Split.TRAIN, Split.VALIDATION, Split.TEST)


def programs(problem: Problem) -> dict[str, Program]:
    """Names as in the table; programs that are seed and baseline once."""
    shown = {f"{name} (seed)": problem.seeds[name] for name in ("spot_at_home", "lookout")}
    return {"on_demand (naive seed)": problem.baselines["on_demand"], **shown, **_others(problem)}


def _others(problem: Problem) -> dict[str, Program]:
    return {name: program for name, program in problem.baselines.items() if name != "on_demand"}


def scores(problem: Problem, program: Program, workloads: Sequence[Workload]) -> list[Score]:
    """The judge's scores of a program."""
    return [problem.judge(w, answer_of(problem, program, w)) for w in workloads]


def bound(problem: Problem, workload: Workload) -> float:
    """The clairvoyant cost."""
    limit = problem.bound(workload)
    assert limit is not None
    return limit.value


def synthetic_table(problem: Problem) -> str:
    """One line a program and split, and the bound of each split, of what needs no data."""
    return _table(problem, {split: synthetic(split) for split in SYNTHETIC})


def measured_table(problem: Problem) -> str:
    """The same of the measured workloads that data add."""
    made = {split: problem.workloads(split) for split in SYNTHETIC[1:]}
    return _table(problem, {s: [w for w in ws if w.family == FAMILY] for s, ws in made.items()})


def _table(problem: Problem, chosen: Mapping[Split, Sequence[Workload]]) -> str:
    lines = [
        "| split | program | mean cost (USD) | looks (USD) | spot | on demand | starts | bound / cost |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for split, workloads in chosen.items():
        limits = [bound(problem, w) for w in workloads]
        for name, program in programs(problem).items():
            lines.append(_line(split, name, scores(problem, program, workloads), limits))
        lines.append(f"| {split} | *clairvoyant bound* | *{fmean(limits):.2f}* | | | | | *100 %* |")
    return "\n".join(lines)


def _line(split: Split, name: str, made: Sequence[Score], limits: Sequence[float]) -> str:
    cost, looks, starts = (
        fmean(s.value for s in made),
        fmean(s.metrics["looks_usd"] for s in made),
        fmean(s.metrics["starts"] for s in made),
    )
    spot, demand = (
        100 * fmean(s.metrics[key] / s.metrics["finish_tick"] for s in made)
        for key in ("spot_gaps", "on_demand_gaps")
    )
    share = 100 * fmean(limit / s.value for limit, s in zip(limits, made, strict=True))
    return (
        f"| {split} | {name} | {cost:.2f} | {looks:.2f} | {spot:.0f} % | {demand:.0f} % | "
        f"{starts:.1f} | {share:.1f} % |"
    )


def board_table(problem: Problem) -> str:
    """The public scenarios: published cost, board score, and what strict rules make of the same program."""
    lines = [
        "| program | mean of scenarios (USD) | board score | plain mean (USD) | plain strict mean (USD) |",
        "|---|---:|---:|---:|---:|",
    ]
    workloads = problem.workloads(Split.LEADERBOARD)
    for name, program in programs(problem).items():
        try:
            made = scores(problem, program, workloads)
        except InvalidAnswer as error:
            lines.append(f"| {name} | INVALID ({str(error).partition(':')[0]}) | 0.00 | | |")
            continue
        verdicts = [
            Verdict(workload=w.id, outcome=Outcome.VALID, value=s.value)
            for w, s in zip(workloads, made, strict=True)
        ]
        strict = fmean(s.metrics["strict_cost"] for s in made)
        plain = fmean(s.value for s in made)
        lines.append(
            f"| {name} | {_scenario_mean(workloads, made):.4f} | {published(verdicts).value:.2f} | "
            f"{plain:.4f} | {strict:.2f} |"
        )
    return "\n".join(lines)


def _scenario_mean(workloads: Sequence[Workload], made: Sequence[Score]) -> float:
    groups: dict[str, list[float]] = {}
    for workload, score in zip(workloads, made, strict=True):
        groups.setdefault(workload.family, []).append(score.value)
    return fmean(fmean(values) for values in groups.values())


def figure(problem: Problem, path: Path) -> None:
    """Cost over the clairvoyant bound, workload by workload."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "cblm", "font.size": 9})
    shown = {"spot_at_home (seed)": "#8a8a8a", "greedy_rotate": "#d9822b", "human_sota": "#1f6fb4"}
    workloads = [w for split in SYNTHETIC for w in synthetic(split)]
    fig, ax = plt.subplots(figsize=(7.2, 8.6), layout="constrained")
    for name, colour in shown.items():
        values = [s.value for s in scores(problem, programs(problem)[name], workloads)]
        ax.plot(values, range(len(values)), "o", color=colour, ms=4, label=name)
    ax.plot(
        [bound(problem, w) for w in workloads], range(len(workloads)), "k|", ms=9, label="clairvoyant bound"
    )
    ax.set_yticks(range(len(workloads)), [w.id for w in workloads], fontsize=7)
    ax.invert_yaxis()
    ax.set_xlim(0)
    ax.set_xlabel("cost (USD), strict rules")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=4, frameon=False)
    fig.savefig(path, metadata={"Date": None})


def _put(text: str, name: str, table: str) -> str:
    start, end = (mark.format(name) for mark in MARKS)
    before, rest = text.split(start)
    return f"{before}{start}\n{table}\n{end}{rest.split(end)[1]}"


def main() -> None:
    """Print the tables; with ``--write`` put them and the figure into the README's folder."""
    parser = argparse.ArgumentParser(description="Measure the shipped programs of cant_be_late_multi.")
    parser.add_argument("--data", type=Path, help="folder with spot/multi_region.json")
    parser.add_argument("--write", action="store_true", help="update README.md and results.svg")
    options = parser.parse_args()
    problem = create(options.data)
    tables = {"results": synthetic_table(problem)}
    if options.data is not None:
        tables |= {"measured": measured_table(problem), "board": board_table(problem)}
    print("\n\n".join(tables.values()))
    if options.write:
        readme = FOLDER / "README.md"
        text = readme.read_text(encoding="utf-8")
        for name, table in tables.items():
            text = _put(text, name, table)
        readme.write_text(text, encoding="utf-8")
        figure(problem, FOLDER / "results.svg")


if __name__ == "__main__":
    main()
