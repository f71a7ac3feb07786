"""Measures the programs of ``weight_compression`` and writes the tables of its README.

    python scripts/weight_compression_report.py [--found FILE]            # prints the tables
    python scripts/weight_compression_report.py --found FILE --write      # also puts them into its folder
    python scripts/weight_compression_report.py --bounds                  # searches what is best known

Programs run in this process; give no program that you have not read.
"""

from __future__ import annotations

import argparse
import json
import re
from functools import cache
from itertools import product
from pathlib import Path
from statistics import fmean

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Problem, Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.weight_compression import judge as judging
from adrs.problems.weight_compression.bound import rate_distortion
from adrs.problems.weight_compression.cases import case_of
from adrs.problems.weight_compression.judge import Allocation
from adrs.problems.weight_compression.problem import create
from adrs.problems.weight_compression.quantisers import CODEBOOKS
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "weight_compression"
START, END = "<!-- results -->", "<!-- /results -->"
SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)
HEAD = (
    "| split | program | points | bitrate | stored | perplexity A | perplexity B | output error |",
    "|---|---|---:|---:|---:|---:|---:|---:|",
)
COLUMNS = ("bitrate", "stored_bitrate", "rise_a", "rise_b", "output_error")
SHARES = (0.0, 0.05, 0.1, 0.2)
"""Of columns with four bits, tried for attention and for the feed-forward part."""


def programs_of(problem: Problem, found: Program | None) -> dict[str, Program]:
    """What is shown."""
    seeds = {f"{n} (seed)": p for n, p in problem.seeds.items() if n not in problem.baselines}
    unscaled = re.sub(r"(?m)^FACTOR = .*$", "FACTOR = 1.0", problem.baselines["kurtosis"].text)
    published = {"kurtosis, shares as published": Program.from_text(unscaled)}
    return {**seeds, **problem.baselines, **published, **({"found": found} if found else {})}


@cache
def score(problem: Problem, program: Program, workload: Workload) -> Score | None:
    """The judge's score, or nothing where the answer is refused."""
    try:
        return problem.judge(workload, answer_of(problem, program, workload))
    except InvalidAnswer:
        return None


def rows(problem: Problem, split: Split, programs: dict[str, Program]) -> list[str]:
    """One line a program, and what is best known."""
    workloads, lines = problem.workloads(split), []
    for name, program in programs.items():
        scores = [s for w in workloads if (s := score(problem, program, w)) is not None]
        if len(scores) < len(workloads):
            lines.append(f"| {split} | {name} | past the cap on {len(workloads) - len(scores)} | | | | | |")
            continue
        cells = [fmean(s.value for s in scores), *(fmean(s.metrics[c] for s in scores) for c in COLUMNS)]
        lines.append(f"| {split} | {name} | {' | '.join(f'{cell:.4f}' for cell in cells)} |")
    known = [b.best_known for w in workloads if (b := problem.bound(w)) and b.best_known is not None]
    if known:
        lines.append(f"| {split} | *best known* | *{fmean(known):.4f}* | | | | | |")
    return lines


def quantisers(problem: Problem) -> list[str]:
    """Codebooks with and without error feedback, two bits for every column, on the first train workload."""
    case = case_of(problem.workloads(Split.TRAIN)[0])
    columns = [m.weights.shape[1] for m in case.matrices]
    order = [np.argsort(-np.diag(m.gram), kind="stable") for m in case.matrices]
    found = [Allocation(np.full(n, 2), o) for n, o in zip(columns, order, strict=True)]
    lines = [
        "| codebook | feedback | perplexity A | perplexity B | output error |",
        "|---|---|---:|---:|---:|",
    ]
    for name, feedback in product(CODEBOOKS, (False, True)):
        metrics = judging.score(case, found, codebook=name, feedback=feedback).metrics
        cells = " | ".join(f"{metrics[c]:.4f}" for c in COLUMNS[2:])
        lines.append(f"| {name} | {'yes' if feedback else 'no'} | {cells} |")
    limit = fmean(rate_distortion(matrix, 2) for matrix in case.matrices)
    lines.append(f"| *rate and distortion, normal weights* | | | | *{limit:.4f}* |")
    return lines


def search_bounds(problem: Problem, programs: dict[str, Program]) -> None:
    """The best of ``programs`` and a grid of shares for attention and feed-forward matrices.

    On the grid columns are ranked by activation.
    """
    known = {}
    for workload in (w for split in SPLITS for w in problem.workloads(split)):
        case = case_of(workload)
        values = [s.value for p in programs.values() if (s := score(problem, p, workload)) is not None]
        for attention, forward in product(SHARES, SHARES):
            found = []
            for matrix in case.matrices:
                share = attention if matrix.name.endswith(("qkv", "attention_out")) else forward
                order = np.argsort(-np.diag(matrix.gram), kind="stable")
                bits = np.full(len(order), 2)
                bits[order[: int(share * len(order))]] = 4
                found.append(Allocation(bits, order))
            values.append(judging.score(case, found).value)
        known[workload.digest] = max(values)
        print(workload.id, max(values), values.index(max(values)), flush=True)
    (FOLDER / "bounds.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Print the tables; with ``--write`` put them into the README."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--found", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--bounds", action="store_true")
    options = parser.parse_args()
    problem = create()
    found = Program.from_text(options.found.read_text(encoding="utf-8")) if options.found else None
    programs = programs_of(problem, found)
    if options.bounds:
        search_bounds(problem, programs)
        return
    text = "\n".join([*HEAD, *(line for split in SPLITS for line in rows(problem, split, programs))])
    text += "\n\nThe quantisers, two bits for every column:\n\n" + "\n".join(quantisers(problem))
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        readme.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
