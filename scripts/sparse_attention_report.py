"""Measures the programs of ``sparse_attention`` and writes the tables and figures of its README.

    python scripts/sparse_attention_report.py [--found FILE]            # prints the tables
    python scripts/sparse_attention_report.py --found FILE --write      # also puts them into its folder

Programs run in this process; give no program that you have not read.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.problem import Problem, Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.sparse_attention import captured
from adrs.problems.sparse_attention.calls import Call
from adrs.problems.sparse_attention.end_to_end import LAST, run
from adrs.problems.sparse_attention.problem import create
from adrs.small_model import batches, bpe, synthetic
from adrs.small_model.checkpoint import shipped
from adrs.small_model.looking import attention_shares
from adrs.testing.inprocess import answer_of

FOLDER = Path(__file__).parents[1] / "src" / "adrs" / "problems" / "sparse_attention"
START, END = "<!-- results -->", "<!-- /results -->"
SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)
HEAD = (
    "| split | program | value | density | error | worst head |",
    "|---|---|---:|---:|---:|---:|",
)
COLUMNS = ("density", "error", "worst_head_error")
DENSITIES = (0.02, 0.05, 0.1, 0.2)
SHARES = {"streaming_llm": "WINDOW_SHARE", "oracle_top_k": "SHARE", "random_sampling": "RATE"}
"""Rules by the constant that sets how much they read."""
PROMPTS = 8
"""Prompts of facts and of tables: those of 64 with most answers among their last tokens."""
WHOLE_HEAD = (
    "| program | density | perplexity, prose | answers right, facts | answers right, tables |",
    "|---|---:|---:|---:|---:|",
)


def programs_of(problem: Problem, found: Program | None) -> dict[str, Program]:
    """What is shown."""
    seeds = {f"{name} (seed)": problem.seeds[name] for name in ("naive", "window", "flat_share", "top_share")}
    return {**seeds, **problem.baselines, **({"found": found} if found else {})}


@cache
def score(problem: Problem, program: Program, workload: Workload) -> Score:
    """The judge's score."""
    return problem.judge(workload, answer_of(problem, program, workload))


def rows(problem: Problem, split: Split, programs: dict[str, Program]) -> list[str]:
    """One line a program, and the limits."""
    workloads = problem.workloads(split)
    lines = []
    for name, program in programs.items():
        scores = [score(problem, program, workload) for workload in workloads]
        cells = [fmean(s.value for s in scores), *(fmean(s.metrics[c] for s in scores) for c in COLUMNS)]
        lines.append(f"| {split} | {name} | {' | '.join(f'{cell:.4f}' for cell in cells)} |")
    bounds = [bound for workload in workloads if (bound := problem.bound(workload)) is not None]
    oracle = fmean(bound.best_known for bound in bounds if bound.best_known is not None)
    lines.append(f"| {split} | *oracle* | *{oracle:.4f}* | | | |")
    lines.append(f"| {split} | *bound* | *{fmean(b.value for b in bounds):.4f}* | | | |")
    return lines


def module_of(program: Program) -> Any:
    """A program, loaded."""
    module = ModuleType("shown")
    exec(compile(program.text, "program.py", "exec"), module.__dict__)
    return module


def selector(program: Program) -> Callable[[Call], Any]:
    """The program as the whole model calls it, layer by layer."""
    module = module_of(program)

    def select(call: Call) -> Any:
        rng = np.random.default_rng(0)
        parts = (call.queries, call.keys, call.values, call.visible)
        return module.select(*parts, call.scale, call.fixed, rng)

    return select


@dataclass(frozen=True, slots=True)
class Prompt:
    """Tokens whose end is predicted, and which of the last ones are answers that the text before gives."""

    tokens: list[int]
    answers: Any


@cache
def prompts(kind: str) -> list[Prompt]:
    """Prompts of held-out prose, or of facts and tables that end with questions about them."""
    if kind == "prose":
        names = (
            "intro/tutorial05.txt",
            "misc/design-philosophies.txt",
            "ref/csrf.txt",
            "topics/security.txt",
        )
        blank = np.zeros(LAST, bool)
        return [Prompt(captured.prompt(shipped(), "prose", name), blank) for name in names]
    pairs = bpe.read(Path(str(bpe.__file__)).parent / "data" / "bpe.json")
    make = {"facts": synthetic.facts, "table": synthetic.table}[kind]
    rows = batches.synthetic_rows(pairs, make, f"end to end/{kind}", rows=64, length=captured.LENGTH - 1)
    order = np.argsort(-rows.answers[:, -LAST:].sum(axis=1), kind="stable")[:PROMPTS]
    return [Prompt(rows.tokens[i].tolist(), rows.answers[i, -LAST:]) for i in order]


