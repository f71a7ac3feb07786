from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.core.workload import Split, Workload
from adrs.evaluate.cached import Cached
from adrs.evaluate.judged import Judged
from adrs.evaluate.kept import Kept
from adrs.evaluate.scale import Anchors, Scale
from adrs.testing.tiny import BEST, InProcess, TinyProblem

PROBLEM = TinyProblem()
TRAIN = PROBLEM.workloads(Split.TRAIN)


class Dictionary:
    """A shelf in memory."""

    def __init__(self) -> None:
        self.verdicts: dict[str, Verdict] = {}

    def get(self, keys: Sequence[str]) -> Verdict | None:
        return next((self.verdicts[key] for key in keys if key in self.verdicts), None)

    def put(self, key: str, verdict: Verdict) -> None:
        self.verdicts.setdefault(key, verdict)


class Counting(InProcess):
    """Counts what it runs, and may blame the program for something."""

    def __init__(self, outcome: Outcome = Outcome.VALID, cpu_s: float = 0.25) -> None:
        super().__init__(PROBLEM)
        self.ran = 0
        self.outcome = outcome
        self.cpu_s = cpu_s

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        self.ran += len(workloads)
        done = await super().run(program, workloads, limits=limits)
        if self.outcome is Outcome.VALID:
            return done
        usage = Usage(cpu_s=self.cpu_s)
        return [replace(c, outcome=self.outcome, answer=None, reason="line 7", usage=usage) for c in done]


def judged(sandbox: Counting, *, limits: Limits | None = None, scale: Scale | None = None) -> Judged:
    return Judged(PROBLEM, sandbox, limits=limits or PROBLEM.limits, scale=scale)


def evaluate(evaluator: Kept | Cached, text: str = BEST) -> Evaluation:
    return asyncio.run(evaluator(Program.from_text(text), TRAIN))


def test_another_run_finds_what_the_first_one_found() -> None:
    shelf, first, second = Dictionary(), Counting(), Counting()
    told = evaluate(Kept(judged(first), shelf))
    again = evaluate(Kept(judged(second), shelf))
    assert (first.ran, second.ran) == (len(TRAIN), 0)
    assert again == told
    assert again.usage.cpu_s == pytest.approx(0.25 * len(TRAIN))


def test_it_gives_what_the_plain_evaluator_gives() -> None:
    plain = asyncio.run(judged(Counting())(Program.from_text(BEST), TRAIN))
    kept = Kept(judged(Counting()), Dictionary())
    assert evaluate(kept) == plain
    assert evaluate(kept) == plain


def test_layout_and_comments_do_not_matter_to_a_valid_program() -> None:
    shelf, second = Dictionary(), Counting()
    evaluate(Kept(judged(Counting()), shelf))
    evaluate(Kept(judged(second), shelf), f"# as before\n\n{BEST}")
    assert second.ran == 0


def test_a_crash_is_kept_for_the_very_text_because_it_names_lines() -> None:
    shelf, same, moved = Dictionary(), Counting(Outcome.CRASHED), Counting(Outcome.CRASHED)
    evaluate(Kept(judged(Counting(Outcome.CRASHED)), shelf))
    evaluate(Kept(judged(same), shelf))
    evaluate(Kept(judged(moved), shelf), f"# moved\n{BEST}")
    assert (same.ran, moved.ran) == (0, len(TRAIN))


@pytest.mark.parametrize(("cpu_s", "runs_again"), [(0.1, True), (PROBLEM.limits.cpu_s, False)])
def test_only_a_timeout_that_spent_its_cpu_time_is_kept(cpu_s: float, runs_again: bool) -> None:
    shelf, second = Dictionary(), Counting(Outcome.TIMED_OUT, cpu_s)
    evaluate(Kept(judged(Counting(Outcome.TIMED_OUT, cpu_s)), shelf))
    evaluate(Kept(judged(second), shelf))
    assert bool(second.ran) is runs_again


def test_other_limits_are_another_question() -> None:
    shelf, second = Dictionary(), Counting()
    evaluate(Kept(judged(Counting()), shelf))
    evaluate(Kept(judged(second, limits=Limits(cpu_s=1.0)), shelf))
    assert second.ran == len(TRAIN)


def test_scores_are_read_on_the_scale_of_whoever_asks() -> None:
    shelf = Dictionary()
    evaluate(Kept(judged(Counting()), shelf))
    scale = Scale(PROBLEM.objective, {w.id: Anchors(naive=1000.0, human=500.0) for w in TRAIN})
    found = evaluate(Kept(judged(Counting(), scale=scale), shelf))
    assert [v.normalised for v in found.verdicts] == [(1000 - (v.value or 0)) / 500 for v in found.verdicts]


def test_the_memory_of_a_run_may_lie_above_it() -> None:
    sandbox = Counting()
    evaluator = Cached(Kept(judged(sandbox), Dictionary()))
    assert evaluate(evaluator) == evaluate(evaluator)
    assert sandbox.ran == len(TRAIN)
