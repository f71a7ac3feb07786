"""Measures the shipped programs of ``llm_sql`` and writes the table and the figure of its README.

    python scripts/llm_sql_report.py --data DIR            # prints the table
    python scripts/llm_sql_report.py --data DIR --write    # also puts both into the problem's folder
    python scripts/llm_sql_report.py --bounds              # computes bounds.json again (about a minute)

Programs run in this process; all of them are ours. ``--found FILE`` adds a program that a run has found.
Values are hit rates without the charge for time; time has a column of its own.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from time import process_time

from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql import bound as bounds
from adrs.problems.llm_sql.problem import create
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "llm_sql"
START, END = "<!-- results -->", "<!-- /results -->"
COLOURS = {
    "original": "#b0b0b0",
    "statistic": "#d9822b",
    "human_sota": "#1f6fb4",
    "nested_greedy": "#8c6bb1",
    "found": "#3a923a",
}


def programs(problem: Problem, found: Path | None) -> dict[str, Program]:
    """What is measured, from weak to strong."""
    chosen = dict(problem.baselines)
    if found is not None:
        chosen["found"] = Program.from_text(found.read_text(encoding="utf-8"))
    return chosen


def values(problem: Problem, program: Program, workloads: list[Workload]) -> list[float]:
    """Hit rates in percent, in order."""
    return [problem.judge(w, answer_of(problem, program, w)).value for w in workloads]


def splits(problem: Problem) -> dict[str, list[Workload]]:
    """The generated tables of every split, and the real ones by themselves."""
    made: dict[str, list[Workload]] = {}
    for split in Split:
        try:
            workloads = list(problem.workloads(split))
        except DataError as error:
            print(f"{split}: {error}")
            continue
        made[str(split)] = [w for w in workloads if w.family != "real"]
        for workload in workloads:
            if workload.family == "real":
                made[workload.id.partition("/")[2]] = [workload]
    return {name: workloads for name, workloads in made.items() if workloads}


def table(problem: Problem, chosen: Mapping[str, Program]) -> str:
    """A line a program, a column a split or a real table."""
    there = splits(problem)
    lines = [f"| program | {' | '.join(there)} | CPU s on train |", "|---|" + "---:|" * (len(there) + 1)]
    for name, program in chosen.items():
        started = process_time()
        values(problem, program, there["train"])
        taken = process_time() - started
        means = [sum(values(problem, program, ws)) / len(ws) for ws in there.values()]
        lines.append(_line(f"`{name}`", means, f"{taken:.2f}"))
    for kind, title in (
        ("best_known", "best known"),
        ("aligned", "aligned-cell model"),
        ("bound", "proven bound"),
    ):
        lines.append(_line(f"*{title}*", [_mean_limit(kind, ws, problem) for ws in there.values()], ""))
    return "\n".join(lines)


def _mean_limit(kind: str, workloads: list[Workload], problem: Problem) -> float | None:
    if kind == "bound":
        limits = [limit.value for w in workloads if (limit := problem.bound(w)) is not None]
        return sum(limits) / len(limits)
    kept = [bounds.table_of_bounds().get(w.digest) for w in workloads]
    found = [entry[kind] for entry in kept if entry is not None]
    return sum(found) / len(found) if len(found) == len(workloads) else None


def _line(name: str, means: list[float | None] | list[float], cpu: str) -> str:
    return f"| {name} | {' | '.join('' if v is None else f'{v:.2f}' for v in means)} | {cpu} |"


def figure(problem: Problem, chosen: Mapping[str, Program], path: Path) -> None:
    """Hit rate of each program by generated table of test."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "llm_sql", "font.size": 9})
    shown = [w for w in problem.workloads(Split.TEST) if w.family != "real"]
    fig, ax = plt.subplots(figsize=(7.2, 4.8), layout="constrained")
    for name, colour in COLOURS.items():
        if name in chosen:
            rates = values(problem, chosen[name], shown)
            ax.plot(rates, range(len(shown)), "o", color=colour, ms=5, label=name)
    kept = [bounds.table_of_bounds().get(w.digest) for w in shown]
    known = [(entry["aligned"], i) for i, entry in enumerate(kept) if entry is not None]
    ax.plot(*zip(*known, strict=True), "|", color="black", ms=9, label="aligned-cell model")
    ax.set_yticks(range(len(shown)), [w.id for w in shown])
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set_xlabel("prefix hit rate (%)")
    ax.grid(axis="x", lw=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=3, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def write_bounds(problem: Problem, chosen: Mapping[str, Program]) -> None:
    """Limits of all generated tables; the best known rate is kept where it is better."""
    entries = {}
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for workload in problem.workloads(split):
            if workload.family == "real":
                continue
            old = bounds.table_of_bounds().get(workload.digest, {})
            rates = [values(problem, program, [workload])[0] for program in chosen.values()]
            entry = bounds.compute(workload, max([*rates, old.get("best_known", 0.0)]))
            entries[workload.digest] = entry
            print({key: v if isinstance(v, str) else round(v, 2) for key, v in entry.items()}, flush=True)
    bounds.FILE.write_text(json.dumps(entries, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    bounds.table_of_bounds.cache_clear()


def main() -> None:
    """Print the table; with ``--write`` put table and figure into the README's folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--found", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--bounds", action="store_true")
    options = parser.parse_args()
    problem = create(options.data)
    chosen = programs(problem, options.found)
    if options.bounds:
        write_bounds(problem, chosen)
        return
    text = table(problem, chosen)
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        readme.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        figure(problem, chosen, FOLDER / "results.svg")


if __name__ == "__main__":
    main()
