"""Measures the shipped programs of ``multi_agent`` and writes the tables and the figure of its README.

    python scripts/multi_agent_report.py            # prints the table
    python scripts/multi_agent_report.py --write    # also puts table and figure into the problem's folder
    python scripts/multi_agent_report.py --bounds   # searches the best known values anew (minutes of CPU)

Programs run in this process; all of them are ours.
"""

from __future__ import annotations

import copy
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.multi_agent.design import ACTIONS, FIELDS, MAY, USER, design_of
from adrs.problems.multi_agent.judge import outcomes_of
from adrs.problems.multi_agent.modes import MODES
from adrs.problems.multi_agent.problem import create
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "multi_agent"
START, END = "<!-- results -->", "<!-- /results -->"
PROBLEM = create()
SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)
PROGRAMS: dict[str, Program] = {
    "starting_team (naive seed)": PROBLEM.seeds["naive"],
    **{f"{name} (seed)": PROBLEM.seeds[name] for name in ("solo", "feedback", "clarifying")},
    **{name: PROBLEM.baselines[name] for name in ("no_verification", "chatdev", "agentcoder", "human_sota")},
    "asks_first (reference)": PROBLEM.baselines["asks_first"],
}
HEAD = (
    "| split | program | value | points | modes a run | functions delivered | whole tasks | cost |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|"
)
STEPS = 200
"""Changes tried for the best known value of a workload."""


@cache
def answer(name: str) -> Any:
    """The design of a shipped program; the same for every workload."""
    return answer_of(PROBLEM, PROGRAMS[name], PROBLEM.workloads(Split.TRAIN)[0])


@cache
def measure(name: str, workload: Workload) -> Score:
    """The score of a shipped program on a workload."""
    return PROBLEM.judge(workload, answer(name))


def lines(split: Split) -> list[str]:
    """One line a program, then the best known and the bound."""
    known = [PROBLEM.bound(workload).best_known or 0.0 for workload in PROBLEM.workloads(split)]
    return [
        *(line(split, name) for name in PROGRAMS),
        f"| {split} | *best known, each workload for itself* | {fmean(known):.2f} | | | | | |",
        f"| {split} | *bound* | 100.00 | | | | | |",
    ]


def line(split: Split, name: str) -> str:
    """Means over the workloads of a split."""
    scores = [measure(name, workload) for workload in PROBLEM.workloads(split)]

    def mean(metric: str) -> float:
        return fmean(score.metrics[metric] for score in scores)

    return (
        f"| {split} | {name} | {fmean(score.value for score in scores):.2f} | {mean('points'):.2f} "
        f"| {mean('modes'):.2f} | {mean('delivered'):.0%} | {mean('success'):.0%} | {mean('cost'):.1f} |"
    )


def table() -> str:
    """The whole table."""
    return "\n".join([HEAD, *(text for split in SPLITS for text in lines(split))])


def improved(workload: Workload, rng: Random) -> float:
    """The best value that local search finds for one workload, whose luck it may look at."""
    designs = [answer(name) for name in PROGRAMS]
    best_value, best = max(((PROBLEM.judge(workload, d).value, d) for d in designs), key=lambda pair: pair[0])
    for _ in range(STEPS):
        tried = copy.deepcopy(best)
        for _ in range(rng.choice([1, 1, 2, 3])):
            change(tried, rng)
        try:
            value = PROBLEM.judge(workload, tried).value
        except InvalidAnswer:
            continue
        if value >= best_value:
            best_value, best = value, tried
    return best_value


def change(design: dict[str, Any], rng: Random) -> None:
    """Change one thing in a design; it may not be valid afterwards."""
    names = [role["name"] for role in design["roles"]]
    kind = rng.randrange(8)
    if kind == 0:
        key = rng.choice(["max_rounds", "context_chars", "last_k"])
        design[key] = max(1, round(design[key] * rng.choice([0.5, 0.8, 1.25, 2.0])))
    elif kind == 1:
        design["context"] = rng.choice(["all", "last_k", "summary"])
    elif kind == 2:
        design["edges"].append([rng.choice([USER, *names]), rng.choice([USER, *names])])
    elif kind == 3 and design["edges"]:
        design["edges"].pop(rng.randrange(len(design["edges"])))
    elif kind == 4:
        role = rng.choice(design["roles"])
        field = rng.choice(FIELDS)
        has = field in role["prompt"]
        role["prompt"] = role["prompt"].replace(field, "") if has else role["prompt"] + field
    elif kind == 5:
        steps = design[rng.choice(["order", "opening"])]
        if steps and rng.random() < 0.5:
            steps.pop(rng.randrange(len(steps)))
        else:
            steps.insert(rng.randint(0, len(steps)), [rng.choice(names), rng.choice(ACTIONS)])
    elif kind == 6:
        may = rng.choice(design["roles"])["may"]
        word = rng.choice(MAY)
        _ = may.remove(word) if word in may else may.append(word)
    else:
        design["stop"] = {"on": rng.choice(["verified", "rounds", "decider"])}


def bounds() -> dict[str, float]:
    """The best known value of every workload, searched anew."""
    return {w.id: improved(w, Random(w.id)) for split in SPLITS for w in PROBLEM.workloads(split)}


def figure(path: Path) -> None:
    """How often each failure mode is present on test, by program."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "multi_agent", "font.size": 9})
    shown = {
        "starting_team (naive seed)": "#8a8a8a",
        "human_sota": "#1f6fb4",
        "asks_first (reference)": "#d9822b",
    }
    fig, ax = plt.subplots(figsize=(7.4, 4.6), layout="constrained")
    for number, (name, colour) in enumerate(shown.items()):
        shares = mode_shares(name)
        rows = [row + (number - 1) * 0.27 for row in range(len(MODES))]
        label = name.partition(" ")[0]
        ax.barh(rows, [shares.get(mode, 0.0) for mode in MODES], 0.25, color=colour, label=label)
    ax.set_yticks(range(len(MODES)), [f"{mode} {words}" for mode, words in MODES.items()])
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    ax.set_xlabel("share of runs on test in which the mode is present (simulated agents)")
    ax.grid(axis="x", lw=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    fig.legend(loc="outside upper center", ncols=3, frameon=False)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)


def mode_shares(name: str) -> dict[str, float]:
    """How often each mode is present in the runs of a program on test."""
    design = design_of(answer(name))
    found = [o.modes for w in PROBLEM.workloads(Split.TEST) for o in outcomes_of(design, w)]
    tally = Counter(mode for modes in found for mode in modes)
    return {mode: count / len(found) for mode, count in tally.items()}


def main() -> None:
    """Print the table; write what is asked for."""
    if "--bounds" in sys.argv[1:]:
        text = json.dumps(bounds(), indent=1, sort_keys=True)
        (FOLDER / "bounds.json").write_text(text + "\n", encoding="utf-8")
        return
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
