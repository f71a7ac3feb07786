"""Audits of problems whose score is the candidate's own claim: which fakes succeed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module

from adrs.audit.check import Check
from adrs.audit.corpus import CLAIM, Attack
from adrs.audit.rounds import Rounds
from adrs.audit.tried import Tried
from adrs.core.claimed import self_scored
from adrs.core.problem import Problem
from adrs.core.seams import Sandbox
from adrs.core.workload import Split
from adrs.evaluate.judged import Judged

MEASURES = (0.0, 1e6)
"""What an evaluator's own functions are made to return: some scores fall with them, others rise."""
FAKED = (CLAIM, "cheat")
"""Groups of attacks that are after the score."""
_OF_PROGRAMS = frozenset(
    {"fork", "the child", "execve", "shell", "python", "shell with children allowed", "execute from scratch"}
    | {"socketpair"}
)


def permitted(problem: Problem) -> frozenset[str]:
    """What attacks on a problem may report to have done: starting programs, where evaluators need to."""
    if not self_scored(problem):
        return frozenset()
    programs = getattr(import_module(problem.harness), "PROGRAMS", False)
    return _OF_PROGRAMS if programs else frozenset()


async def faked(rounds: Rounds, attack: Attack) -> Tried:
    """One attack on the score, with each of :data:`MEASURES` where it uses one; the first that succeeds."""
    measures = MEASURES if "measure" in attack.source else MEASURES[:1]
    for measure in measures:
        tried = await rounds.attack(attack, measure=measure)
        if not tried.contained:
            break
    return replace(tried, stopped_by="") if tried.contained else tried


def fakes(attacks: Sequence[Tried]) -> list[Tried]:
    """Of what was tried, what was after the score."""
    return [tried for tried in attacks if tried.name.partition("/")[0] in FAKED]


async def claim_checks(problem: Problem, sandbox: Sandbox, tell: Callable[[str], None]) -> list[Check]:
    """What can be asked of an evaluator without knowing the problem."""
    found = [
        Check(
            name="is the judge out of the candidate's reach?",
            ok=False,
            detail="no: by the folder's design it shares a process with the candidate, so scores are claims",
        ),
        await _repeated(problem, sandbox),
        Check(name="is anything held out?", ok=False, detail="no: a foreign folder has one evaluation"),
    ]
    for check in found:
        tell(f"{'ok' if check.ok else 'NO':9} {check.name} {check.detail}")
    return found


async def _repeated(problem: Problem, sandbox: Sandbox) -> Check:
    """Whether the initial program claims the same again, with other random numbers."""
    judged = Judged(problem, sandbox, limits=problem.limits)
    seed = next(iter(problem.seeds.values()))
    splits = (Split.TRAIN, Split.VALIDATION)
    values = [
        verdict.value
        for split in splits
        for verdict in (await judged(seed, problem.workloads(split))).verdicts
        if verdict.value is not None
    ]
    spread = max(values) - min(values)
    detail = f"the initial program claims {min(values):.6g} to {max(values):.6g} in {len(values)} evaluations"
    return Check(
        name="does the same program claim the same again?",
        ok=spread <= 1e-9 * max(map(abs, values)),
        detail=detail,
        figures={"values": values},
    )
