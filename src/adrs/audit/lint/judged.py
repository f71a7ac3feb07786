"""Rules about the judge: it refuses what is no answer, cannot be gamed, and two accounts of it agree."""

from __future__ import annotations

import copy
import traceback
from collections.abc import AsyncIterator, Iterator
from typing import Any

from adrs.audit.check import Check
from adrs.audit.corpus import cheats
from adrs.audit.judging import Answers, damaged_answers, published_cost, real_answers, second_account
from adrs.audit.lint.finding import Finding, Subject, error, warning
from adrs.audit.rounds import cheated
from adrs.audit.scoring import Scoring
from adrs.core import wire
from adrs.core.errors import InvalidAnswer
from adrs.core.inspected import GARBAGE
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged


def garbage(subject: Subject) -> Iterator[Finding]:
    """Plain data that is no answer is refused, with a reason."""
    workload = subject.problem.workloads(Split.TRAIN)[0]
    for answer in GARBAGE:
        how = _received(subject.problem, workload, answer)
        if how:
            todo = "raise InvalidAnswer with a reason, after asking for exact types"
            yield error("malformed", f"{answer!r} {how}", subject.place("judge.py"), todo)
            return  # one says enough; more would follow


def _received(problem: Problem, workload: Workload, answer: Any) -> str:
    """What was wrong with how the judge took ``answer``; empty when it refused it as it should."""
    try:
        score = problem.judge(workload, copy.deepcopy(answer))
    except InvalidAnswer as refusal:
        return "" if str(refusal).strip() else "is refused without a reason"
    except Exception as failure:  # the question is whether a judge ever does this
        line = traceback.extract_tb(failure.__traceback__)[-1].lineno
        return f"crashes the judge, line {line}: {type(failure).__name__}: {str(failure)[:100]}"
    return f"is accepted, with value {score.value:g}"


async def judge(subject: Subject, sandbox: Sandbox) -> AsyncIterator[Finding]:
    """Damaged answers do no harm, judging is a function, and other accounts of the score agree."""
    problem, where = subject.problem, subject.place("judge.py")
    answers = await real_answers(problem, sandbox)
    for finding in _pure(problem, answers, where):
        yield finding
    todo = "check types and ranges before computing; raise InvalidAnswer for everything else"
    for finding in _failed(damaged_answers(problem, answers), "malformed", where, todo):
        yield finding
    second = second_account(problem, answers)
    todo = "find out which of judge.py and second.py is wrong"
    for finding in _failed(second, "second", subject.place("second.py"), todo):
        yield finding
    if second.left_out:
        todo = "write second.py with value(workload, answer), sharing no code with the judge"
        yield warning("second", "nothing checks the judge", subject.place("second.py"), todo)
    todo = "programs search with it: make it agree, or drop contract.cost"
    for finding in _failed(await published_cost(problem, sandbox), "cost", subject.place("problem.py"), todo):
        yield finding


def _pure(problem: Problem, answers: Answers, where: str) -> Iterator[Finding]:
    for workload, answer in answers[:1]:
        before = wire.encode(answer)
        first, second = problem.judge(workload, answer), problem.judge(workload, answer)
        if first != second:
            what = (
                f"it judges the same answer to {workload.id} differently: {first.value!r}, {second.value!r}"
            )
            yield error("repeats", what, where, "nothing random, and nothing kept between calls")
        if wire.encode(answer) != before or wire.encode(dict(workload.inputs)) != workload.encoded:
            yield error("repeats", "it changes the answer or the workload", where, "work on copies")
        if not first.feedback.strip():
            todo = "say where it lost: proposers read it"
            yield warning("feedback", "a score comes without feedback", where, todo)


async def attacks(subject: Subject, sandbox: Sandbox) -> AsyncIterator[Finding]:
    """Attack programs are there; nothing is gained by them, by doing nothing, or by chance."""
    problem, where = subject.problem, subject.place("attacks")
    workload = problem.workloads(Split.TRAIN)[0]
    brought_along = cheats(problem, workload)
    if not brought_along:
        todo = "write programs that try to cheat, as `adrs new` does: nobody else knows this judge"
        yield warning("attacks", "the problem brings none", where, todo)
    evaluate = Judged(problem, sandbox, limits=problem.limits)
    honest: dict[str, Any] = {}
    for cheat in brought_along:
        if cheat.honest not in honest:
            honest[cheat.honest] = await _verdict(evaluate, cheat.honest, workload)
        verdict = await _verdict(evaluate, cheat.text, workload)
        if gained := cheated(problem, cheat, verdict, honest[cheat.honest]):
            yield error(
                "attacks", f"{cheat.name} {gained}", where, "make the judge refuse it, or see through it"
            )
    todo = "refuse answers that take no thought, or choose a naive seed that is better than chance"
    async for check in Scoring(problem, sandbox).controls():
        for finding in _failed(check, "controls", subject.place("judge.py"), todo):
            yield finding


async def _verdict(evaluate: Judged, text: str, workload: Workload) -> Any:
    evaluation = await evaluate(Program.from_text(text), [workload])
    return evaluation.verdicts[0]


def _failed(check: Check, rule: str, where: str, todo: str) -> Iterator[Finding]:
    if not check.ok:
        yield error(rule, f"{check.name}: {check.detail}", where, todo)
