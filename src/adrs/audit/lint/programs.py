"""Rules about seeds and baselines: what they are, and how they score on train."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adrs.audit.lint.finding import Finding, Subject, error, warning
from adrs.core.errors import ProgramError
from adrs.core.inspected import every_program
from adrs.core.problem import Problem
from adrs.core.program import Program, evolvable_regions
from adrs.core.seams import Sandbox
from adrs.core.syntax import defines_function, parse
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split
from adrs.evaluate.judged import Judged

SLOW_S = 20.0
"""CPU time of one evaluation from which a run of some hundred will take hours."""
_HUMAN = "baseline human_sota"
_SLACK = 1e-9
_QUARANTINED = "quarantined"
"""In the feedback of a verdict whose value is past a proven bound."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seeds and baselines on train, within the limits of scoring.

    Args:
        train: Evaluation by program, named ``seed X`` or ``baseline X``.
        again: The first seed's, a second time.
        held_out: Those of the human program on validation and test.
    """

    train: Mapping[str, Evaluation]
    again: Evaluation
    held_out: Mapping[Split, Evaluation]


async def measured(problem: Problem, sandbox: Sandbox) -> Measured:
    """Run every program of the problem on train, the first seed twice, and the human one everywhere."""
    evaluate = Judged(problem, sandbox, limits=problem.limits)
    train = problem.workloads(Split.TRAIN)
    by_digest: dict[str, Evaluation] = {}
    found: dict[str, Evaluation] = {}
    for name, program in every_program(problem):
        if program.digest not in by_digest:
            by_digest[program.digest] = await evaluate(program, train)
        found[name] = by_digest[program.digest]
    again = await evaluate(next(iter(problem.seeds.values())), train)
    human = problem.baselines["human_sota"]
    held_out = {s: await evaluate(human, problem.workloads(s)) for s in (Split.VALIDATION, Split.TEST)}
    return Measured(found, again, held_out)


def seeds(subject: Subject) -> Iterator[Finding]:
    """``naive`` comes first; ``human_sota`` is there, with its source."""
    problem, where = subject.problem, subject.place("problem.py")
    if next(iter(problem.seeds), None) != "naive":
        todo = "begin the seeds with a naive program of that name: it is the zero of the scale"
        yield error("seeds", "the first seed is not naive", where, todo)
    if "human_sota" not in problem.baselines:
        todo = "add the best published algorithm as a baseline: it is the one of the scale"
        yield error("seeds", "there is no baseline human_sota", where, todo)
    for name in problem.baselines:
        if name == "human_sota" and not problem.citations.get(name, "").strip():
            yield error("seeds", "human_sota has no source", where, "cite the paper in citations")
    for name in sorted(set(problem.citations) - set(problem.baselines)):
        yield warning("seeds", f"{name} is cited and is no baseline", where, "drop it, or add the baseline")
    for kind, programs in (("seeds", problem.seeds), ("baselines", problem.baselines)):
        yield from _twice(kind, programs, where)


def _twice(kind: str, programs: Mapping[str, Program], where: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, program in programs.items():
        if (other := first.setdefault(program.digest, name)) != name:
            yield warning("seeds", f"the {kind} {other} and {name} are the same program", where, "drop one")


def texts(subject: Subject) -> Iterator[Finding]:
    """Programs parse, define the entry, and may be changed somewhere."""
    problem, where = subject.problem, subject.place("seeds/, baselines/")
    for name, program in every_program(problem):
        if program.language != "python":
            continue
        try:
            tree = parse(program.text, name=name)
            regions = evolvable_regions(program.text)
        except ProgramError as failure:
            yield error("programs", f"{name}: {failure}", where, "mend its text")
            continue
        if not defines_function(tree, problem.contract.function):
            what = f"{name} does not define {problem.contract.function}"
            yield error("programs", what, where, "define the entry that the contract names")
        if all(region.last < region.first for region in regions):
            what = f"{name} has an EVOLVE-BLOCK with nothing in it"
            yield error("programs", what, where, "put what may change between the marks")


def valid(subject: Subject, results: Measured) -> Iterator[Finding]:
    """Every seed and baseline answers every train workload, the human program the held-out ones as well."""
    where = subject.place("seeds/, baselines/")
    for name, evaluation in results.train.items():
        if evaluation.value is None and _QUARANTINED not in evaluation.reason:
            todo = "every train workload must be answered: mend the program, the limits or the workloads"
            yield error("programs", f"{name} on {evaluation.reason[:300]}", where, todo)
    for evaluation in results.held_out.values():
        if evaluation.value is None and _QUARANTINED not in evaluation.reason:
            todo = "without it there is nothing to compare a champion with; mend program or workloads"
            yield error("programs", f"human_sota on {evaluation.reason[:300]}", where, todo)


def order(subject: Subject, results: Measured) -> Iterator[Finding]:
    """Naive is the weakest seed, no seed is stronger than the human program, which beats naive."""
    problem, where = subject.problem, subject.place("problem.py")
    values = {name: e.value for name, e in results.train.items() if e.value is not None}
    human, naive = values.get(_HUMAN), values.get("seed naive")
    for name, value in values.items():
        if human is not None and name.startswith("seed ") and _clearly(problem, value, human):
            what = f"{name} is stronger than human_sota on train: {value:g} against {human:g}"
            todo = "make it a baseline, or human_sota: a search that begins past the human finds nothing"
            yield error("order", what, where, todo)
        if naive is not None and name.startswith("seed ") and _clearly(problem, naive, value):
            what = f"naive is stronger than {name} on train: {naive:g} against {value:g}"
            yield error("order", what, where, "order the seeds from naive to strong")
    if human is not None and naive is not None and not _clearly(problem, human, naive):
        what = f"human_sota is no better than naive on train: {human:g} against {naive:g}"
        yield error("order", what, where, "choose workloads on which skill shows, or a weaker naive seed")


def past_bounds(subject: Subject, results: Measured) -> Iterator[Finding]:
    """No program passes a proven bound on train, nor the human one on held-out workloads."""
    problem, where = subject.problem, subject.place("bound.py")
    done = [(n, Split.TRAIN, e) for n, e in results.train.items()]
    done += [("human_sota", split, e) for split, e in results.held_out.items()]
    for name, split, evaluation in done:
        for workload, verdict in zip(problem.workloads(split), evaluation.verdicts, strict=True):
            found = problem.bound(workload)
            if found is None or _QUARANTINED not in verdict.feedback:
                continue
            what = f"{name} passes that of {workload.id}, {found.value:g}"
            todo = "the proof or the judge is wrong; until it is known which, call it best_known"
            yield error("bound-passed", what, where, todo)
            break  # one workload a program says enough


def repeat(subject: Subject, results: Measured) -> Iterator[Finding]:
    """The first seed scores alike twice, up to the noise that the problem states."""
    noise = float(getattr(subject.problem, "noise", 0.0))
    first = next(iter(results.train.values()))
    for one, two in zip(first.verdicts, results.again.verdicts, strict=True):
        if one.value is None or two.value is None:
            continue
        if abs(one.value - two.value) > noise * max(abs(one.value), 1e-12):
            what = f"the first seed scored {one.value!r} and then {two.value!r} on {one.workload}"
            todo = "find what is random; if it is measured time, state `noise`"
            yield error("repeats", what, subject.place("judge.py"), todo)
            return


def time(subject: Subject, results: Measured) -> Iterator[Finding]:
    """An evaluation is affordable, and programs have room within their limits."""
    problem, where = subject.problem, subject.place("problem.py")
    for name, evaluation in results.train.items():
        most = max((v.usage.cpu_s for v in evaluation.verdicts), default=0.0)
        if name.startswith("seed ") and most > problem.search_limits.cpu_s:
            what = f"{name} takes {most:.2g} s, a search allows {problem.search_limits.cpu_s:g} s"
            yield error("time", what, where, "give search_limits more, or make the workload smaller")
        elif most > problem.limits.cpu_s / 2:
            what = f"{name} takes {most:.2g} s of the {problem.limits.cpu_s:g} s there are"
            yield warning("time", what, where, "give limits more: a champion may need it")
    human = results.train.get(_HUMAN)
    if human is not None and human.usage.cpu_s > SLOW_S:
        what = f"one evaluation of human_sota on train takes {human.usage.cpu_s:.0f} s of CPU time"
        yield warning("time", what, subject.place("workloads.py"), "make train smaller: hundreds will be run")


def _clearly(problem: Problem, a: float, b: float) -> bool:
    """Whether ``a`` is better than ``b`` beyond rounding."""
    return problem.objective.better(a, b) and abs(a - b) > _SLACK * max(abs(b), 1e-12)
