"""Measures the shipped programs of ``spec_control`` and writes the table and the figure of its README.

    python scripts/spec_control_report.py            # prints the table
    python scripts/spec_control_report.py --write    # also puts both into the problem's folder

Programs run in this process; all of them are ours.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from statistics import fmean

from adrs.core.problem import Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.spec_control.problem import create
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "spec_control"
START, END = "<!-- results -->", "<!-- /results -->"
PROBLEM = create()
SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)

PROGRAMS: dict[str, Program] = {
    **PROBLEM.baselines,
    "by_batch (seed)": PROBLEM.seeds["by_batch"],
    "by_request (seed)": PROBLEM.seeds["by_request"],
}
HEAD = (
    "| split | program | value | mean latency (ms) | slower than none | drafted per token | accepted |\n"
    "|---|---|---:|---:|---:|---:|---:|"
)


@cache
def measure(name: str, workload: Workload) -> Score:
    """The score of a shipped program on a workload."""
    return PROBLEM.judge(workload, answer_of(PROBLEM, PROGRAMS[name], workload))


def lines(split: Split) -> list[str]:
    """One line a program, then the clairvoyant and the bound."""
    bounds = [PROBLEM.bound(w) for w in PROBLEM.workloads(split)]
    known = fmean(b.best_known or 1.0 for b in bounds if b)
    return [
        *(line(split, name) for name in PROGRAMS),
        f"| {split} | *clairvoyant goodput (reference)* | *{known:.4f}* | | | | |",
        f"| {split} | *bound* | *{fmean(b.value for b in bounds if b):.4f}* | | | | |",
    ]


def line(split: Split, name: str) -> str:
    """Means over the workloads of a split, and on how many the program is slower than no speculation."""
    metrics = [measure(name, w).metrics for w in PROBLEM.workloads(split)]
    value = fmean(measure(name, w).value for w in PROBLEM.workloads(split))
    slower = sum(m["ratio"] > 1.0 for m in metrics)
    return (
        f"| {split} | {name} | {value:.4f} | {fmean(m['latency_ms'] for m in metrics):.0f} "
        f"| {slower} of {len(metrics)} | {fmean(m['drafted_per_token'] for m in metrics):.2f} "
        f"| {fmean(m['accepted_share'] for m in metrics):.0%} |"
    )


def table() -> str:
    """The whole table."""
    return "\n".join([HEAD, *(text for split in SPLITS for text in lines(split))])


def figure(path: Path) -> None:
    """Latency against no speculation by test workload: fixed lengths as a curve, controllers as levels."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "spec_control", "font.size": 8})
    workloads = PROBLEM.workloads(Split.TEST)
    fig, axes = plt.subplots(3, 4, figsize=(8.0, 5.4), layout="constrained", sharex=True, sharey=True)
    lengths = range(9)
    for ax, workload in zip(axes.flat, workloads, strict=True):
        fixed = [_ratio(f"fixed_{k}" if k else "none", workload) for k in lengths]
        bound = PROBLEM.bound(workload)
        assert bound is not None
        ax.plot(lengths, fixed, "o-", ms=2.5, lw=1, color="#8a8a8a", label="fixed length")
        ax.axhline(_ratio("heuristic", workload), color="#d9822b", lw=1.2, label="heuristic")
        ax.axhline(_ratio("human_sota", workload), color="#1f6fb4", lw=1.6, label="human_sota (goodput)")
        ax.axhline(bound.best_known, color="#4a9b5f", lw=1.2, ls="--", label="clairvoyant goodput")
        ax.axhline(bound.value, color="black", lw=0.8, ls=":", label="bound")
        ax.set_title(workload.id.removeprefix("test/"), fontsize=8)
        ax.set(ylim=(0.15, 1.35))
        ax.spines[["top", "right"]].set_visible(False)
    fig.supxlabel("fixed speculation length (tokens)")
    fig.supylabel("mean latency over that without speculation")
    handles, labels = axes.flat[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper center", ncols=5, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def _ratio(name: str, workload: Workload) -> float:
    return measure(name, workload).metrics["ratio"]


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
