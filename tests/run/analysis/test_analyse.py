"""The analysis of a run on the tiny problem, where every figure can be checked by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from adrs.core.candidate import Admission
from adrs.core.events import Assessed, Event, Started, Told
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Usage
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged
from adrs.run.analysis.ablation import Ablation
from adrs.run.analysis.analyse import Analysis, analyse
from adrs.run.analysis.bench import Bench
from adrs.run.config import RunConfig
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.report.lineage import lineage
from adrs.run.state import fold
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import NAIVE as NAIVE_TEXT
from adrs.testing.tiny import InProcess, TinyProblem

CHAMPION = """def weight(job):
    return job[0] / job[1]


def unused(job):
    return 42


def solve(jobs):
    idle = 3.5
    return sorted(range(len(jobs)), key=lambda i: -2.0 * weight(jobs[i]))
"""


class Counting:
    """An evaluator that counts, and refuses what an analysis must not touch."""

    def __init__(self, problem: Problem) -> None:
        self.inner = Judged(problem, InProcess(problem), limits=problem.limits)
        self.calls = 0

    async def __call__(
        self, program: Program, workloads: Sequence[Workload], *, against: Evaluation | None = None
    ) -> Evaluation:
        assert {w.split for w in workloads} <= {Split.TRAIN, Split.VALIDATION}
        self.calls += 1
        return await self.inner(program, workloads)


def world(text: str = CHAMPION) -> tuple[TinyProblem, MemoryStore]:
    """A journal in which ``text`` was made from the naive seed."""
    problem, store = TinyProblem(), MemoryStore()
    judged = Judged(problem, InProcess(problem), limits=problem.limits)
    seed, champion = Program.from_text(NAIVE_TEXT), Program.from_text(text)

    def on(program: Program, split: Split) -> Evaluation:
        return asyncio.run(judged(program, problem.workloads(split)))

    def told(name: str, program: Program, *parents: str) -> Told:
        return Told(
            candidate=name, program=program.digest, syntax=name, parents=parents, note="", usage=Usage(),
            origin="genetic:x" if parents else "seed:naive", evaluation=on(program, Split.TRAIN),
            admission=Admission.NEW,
        )  # fmt: skip

    events: list[Event] = [Started(problem="tiny", config=RunConfig(problem="tiny").to_json())]
    for name, program in ((NAIVE, seed), (HUMAN, problem.baselines["human_sota"])):
        evaluation = on(program, Split.TRAIN)
        events.append(Assessed(candidate=name, program=program.digest, split="train", evaluation=evaluation))
    events += [told("s0", seed), told("c0", champion, "s0")]
    store.append("tiny-1", events, [seed, champion])
    return problem, store


def analysed(
    evaluations: int = 200, *, memory: Path | None = None, text: str = CHAMPION, remember_only: bool = False
) -> tuple[Analysis, int]:
    """The analysis, and how many evaluations it took."""
    problem, store = world(text)
    state = fold("tiny-1", (event for _, event in store.read("tiny-1")))
    found = lineage(store.read("tiny-1"), "c0")
    counting = Counting(problem)
    bench = Bench(problem, None if remember_only else counting, memory=memory)
    result = asyncio.run(analyse(state, bench, store, found, evaluations=evaluations))
    assert result is not None
    return result, counting.calls


def by_code(result: Analysis, code: str) -> Ablation:
    """The ablation of the outermost change that begins with ``code``."""
    lines = CHAMPION.split("\n")
    label = next(c.label for c in result.changes if any(code in line for line in lines[c.start : c.stop]))
    return next(a for a in result.ablations if a.labels == (label,))


def test_what_nothing_uses_is_worth_nothing_and_what_is_used_cannot_be_removed_alone() -> None:
    result, _ = analysed()
    unused = by_code(result, "def unused")
    assert unused.effect is not None
    assert unused.effect.same
    assert "NameError: name 'weight'" in by_code(result, "def weight").needed


def test_hunks_that_need_each_other_are_measured_together() -> None:
    result, _ = analysed()
    together = result.ablations[-1]
    if len(together.labels) > 1:
        assert together.effect is not None
        assert together.effect.lost.mean > 0


def test_the_minimal_champion_is_shorter_and_scores_the_same_on_train_and_validation() -> None:
    result, _ = analysed()
    assert result.minimal is not None
    assert "unused" not in result.minimal.text
    assert "weight" in result.minimal.text
    assert result.minimal.lines[1] < result.minimal.lines[0]
    assert result.minimal.complete


def test_a_constant_that_only_scales_the_key_does_not_matter() -> None:
    result, _ = analysed()
    scale = next(s for s in result.constants if s.value == 2.0)
    assert not scale.matters
    assert scale.swing == 0.0


def test_the_ceiling_never_lies_below_the_seed_on_train() -> None:
    result, _ = analysed()
    assert result.ceiling is not None
    before, after = result.ceiling.before[0], result.ceiling.after[0]
    assert before is not None
    assert after is not None
    assert after <= before


def test_a_second_analysis_is_free_and_the_same(tmp_path: Path) -> None:
    first, calls = analysed(memory=tmp_path / "analysis.jsonl")
    again, none = analysed(memory=tmp_path / "analysis.jsonl")
    remembered, _ = analysed(memory=tmp_path / "analysis.jsonl", remember_only=True)
    assert calls > 0
    assert none == 0
    assert (again.ablations, again.minimal, again.constants) == (
        first.ablations,
        first.minimal,
        first.constants,
    )
    assert remembered.ceiling == first.ceiling


def test_an_analysis_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    memory = tmp_path / "analysis.jsonl"
    _, all_calls = analysed()
    analysed(memory=memory)
    lines = memory.read_text().splitlines()
    memory.write_text("\n".join(lines[:5]) + '\n{"of": "cut o')
    _, rest = analysed(memory=memory)
    assert rest == all_calls - 5


def test_a_budget_that_is_too_small_is_kept_and_said() -> None:
    result, calls = analysed(8)
    assert calls <= 8
    assert result.missing


def test_an_evaluation_on_other_workloads_is_not_taken_for_one_on_these(tmp_path: Path) -> None:
    memory = tmp_path / "analysis.jsonl"
    _, calls = analysed(memory=memory)
    memory.write_text(memory.read_text().replace('"of": "', '"of": "x'))
    assert analysed(memory=memory)[1] == calls
