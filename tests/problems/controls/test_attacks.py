"""Programs that try to pass an optimum, and judges that let them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Limits, Problem, Score
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome
from adrs.core.wire import WireError
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged
from adrs.problems import CONTROLS, load
from adrs.testing.inprocess import answer_of

HEADS = {
    "control_mixed_precision": "def allocate(sizes, losses, budget):\n    n = len(sizes)\n    ",
    "control_two_stage_pipeline": "def sequence(load_ms, compute_ms):\n    n = len(load_ms)\n    ",
    "control_chain_partition": "def partition(work_ms, stages):\n    n = len(work_ms)\n    ",
}
REFUSED = {
    "control_mixed_precision": {
        "over the budget": "return {8: list(range(n))}",
        "layers left out": "return {8: [0]}",
        "nothing": "return {}",
        "a layer twice": "return {2: list(range(n)), 8: [0]}",
        "bits that are not offered": "return {16: list(range(n))}",
        "no bits at all": "return {0: list(range(n))}",
        "truth values": "return {2: list(range(2, n)) + [False, True]}",
        "negative aliases": "return {2: list(range(-n, 0))}",
        "bits as text": "return {'2': list(range(n))}",
        "bits as floats": "return {2.0: list(range(n))}",
        "a free step by changing sizes": "sizes[:] = [0] * n; return {8: list(range(n))}",
        "bits by layer": "return {layer: [2] for layer in range(n)}",
        "the loss itself": "return 0",
        "losses": "return {2: losses}",
    },
    "control_two_stage_pipeline": {
        "no jobs": "return []",
        "the quickest alone": "return [0]",
        "the quickest over and over": "return [0] * n",
        "a job twice": "return list(range(n - 1)) + [0]",
        "a job too many": "return list(range(n)) + [0]",
        "negative aliases": "return list(range(-n, 0))",
        "truth values": "return [False, True] + list(range(2, n))",
        "floats": "return [float(j) for j in range(n)]",
        "a tuple": "return tuple(range(n))",
        "the time itself": "return 0",
    },
    "control_chain_partition": {
        "more stages": "return list(range(1, n))",
        "fewer stages": "return []",
        "cuts that fall": "return [n] + [0] * (stages - 2)",
        "cuts before the chain": "return [-1] * (stages - 1)",
        "cuts behind the chain": "return [n + 1] * (stages - 1)",
        "truth values": "return [True] * (stages - 1)",
        "floats": "return [n / 2] * (stages - 1)",
        "a tuple": "return tuple([n] * (stages - 1))",
        "the time itself": "return 0",
    },
}
CHANGED = {
    "control_mixed_precision": "sizes[:] = [0] * n; losses.clear()",
    "control_two_stage_pipeline": "load_ms[:] = compute_ms[:] = [0] * n",
    "control_chain_partition": "work_ms[:] = [0] * n",
}
HONEST = {
    "control_mixed_precision": "return {2: list(range(n))}",
    "control_two_stage_pipeline": "return list(range(n))",
    "control_chain_partition": "return [n] * (stages - 1)",
}
CASES = [(name, attack) for name, attacks in REFUSED.items() for attack in attacks]


def judged(problem: Problem, body: str) -> Score:
    workload = problem.workloads(Split.TRAIN)[0]
    text = HEADS[problem.name] + body.replace("; ", "\n    ") + "\n"
    return problem.judge(workload, answer_of(problem, Program.from_text(text), workload))


@pytest.mark.parametrize(("name", "attack"), CASES, ids=lambda value: str(value))
def test_is_refused(name: str, attack: str) -> None:
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        judged(load(name), REFUSED[name][attack])
    assert str(caught.value).strip()


@pytest.mark.parametrize("name", CONTROLS)
def test_changing_what_was_handed_out_changes_nothing(name: str) -> None:
    problem = load(name)
    assert judged(problem, f"{CHANGED[name]}; {HONEST[name]}") == judged(problem, HONEST[name])


class NoWalls:
    """A sandbox that brings back a given answer."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        return [Completed(workload=w.id, outcome=Outcome.VALID, answer=self.answer) for w in workloads]

    async def aclose(self) -> None:
        """Nothing was started."""


BROKEN: dict[str, Callable[[Workload, Any], float]] = {
    "control_mixed_precision": lambda w, a: float(sum(row[-1] for row in w.inputs["losses"])),
    "control_two_stage_pipeline": lambda w, a: float(sum(w.inputs["compute_ms"][j] for j in a)),
    "control_chain_partition": lambda w, a: float(max(w.inputs["work_ms"]) - 1),
}
"""Judges that do not check: any bits go, jobs may be left out, tasks may be left out."""


@pytest.mark.parametrize("name", CONTROLS)
def test_a_judge_that_forgets_a_rule_is_found_out_by_the_optimum(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = load(name)
    monkeypatch.setattr(problem, "judge", lambda w, a: Score(BROKEN[name](w, a)))
    evaluator = Judged(problem, NoWalls([0]), limits=problem.limits)
    workload = problem.workloads(Split.TRAIN)[0]
    evaluation = asyncio.run(evaluator(problem.seeds["naive"], [workload]))
    assert evaluation.outcome is Outcome.INVALID
    assert "quarantined" in evaluation.reason