def whole(programs: dict[str, Program]) -> list[str]:
    """One line a program: the model with sparse reads in every layer of the last 64 positions."""
    lines = []
    for name, program in {"(dense)": None, **programs}.items():
        select = selector(program) if program is not None else None
        density, cells = [], []
        for kind in ("prose", "facts", "table"):
            asked = prompts(kind)
            found = [run(shipped(), p.tokens, select, seed=i) for i, p in enumerate(asked)]
            density += [part.density for part in found]
            answers = np.stack([p.answers for p in asked])
            if answers.any():
                cells.append(f"{np.stack([part.right for part in found])[answers].mean():.3f}")
            else:
                cells.append(f"{np.exp(fmean(float(part.nats.mean()) for part in found)):.2f}")
        lines.append(f"| {name} | {fmean(density):.3f} | {' | '.join(cells)} |")
    return lines


def at_density(problem: Problem) -> dict[str, Program]:
    """Three rules with the constant that sets how much they read at 5, 10 and 20 %."""
    return {
        f"{name} at {100 * density:.0f} %": with_constant(problem.baselines[name], constant, density)
        for density in DENSITIES[1:]
        for name, constant in SHARES.items()
    }


def with_constant(program: Program, constant: str, value: float) -> Program:
    """The program with one of its constants set."""
    return Program.from_text(re.sub(rf"(?m)^{constant} = .*$", f"{constant} = {value}", program.text))


def at_densities(problem: Problem) -> list[str]:
    """Error of certain reads by logit and of chance at fixed densities, on the free train workloads."""
    lines = ["| rule | " + " | ".join(f"{100 * d:.0f} %" for d in DENSITIES) + " |", "|---|" + "---:|" * 4]
    free = [w for w in problem.workloads(Split.TRAIN) if w.family.startswith("free")]
    for name, constant in SHARES.items():
        cells = []
        for density in DENSITIES:
            program = with_constant(problem.baselines[name], constant, density)
            cells.append(f"{fmean(score(problem, program, w).metrics['error'] for w in free):.3f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def maps(path: Path) -> None:
    """Attention of four heads over a prompt of facts: the ones with most on the start, near, and far."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    tokens = captured.prompt(shipped(), "facts", "maps")[:160]
    shares = attention_shares(shipped().model, np.array(tokens))
    i = np.arange(len(tokens))
    age = i[:, None] - i
    measures = {
        "on the first token": lambda a: a[8:, 0].mean(),
        "on the last 8 tokens": lambda a: a[32:][(age[32:] >= 0) & (age[32:] < 8)].sum() / len(a[32:]),
        "on what followed this token before": lambda a: _induction(a, tokens),
        "over 32 tokens back, the first apart": lambda a: np.where(age >= 32, a, 0)[64:, 1:].sum(1).mean(),
    }
    fig, axes = plt.subplots(1, 4, figsize=(12.0, 3.5), layout="constrained")
    for ax, (name, measure) in zip(axes, measures.items(), strict=True):
        best = max(shares, key=lambda key: measure(shares[key]))
        ax.imshow(np.sqrt(shares[best]), cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(
            f"layer {best[0]}, head {best[1]}\n{100 * measure(shares[best]):.0f} % {name}", fontsize=7.5
        )
        ax.set_xlim(-4, len(tokens))  # the first column is a sink: keep it off the frame
        ax.set_xlabel("key", fontsize=8)
        ax.tick_params(labelsize=7)
    axes[0].set_ylabel("query", fontsize=8)
    fig.savefig(path, dpi=90, metadata={"Software": None})


def _induction(share: Any, tokens: list[int]) -> float:
    """Mean attention on positions right after an earlier occurrence of the query's token."""
    found = []
    for i in range(64, len(tokens)):
        after = [j + 1 for j in range(1, i - 1) if tokens[j] == tokens[i]]
        if after:
            found.append(share[i, after].sum())
    return float(np.mean(found))


def main() -> None:
    """Print the tables; with ``--write`` put tables and figure into the README's folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--found", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    problem = create()
    found = Program.from_text(options.found.read_text(encoding="utf-8")) if options.found else None
    programs = programs_of(problem, found)
    parts = [
        "\n".join([*HEAD, *(line for split in SPLITS for line in rows(problem, split, programs))]),
        "Error at fixed densities, free train workloads:\n\n" + "\n".join(at_densities(problem)),
        "The whole model, sparse in every layer:\n\n"
        + "\n".join([*WHOLE_HEAD, *whole({**programs, **at_density(problem)})]),
    ]
    text = "\n\n".join(parts)
    print(text)
    if options.write:
        readme = FOLDER / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split(START)
        readme.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        maps(FOLDER / "maps.png")


if __name__ == "__main__":
    main()
