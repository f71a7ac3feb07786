"""Measures the programs of ``topk_select`` and writes the table, the figure and the bounds of its folder.

    python scripts/topk_select_report.py [--found FILE] [--rounds 3]             # prints the table
    python scripts/topk_select_report.py --found FILE --write                    # also writes all three

Programs run in the sandbox, in turns with the reference. CPU times belong to the machine and the numpy they
were measured with; reads are the same everywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from statistics import fmean

from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split
from adrs.evaluate.judged import Judged
from adrs.evaluate.paced import Paced
from adrs.problems.topk_select.judge import LEAST
from adrs.problems.topk_select.problem import create
from adrs.sandbox.choose import best

PROBLEM = create()
FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "topk_select"
START, END = "<!-- results -->", "<!-- /results -->"
SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)
HEAD = (
    "| split | program | CPU time, of `numpy.partition`'s | over workloads | reads an element |",
    "|---|---|---:|---:|---:|",
)
COLOURS = {
    "sort": "#8a8a8a",
    "rtopk": "#b08fc7",
    "human_sota": "#1f6fb4",
    "sampled": "#4ca64c",
    "found": "#d9822b",
}

Measured = dict[tuple[Split, str], tuple[Verdict, ...]]


async def measured(programs: dict[str, Program], rounds: int) -> Measured:
    """The verdicts of every program on every split."""
    sandbox = best(PROBLEM.harness)
    paced = Paced(Judged(PROBLEM, sandbox, limits=PROBLEM.limits), PROBLEM.pace, rounds=rounds)
    found = {}
    try:
        for split in SPLITS:
            for name, program in programs.items():
                verdicts = (await paced(program, PROBLEM.workloads(split))).verdicts
                for verdict in verdicts:
                    if not verdict.ok:
                        where = f"{name} on {verdict.workload}"
                        raise SystemExit(f"{where}: {verdict.outcome.value}, {verdict.feedback}")
                found[split, name] = verdicts
    finally:
        await sandbox.aclose()
    return found


def rows(found: Measured) -> list[str]:
    """One line a split and program."""
    lines = []
    for (split, name), verdicts in found.items():
        times = [relative(v) for v in verdicts]
        reads = fmean(v.metrics["reads_per_element"] for v in verdicts)
        value = fmean(v.value or 0.0 for v in verdicts)
        lines.append(
            f"| {split} | {name} | {value:.3f} | {min(times):.2f} – {max(times):.2f} | {reads:.3f} |"
        )
    return lines


def relative(verdict: Verdict) -> float:
    """CPU time of the program over the reference's, before rounding to steps."""
    return 1.0 / verdict.metrics["cpu_ratio"]


def bounds(found: Measured) -> dict[str, float]:
    """The least relative CPU time on each workload: 1 for the reference, or what another program needed."""
    least: dict[str, float] = {}
    for (_, name), verdicts in found.items():
        for verdict in verdicts:
            time = 1.0 if name == "partition" else max(LEAST, round(relative(verdict), 4))
            least[verdict.workload] = min(time, least.get(verdict.workload, time))
    return least


def figure(found: Measured, path: Path) -> None:
    """Relative CPU time by workload, one mark a program; 1 is the reference."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "topk_select", "font.size": 9})
    shown = [w.id for split in (Split.TRAIN, Split.TEST) for w in PROBLEM.workloads(split)]
    fig, ax = plt.subplots(figsize=(7.2, 5.2), layout="constrained")
    for name, colour in COLOURS.items():
        places = [
            (relative(v), shown.index(v.workload))
            for (_, program), verdicts in found.items()
            if program == name
            for v in verdicts
            if v.workload in shown
        ]
        if places:
            ax.plot(*zip(*places, strict=True), "o", color=colour, ms=5, alpha=0.85, label=name)
    ax.axvline(1.0, color="black", lw=0.8)
    ax.set_xscale("log", base=2)
    ax.set_yticks(range(len(shown)), shown)
    ax.invert_yaxis()
    ax.xaxis.set_major_formatter("{x:g}")
    ax.set_xlabel("CPU time relative to numpy.partition (line); less is better")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=5, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def main() -> None:
    """Print the table; with ``--write`` put table, figure and bounds into the folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--found", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    programs = dict(PROBLEM.baselines)
    if options.found:
        programs["found"] = Program.from_text(options.found.read_text(encoding="utf-8"))
    found = asyncio.run(measured(programs, options.rounds))
    text = "\n".join([*HEAD, *rows(found)])
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        readme.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        (FOLDER / "bounds.json").write_text(json.dumps(bounds(found), indent=1) + "\n", encoding="utf-8")
        figure(found, FOLDER / "results.svg")


if __name__ == "__main__":
    main()
