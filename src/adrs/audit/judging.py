"""Whether the judge holds: damaged answers neither crash it nor beat a bound, and a second account agrees."""

from __future__ import annotations

import math
import traceback
from collections import Counter
from collections.abc import Sequence
from itertools import chain, combinations, cycle, islice
from random import Random
from typing import Any

from adrs.audit.check import Check
from adrs.audit.corpus import brought
from adrs.audit.mutated import mutated
from adrs.core import wire
from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Limits, Problem
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import passes

N_DAMAGED = 800
"""Damaged answers that a judge is shown, spread over the real ones."""
N_COMPARED = 80
"""Answers on which a second implementation is asked, real ones first."""
_AGREE = 1e-9
_N_WORKLOADS = 4
_FINE = {"scored", "refused", "not plain data"}

Answers = Sequence[tuple[Workload, Any]]


async def real_answers(problem: Problem, sandbox: Sandbox) -> Answers:
    """Answers of every seed and of the human baseline to the first train workloads."""
    workloads = problem.workloads(Split.TRAIN)[:_N_WORKLOADS]
    programs = [*problem.seeds.values(), problem.baselines["human_sota"]]
    found: list[tuple[Workload, Any]] = []
    for program in programs:
        found += await _answers(sandbox, program, workloads, problem.limits)
    return found


def damaged_answers(problem: Problem, answers: Answers, *, seed: int = 1) -> Check:
    """Judge damaged copies of real answers; none may crash the judge or beat a proven bound."""
    rng = Random(seed)
    tally = Counter(
        _judged(problem, workload, mutated(answer, rng))
        for workload, answer in islice(cycle(answers), N_DAMAGED)
    )
    wrong = sorted(set(tally) - _FINE)
    figures = {outcome: tally[outcome] for outcome in sorted(_FINE)}
    detail = f"{tally.total()} damaged answers: " + ", ".join(f"{n} {what}" for what, n in figures.items())
    if wrong:
        detail += f"; {'; '.join(wrong)[:600]}"
    return Check(name="damaged answers", ok=not wrong, detail=detail, figures=figures)


def second_account(problem: Problem, answers: Answers, *, seed: int = 2) -> Check:
    """Compare the judge with the problem's second implementation, on real answers and on valid damaged ones.

    A problem brings one as a module ``second`` with ``value(workload, answer)``; it sees valid answers only.
    """
    name, second = "the judge's second implementation agrees", brought(problem, "second")
    if second is None:
        return Check(name=name, ok=True, left_out=True, detail="this problem has none")
    rng = Random(seed)
    damaged = ((w, mutated(answer, rng)) for w, answer in islice(cycle(answers), N_DAMAGED))
    compared, differ = 0, []
    for workload, answer in chain(answers, damaged):
        if compared == N_COMPARED:
            break
        try:
            ours = problem.judge(workload, wire.decode(wire.encode(answer))).value
        except (InvalidAnswer, wire.WireError):
            continue
        theirs = second.value(workload, answer)
        compared += 1
        if not math.isclose(ours, theirs, rel_tol=_AGREE, abs_tol=1e-12):
            differ.append(f"{workload.id}: {ours!r} and {theirs!r}")
    detail = f"{compared} valid answers compared, {len(differ)} differ {differ[:2] or ''}".strip()
    return Check(name=name, ok=compared > 0 and not differ, detail=detail, figures={"compared": compared})


async def published_cost(problem: Problem, sandbox: Sandbox) -> Check:
    """Compare the judge with the cost function that the problem hands to programs, on the seeds' answers.

    A cost in another unit (characters where the judge counts percent) agrees if it puts any two answers to a
    workload in the judge's order.
    """
    name, cost = "the published cost function agrees", problem.contract.cost
    if cost is None or problem.contract.shape is None:
        return Check(name=name, ok=True, left_out=True, detail="this problem publishes none")
    told = await _told(problem, sandbox)
    silent = [f"{workload}: no cost" for workload, said, _ in told if said is None]
    equal = all(said is not None and math.isclose(said, ours, rel_tol=_AGREE) for _, said, ours in told)
    differ = silent or ([] if equal else _out_of_order(problem, told))
    manner = "in value" if equal else "in order"
    detail = f"{len(told)} answers compared {manner}, {len(differ)} differ {differ[:2] or ''}".strip()
    return Check(name=name, ok=not differ, detail=detail, figures={"compared": len(told)})


_Told = list[tuple[str, float | None, float]]
"""Workload, the published cost of an answer to it, the judge's value."""


async def _told(problem: Problem, sandbox: Sandbox) -> _Told:
    workloads = problem.workloads(Split.TRAIN)[:_N_WORKLOADS]
    told: _Told = []
    for seed in problem.seeds.values():
        answers = await sandbox.run(_telling(problem, seed), workloads, limits=problem.limits)
        for done, workload in zip(answers, workloads, strict=True):
            said = [line[6:] for line in done.stdout.splitlines() if line.startswith("cost: ")]
            ours = problem.judge(workload, done.answer).value
            told.append((workload.id, float(said[-1]) if said else None, ours))
    return told


def _out_of_order(problem: Problem, told: _Told) -> list[str]:
    """Pairs of answers to one workload that cost and judge put in different orders."""
    better, wrong = problem.objective.better, []
    for (workload, cost, value), (other, other_cost, other_value) in combinations(told, 2):
        if workload != other or cost is None or other_cost is None:
            continue
        by_cost = (cost > other_cost) - (cost < other_cost)
        by_judge = better(other_value, value) - better(value, other_value)
        if by_cost != by_judge:
            wrong.append(
                f"{workload}: costs {cost:g} and {other_cost:g}, values {value:g} and {other_value:g}"
            )
    return wrong


def _telling(problem: Problem, seed: Program) -> Program:
    """``seed``, which prints what its answer costs by the published function."""
    contract = problem.contract
    assert contract.cost is not None
    parameters = ", ".join(contract.parameters)
    unpacked = contract.unpack.format(result="result")
    lines = [
        seed.text,
        contract.cost.source,
        f"_told = {contract.function}",
        f"def {contract.function}({parameters}):",
        f"    result = _told({parameters})",
        f"    print('cost:', repr(float({contract.cost.call.format(answer=unpacked)})), flush=True)",
        "    return result",
    ]
    return Program.from_text("\n".join(lines) + "\n")


async def _answers(
    sandbox: Sandbox, program: Program, workloads: Sequence[Workload], limits: Limits
) -> list[tuple[Workload, Any]]:
    done = await sandbox.run(program, workloads, limits=limits)
    return [(w, c.answer) for w, c in zip(workloads, done, strict=True) if c.answer is not None]


def _judged(problem: Problem, workload: Workload, answer: Any) -> str:
    """``scored``, ``refused``, ``not plain data``, or what went wrong."""
    try:
        crossed = wire.decode(wire.encode(answer))
    except wire.WireError:
        return "not plain data"
    try:
        score = problem.judge(workload, crossed)
    except InvalidAnswer as error:
        return "refused" if str(error).strip() else "refused without a reason"
    except Exception as error:  # the question is whether a judge ever does this
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"crashed with {type(error).__name__} in {last.name}: {str(error)[:100]}"
    if not math.isfinite(score.value):
        return f"scored {score.value}"
    bound = problem.bound(workload)
    if bound is not None and passes(score.value, bound, problem):
        return f"scored {score.value!r}, past the bound {bound.value!r} of {workload.id}"
    return "scored"
