"""The whole audit of one problem, in order."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from adrs import __version__
from adrs.audit import corpus
from adrs.audit.bait import Bait, planted
from adrs.audit.check import Check
from adrs.audit.claims import claim_checks, faked, permitted
from adrs.audit.dossier import Dossier, fingerprint
from adrs.audit.judging import damaged_answers, published_cost, real_answers, second_account
from adrs.audit.reach import held_out
from adrs.audit.rounds import Rounds
from adrs.audit.scoring import Scoring
from adrs.audit.survivors import Survivors, watched
from adrs.audit.tried import Tried
from adrs.core.claimed import self_scored
from adrs.core.errors import SandboxError, UsageError
from adrs.core.problem import Problem
from adrs.core.seams import Sandbox
from adrs.core.workload import Split
from adrs.run.finale import references

SLOTS = 2
"""One for the attack, one for its neighbour."""

Tell = Callable[[str], None]
Make = Callable[[Problem, int], Sandbox]


async def audit(problem: Problem, make: Make, *, tell: Tell = lambda line: None, only: str = "") -> Dossier:
    """Attack the sandbox and the judge of ``problem``, and ask what else must hold.

    Args:
        problem: Under audit.
        make: Makes the sandbox, of so many slots.
        tell: Is told what is going on, a line at a time.
        only: Leave out attacks whose name does not contain this. A dossier of a part is never *passed*.

    Raises:
        UsageError: No attack has ``only`` in its name, or the problem lacks a seed or ``human_sota``.
        SandboxError: The sandbox has no walls to audit, or broke on an honest program.
    """
    references(problem)
    began, used = time.monotonic(), _cpu_s()
    with planted() as bait, watched(bait.name) as survivors:
        sandbox = make(problem, SLOTS)
        try:
            layers = _layers(sandbox)
            rounds = Rounds(problem, sandbox, bait, survivors, layers, permitted(problem))
            await rounds.prepare()
            attacks = await _attacks(problem, rounds, tell, only)
            checks = [] if only else await _asked(problem, sandbox, bait, tell)
        finally:
            await sandbox.aclose()
        left_over = _left_over(survivors, bait)
    if only:
        checks.append(Check(name="a whole audit", ok=False, detail=f"only attacks named {only!r} were tried"))
    return Dossier(
        problem=problem.name,
        fingerprint=fingerprint(problem),
        adrs=__version__,
        corpus=corpus.digest(),
        layers=layers,
        attacks=attacks,
        neighbours=rounds.neighbours.ran,
        penalised=tuple(rounds.neighbours.penalised),
        left_over=left_over,
        checks=tuple(checks),
        cpu_s=_cpu_s() - used,
        wall_s=time.monotonic() - began,
        at=time.time(),
    )


async def _asked(problem: Problem, sandbox: Sandbox, bait: Bait, tell: Tell) -> list[Check]:
    if self_scored(problem):
        return await claim_checks(problem, sandbox, tell)
    return await _checks(problem, sandbox, bait, tell)


async def _attacks(problem: Problem, rounds: Rounds, tell: Tell, only: str) -> tuple[Tried, ...]:
    done: list[Tried] = []
    for attack in corpus.attacks():
        if only in attack.name:
            done.append(await rounds.attack(attack))
            tell(_line(done[-1]))
    for attack in corpus.claim_attacks() if self_scored(problem) else ():
        if only in attack.name:
            done.append(await faked(rounds, attack))
            tell(_line(done[-1]))
    workload = problem.workloads(Split.TRAIN)[0]
    for cheat in corpus.cheats(problem, workload):
        if only in f"{problem.name}/{cheat.name}":
            done.append(await rounds.cheat(cheat))
            tell(_line(done[-1]))
    if not done:
        raise UsageError(f"no attack has {only!r} in its name; groups are {', '.join(corpus.GROUPS)}")
    return tuple(done)


async def _checks(problem: Problem, sandbox: Sandbox, bait: Bait, tell: Tell) -> list[Check]:
    answers = await real_answers(problem, sandbox)
    facts = {**bait.facts(), "package": corpus.package_of(problem)}
    checks: list[Check] = []

    def note(check: Check) -> None:
        checks.append(check)
        word = "left out" if check.left_out else "ok" if check.ok else "FAILED"
        tell(f"{word:9} {check.name}: {check.detail}")

    async for check in Scoring(problem, sandbox).checks():
        note(check)
    note(await held_out(problem, sandbox, facts))
    note(damaged_answers(problem, answers))
    note(second_account(problem, answers))
    note(await published_cost(problem, sandbox))
    return checks


def _layers(sandbox: Sandbox) -> Mapping[str, Any]:
    describe = getattr(sandbox, "describe", None)
    layers: dict[str, Any] = dict(describe()) if describe is not None else {}
    if not (layers.get("namespaces") or layers.get("seccomp")):
        raise SandboxError(
            "this sandbox has neither namespaces nor a system-call filter: the attacks would reach this"
            " machine, so they are not run; audit on a system where `adrs doctor` shows one of them"
        )
    return layers


def _left_over(survivors: Survivors, bait: Bait) -> tuple[str, ...]:
    survivors.settle_servers()
    return (*survivors.found(), *bait.touched())


def _line(tried: Tried) -> str:
    if tried.contained and tried.name.startswith(f"{corpus.CLAIM}/"):
        return f"failed    {tried.name}: {tried.outcome.value}; another evaluator may be taken in by it"
    if tried.contained:
        return f"contained {tried.name}: {tried.outcome.value}, {tried.stopped_by}"
    word = "FAKED" if tried.name.startswith(f"{corpus.CLAIM}/") else "ESCAPED"
    return f"{word:9} {tried.name}: {'; '.join(tried.escapes)}"


def _cpu_s() -> float:
    """CPU time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
