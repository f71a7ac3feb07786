"""Measures the shipped programs of ``expert_offload`` and writes the table and the figure of its README.

    python scripts/expert_offload_report.py            # prints the table
    python scripts/expert_offload_report.py --write    # also puts both into the problem's folder

Programs run in this process; all of them are ours.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from statistics import fmean

from adrs.core.problem import Bound, Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.expert_offload.problem import create
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "expert_offload"
START, END = "<!-- results -->", "<!-- /results -->"
PROBLEM = create()
SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)
TIERS = ("blind", "predicted", "window")

PROGRAMS: dict[str, Program] = {**PROBLEM.baselines, "announced (seed)": PROBLEM.seeds["announced"]}
HEAD = (
    "| split | program | value | blind | predicted | window | hits | transfers a need | wasted |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|---:|"
)


@cache
def measure(name: str, workload: Workload) -> Score:
    """The score of a shipped program on a workload."""
    return PROBLEM.judge(workload, answer_of(PROBLEM, PROGRAMS[name], workload))


def lines(split: Split) -> list[str]:
    """One line a program, then the reference and the bound."""
    bounds = {w: _bound(w) for w in PROBLEM.workloads(split)}
    known = {w: bound.best_known or 1.0 for w, bound in bounds.items()}
    least = {w: bound.value for w, bound in bounds.items()}
    return [
        *(line(split, name) for name in PROGRAMS),
        f"| {split} | *Belady, perfect prefetch (reference)* | {_tiers(known)} | | | |",
        f"| {split} | *bound* | {_tiers(least)} | | | |",
    ]


def line(split: Split, name: str) -> str:
    """Means over the workloads of a split, and of each tier of information."""
    scores = {w: measure(name, w) for w in PROBLEM.workloads(split)}
    metrics = [score.metrics for score in scores.values()]
    return (
        f"| {split} | {name} | {_tiers({w: score.value for w, score in scores.items()})} "
        f"| {fmean(m['hit_rate'] for m in metrics):.0%} | {fmean(m['loads_per_use'] for m in metrics):.2f} "
        f"| {fmean(m['wasted_loads'] for m in metrics):.0%} |"
    )


def table() -> str:
    """The whole table."""
    return "\n".join([HEAD, *(text for split in SPLITS for text in lines(split))])


def _tiers(values: dict[Workload, float]) -> str:
    tiers = [fmean(v for w, v in values.items() if w.family.startswith(tier)) for tier in TIERS]
    return f"{fmean(values.values()):.4f} | " + " | ".join(f"{value:.3f}" for value in tiers)


def _bound(workload: Workload) -> Bound:
    bound = PROBLEM.bound(workload)
    assert bound is not None
    return bound


def figure(path: Path) -> None:
    """Time against fetching on demand, a row a test workload, by tier of information."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "expert_offload", "font.size": 9})
    shown = {
        "lfu": ("#b07aa1", "s"),
        "prefetch_all": ("#8a8a8a", "^"),
        "learned": ("#d9822b", "D"),
        "human_sota": ("#1f6fb4", "o"),
    }
    workloads = sorted(
        PROBLEM.workloads(Split.TEST), key=lambda w: (TIERS.index(w.family.split("-")[0]), w.id)
    )
    fig, ax = plt.subplots(figsize=(7.4, 4.2), layout="constrained")
    rows = range(len(workloads))
    for name, (colour, marker) in shown.items():
        ax.plot([measure(name, w).value for w in workloads], rows, marker, color=colour, ms=5, label=name)
    ax.plot(
        [_bound(w).best_known or 1.0 for w in workloads],
        rows,
        "x",
        color="#4a9b5f",
        ms=6,
        label="Belady, perfect prefetch",
    )
    ax.plot([_bound(w).value for w in workloads], rows, "|", color="black", ms=11, label="bound")
    ax.axvline(1.0, color="black", lw=0.8, ls=":")
    ax.set_yticks(rows, [w.id.removeprefix("test/") for w in workloads])
    ax.invert_yaxis()
    ax.set_xlabel("time over that of fetching on demand (least recently used)")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=6, frameon=False, columnspacing=1.0, handletextpad=0.3)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


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
