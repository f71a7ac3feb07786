"""Measures the shipped programs of ``congestion_control`` and writes the table and the figure of its README.

    python scripts/congestion_control_report.py            # prints the table
    python scripts/congestion_control_report.py --write    # also puts both into the problem's folder

Programs run in this process; all of them are ours.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import fmean

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.congestion_control.problem import create
from adrs.problems.congestion_control.rules import BOUND
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "congestion_control"
START, END = "<!-- results -->", "<!-- /results -->"
PROBLEM = create()

PROGRAMS: dict[str, Program] = {
    "naive (seed)": PROBLEM.seeds["naive"],
    "aimd (seed)": PROBLEM.seeds["aimd"],
    "delay (seed)": PROBLEM.seeds["delay"],
    **{name: PROBLEM.baselines[name] for name in ("dctcp", "timely", "swift", "theta_powertcp", "hpcc")},
    "human_sota": PROBLEM.baselines["human_sota"],
}


@cache
def measure(name: str, workload: Workload) -> Score | None:
    """``None`` where a guard-rail refuses the program."""
    try:
        return PROBLEM.judge(workload, answer_of(PROBLEM, PROGRAMS[name], workload))
    except InvalidAnswer:
        return None


def table() -> str:
    """One line a program and split: means over the workloads that are not refused, and the parts."""
    lines = [
        "| split | program | value | Gbit/s | queue (B) | least fairness | longest tail | refused |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for split in Split:
        for name in PROGRAMS:
            lines.append(_line(split, name, [measure(name, w) for w in PROBLEM.workloads(split)]))
        lines.append(f"| {split} | *bound* | *{BOUND:.1f}* | *25.00* | *0* | | | |")
    return "\n".join(lines)


def _line(split: Split, name: str, scores: Sequence[Score | None]) -> str:
    done = [score for score in scores if score is not None]
    metrics = [score.metrics for score in done]
    return (
        f"| {split} | {name} | {fmean(score.value for score in done):.1f} "
        f"| {fmean(m['throughput_gbps'] for m in metrics):.2f} "
        f"| {fmean(m['queue_bytes'] for m in metrics):.0f} "
        f"| {min(m['fairness'] for m in metrics):.2f} | {max(m['tail_slowdown'] for m in metrics):.2f} "
        f"| {len(scores) - len(done)} |"
    )


def figure(path: Path) -> None:
    """Throughput against queue, one dot a workload of train and test, with lines of equal value."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "congestion", "font.size": 9})
    shown = {"dctcp": "#8a8a8a", "swift": "#d9822b", "hpcc": "#4a9b5f", "human_sota": "#1f6fb4"}
    fig, axes = plt.subplots(1, 2, figsize=(7.6, 3.8), layout="constrained", sharey=True, sharex=True)
    for ax, split in zip(axes, (Split.TRAIN, Split.TEST), strict=True):
        throughput, queue = np.meshgrid(np.linspace(16, 25, 120), np.logspace(2, 5, 120))
        value = np.exp(throughput - 20) - queue / 100
        lines = ax.contour(
            throughput, queue, value, levels=[-100, 0, 50, 100, 140], colors="0.75", linewidths=0.7
        )
        ax.clabel(lines, fmt="%g", fontsize=7)
        for name, colour in shown.items():
            scores = [s for w in PROBLEM.workloads(split) if (s := measure(name, w)) is not None]
            x = [s.metrics["throughput_gbps"] for s in scores]
            y = [max(s.metrics["queue_bytes"], 100.0) for s in scores]
            ax.plot(x, y, "o", ms=4, alpha=0.8, color=colour, label=name if split is Split.TRAIN else None)
        ax.set(yscale="log", title=split, xlabel="throughput while data wait (Gbit/s)")
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("mean queue (B)")
    fig.legend(loc="outside upper center", ncols=4, frameon=False)
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
