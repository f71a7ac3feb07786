"""Asks every rule of one problem, in order."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path

from adrs.audit.corpus import package_of
from adrs.audit.lint import apart, judged, programs, stated
from adrs.audit.lint.finding import Finding, Level, Report, Subject, error
from adrs.core.errors import AdrsError
from adrs.core.pace import pace_of
from adrs.core.problem import Problem
from adrs.core.seams import Sandbox

_CLAIMED = "self-scored: the score is the candidate's own claim, made in its own process, so "

SELF_SCORED = {
    "harness": _CLAIMED + "the evaluator is where candidates can read and change it",
    "malformed": _CLAIMED + "there is no judge that could refuse an answer",
    "second": _CLAIMED + "there is no judge to check",
    "attacks": _CLAIMED + "any candidate can win by writing the number it likes; `adrs audit` shows how",
    "splits": _CLAIMED + "nothing is held out: one evaluator sees all there is",
    "bound": _CLAIMED + "no limit can be held against it",
}
"""Points that cannot hold where a folder scores itself, with the reason."""

Rule = tuple[str, Callable[[Subject], Iterable[Finding]]]
STATED: tuple[Rule, ...] = (
    ("parts", stated.parts),
    ("limits", stated.limits),
    ("splits", stated.splits),
    ("workloads-repeat", apart.workloads_repeat),
    ("statement", stated.statement),
    ("bound", stated.bound),
    ("seeds", programs.seeds),
    ("programs", programs.texts),
    ("harness", apart.harness),
    ("malformed", judged.garbage),
    ("documents", stated.documents),
    ("tests", stated.tests),
)
MEASURED = (
    ("programs", programs.valid),
    ("order", programs.order),
    ("bound-passed", programs.past_bounds),
    ("repeats", programs.repeat),
    ("time", programs.time),
)
JUDGED = (("malformed, repeats, feedback, second, cost", judged.judge), ("attacks, controls", judged.attacks))
_NEEDED = ("seeds", "programs", "harness", "splits", "bound")
"""Rules whose errors keep programs from being run and judged."""
RULES = tuple(
    dict.fromkeys(
        [
            *(n for n, _ in STATED),
            *(n for n, _ in MEASURED),
            "feedback",
            "second",
            "cost",
            "attacks",
            "controls",
        ]
    )
)
"""Names of all rules."""


async def lint(problem: Problem, sandbox: Sandbox, *, data: Path | None = None) -> Report:
    """Everything to be said of ``problem``; its programs run in ``sandbox``, each seed once on train.

    Raises:
        SandboxError: The sandbox itself broke.
    """
    subject = subject_of(problem, data)
    left_out = dict(_left_out(subject))
    found: list[Finding] = []
    for name, rule in STATED:
        if name not in left_out:
            found += _asked(name, subject, lambda rule=rule: rule(subject))  # type: ignore[misc]
    runnable = not any(finding.level is Level.ERROR and finding.rule in _NEEDED for finding in found)
    if runnable:
        found += [f async for f in _run(subject, sandbox, left_out)]
    else:
        reason = "programs were not run, because of what is wrong with them or with what they need"
        left_out |= {name: reason for name in RULES if name not in dict(STATED) and name not in left_out}
    first = sorted(dict.fromkeys(found), key=lambda f: f.level is not Level.ERROR)
    checked = tuple(name for name in RULES if name not in left_out)
    return Report(problem=problem.name, findings=tuple(first), checked=checked, left_out=left_out)


def subject_of(problem: Problem, data: Path | None = None) -> Subject:
    """The problem with the place where it lies."""
    package = package_of(problem)
    self_scored = getattr(problem, "self_scored", False)
    try:
        file = None if self_scored or not package else importlib.import_module(package).__path__
    except (ImportError, AttributeError):
        file = None
    folder = Path(next(iter(file))) if file else None
    return Subject(problem=problem, folder=folder, package=package, data=data)


async def _run(subject: Subject, sandbox: Sandbox, left_out: dict[str, str]) -> AsyncIterator[Finding]:
    try:
        results = await programs.measured(subject.problem, sandbox)
    except AdrsError:
        raise
    except Exception as failure:
        yield _crash("programs", subject, failure)
        return
    for name, rule in MEASURED:
        if name not in left_out:
            for finding in _asked(name, subject, lambda rule=rule: rule(subject, results)):  # type: ignore[misc]
                yield finding
    answered = all(evaluation.value is not None for evaluation in results.train.values())
    for name, ask in JUDGED:
        if answered and not any(part in left_out for part in name.split(", ")):
            try:
                async for finding in ask(subject, sandbox):
                    yield finding
            except AdrsError:
                raise
            except Exception as failure:
                yield _crash(name.partition(",")[0], subject, failure)


def _asked(name: str, subject: Subject, ask: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a rule finds; the problem's own code failing under it is a finding too."""
    try:
        yield from ask()
    except AdrsError as failure:
        yield error(name, str(failure), subject.place("problem.py"), "mend it; the rule could not be asked")
    except Exception as failure:
        yield _crash(name, subject, failure)


def _crash(name: str, subject: Subject, failure: Exception) -> Finding:
    """The finding that the problem's own code raised; what others raised is a bug, and goes on."""
    frames = traceback.extract_tb(failure.__traceback__)
    own = [f for f in frames if subject.folder and Path(f.filename).is_relative_to(subject.folder)]
    if not own:
        raise failure
    what = f"{type(failure).__name__}: {str(failure)[:200]}"
    where = f"{own[-1].filename}, line {own[-1].lineno}"
    return error(name, what, where, "mend it; the rule could not be asked")


def _left_out(subject: Subject) -> Iterator[tuple[str, str]]:
    if getattr(subject.problem, "self_scored", False):
        yield from SELF_SCORED.items()
        for name in ("bound-passed", "workloads-repeat", "cost", "feedback", "controls"):
            yield name, _CLAIMED + "this cannot be asked of it"
    if pace_of(subject.problem) is not None:
        yield "order", "speed counts here, and lint measures none"
    if subject.folder is None:
        for name in ("documents", "tests"):
            yield name, "the problem lies in no package of its own"
