"""Rules about what a problem states: its parts, limits, statement and pages. Nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from adrs.audit.lint.finding import Finding, Subject, error, warning
from adrs.core.inspected import available, states_number
from adrs.core.problem import Bound, BoundKind, Limits, Problem
from adrs.core.workload import Split, Workload

TOPICS = {
    "measured results": r"result|measured",
    "the workloads": r"workload|batch|table|trace|case",
    "the bound": r"bound|limit|optim",
    "what cannot be gained by cheating": r"cheat|attack|gain|tried against",
}
"""What a reader looks for in the headings of a problem's README."""


def parts(subject: Subject) -> Iterator[Finding]:
    """Name, title and objective are there; the folder is called like the problem."""
    problem, where = subject.problem, subject.place("problem.py")
    texts = {"title": problem.title, "objective's name": problem.objective.name}
    texts["objective's unit"] = problem.objective.unit
    for what, text in texts.items():
        if not text.strip():
            yield error("parts", f"the {what} is empty", where, "state it; every report shows it")
    if not problem.name.isidentifier():
        todo = "take letters, digits and underscores: runs and folders are called by it"
        yield error("parts", f"{problem.name!r} cannot name runs and folders", where, todo)
    elif subject.folder is not None and problem.name not in _names_for(subject.folder):
        what = f"the problem calls itself {problem.name}, its folder is called {subject.folder.name}"
        yield warning("parts", what, where, "give both the same name")


def _names_for(folder: Path) -> tuple[str, str]:
    """What a problem in ``folder`` may be called; controls have a word in front."""
    return folder.name, f"control_{folder.name}"


def limits(subject: Subject) -> Iterator[Finding]:
    """Limits are positive, and a search is given no more than a champion."""
    problem, where = subject.problem, subject.place("problem.py")
    for name in Limits.__slots__:
        searching, scoring = getattr(problem.search_limits, name), getattr(problem.limits, name)
        if min(searching, scoring) <= 0:
            yield error("limits", f"{name} is not above 0", where, "give programs something to live on")
        elif searching > scoring:
            what = f"search_limits.{name} is {searching:g}, more than limits.{name}, {scoring:g}"
            todo = "make the limit of scoring the wider one, so that a champion has room to spare"
            yield error("limits", what, where, todo)
    for kind in ("limits", "search_limits"):
        given = getattr(problem, kind)
        if given.processes == 1 and given.wall_s < given.cpu_s:
            what = f"{kind}.wall_s {given.wall_s:g} is below cpu_s {given.cpu_s:g}"
            todo = "give more wall clock than CPU time; a busy machine would decide who times out"
            yield warning("limits", what, where, todo)


def splits(subject: Subject) -> Iterator[Finding]:
    """Train, validation and test are there and share nothing; ``sizes()`` tells the truth."""
    problem, where = subject.problem, subject.place("workloads.py")
    sizes, seen, ids = problem.sizes(), dict[str, Workload](), set[str]()
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        if sizes.get(split, 0) < 1:
            todo = "add workloads: train for the search, validation for the choice, test for the result"
            yield error("splits", f"there are no {split.value} workloads", where, todo)
    for split, workloads in available(problem):
        if len(workloads) != sizes.get(split, 0):
            what = f"sizes() says {sizes.get(split, 0)} {split.value} workloads, there are {len(workloads)}"
            yield error("splits", what, where, "make sizes() agree")
        for workload in workloads:
            yield from _misplaced(workload, split, where)
            other = seen.setdefault(workload.digest, workload)
            if other is not workload:
                what = f"{workload.id} has the same inputs as {other.id}"
                yield error("splits", what, where, "draw another: held out means not seen before")
            if workload.id in ids:
                yield error("splits", f"two workloads are called {workload.id}", where, "rename one")
            ids.add(workload.id)


def _misplaced(workload: Workload, split: Split, where: str) -> Iterator[Finding]:
    if workload.split is not split:
        what = f"{workload.id} is among the {split.value} workloads and says it is {workload.split.value}"
        yield error("splits", what, where, "give it the split that it is listed in")
    if not workload.family:
        what = f"{workload.id} names no family"
        yield warning("splits", what, where, "name its generator: reports group by it")


def statement(subject: Subject) -> Iterator[Finding]:
    """The statement names the entry, and gives neither a bound nor a held-out workload away."""
    problem, where = subject.problem, subject.place("statement.md")
    if problem.contract.function not in problem.statement:
        what = f"the entry {problem.contract.function} is not named"
        yield error("statement", what, where, "say what the program must define; proposers read no more")
    for name in problem.contract.parameters:
        if name not in problem.statement:
            what = f"the parameter {name} is not explained"
            yield warning("statement", what, where, "say what it is, and its unit")
    for split, workloads in available(problem):
        for workload in workloads:
            if split is not Split.TRAIN and workload.id in problem.statement:
                yield error("statement", f"it names {workload.id}, which is held out", where, "leave it out")
            limit = problem.bound(workload)
            if limit is not None and states_number(problem.statement, limit.value):
                what = f"it holds the bound of {workload.id}, {limit.value:g}"
                yield error(
                    "statement", what, where, "leave figures of workloads out: searches would aim at it"
                )


def bound(subject: Subject) -> Iterator[Finding]:
    """Every workload has a bound, which says what it is."""
    problem, where = subject.problem, subject.place("bound.py")
    lacking: list[str] = []
    for _, workloads in available(problem):
        for workload in workloads:
            found = problem.bound(workload)
            if found is None:
                lacking.append(workload.id)
            else:
                yield from _wrong_bound(found, workload, problem, where)
    if lacking:
        what = f"{len(lacking)} workloads have no bound, the first is {lacking[0]}"
        todo = "prove a limit, however loose, or give the best value known as best_known"
        yield warning("bound", what, where, todo)


def _wrong_bound(found: Bound, workload: Workload, problem: Problem, where: str) -> Iterator[Finding]:
    if not isinstance(found, Bound) or not isinstance(found.kind, BoundKind):
        todo = "return adrs.core.problem.Bound with a BoundKind: optimal, bound or best_known"
        yield error("bound", f"that of {workload.id} does not say what it is", where, todo)
    elif not abs(found.value) < float("inf"):
        what = f"that of {workload.id} is {found.value}"
        yield error("bound", what, where, "return None where there is none")
    elif found.best_known is not None and found.kind.proven:
        if problem.objective.better(found.best_known, found.value):
            what = f"the best known value of {workload.id} passes its bound"
            yield error("bound", what, where, "one of the two is wrong: find out which")


def documents(subject: Subject) -> Iterator[Finding]:
    """A README says what was measured, on what, against which bound, and what cheating comes to."""
    assert subject.folder is not None
    found = [f / "README.md" for f in (subject.folder, subject.folder.parent) if (f / "README.md").is_file()]
    own = found[0].parent == subject.folder if found else False
    listed = bool(found) and f"`{subject.problem.name}`" in found[0].read_text(encoding="utf-8")
    where = subject.place("README.md")
    if not (own or listed):
        yield error(
            "documents", "there is no README.md", where, "write the page of this problem: see `adrs new`"
        )
        return
    text = found[0].read_text(encoding="utf-8")
    headings = "\n".join(re.findall(r"^#+ (.*)$", text, re.MULTILINE)).lower()
    for topic, pattern in TOPICS.items():
        if not re.search(pattern, headings):
            todo = f"add a section with a heading that says so (it matches {pattern})"
            yield warning("documents", f"no heading speaks of {topic}", str(found[0]), todo)


def tests(subject: Subject) -> Iterator[Finding]:
    """The folder brings tests, among them the contract suite. Built-in problems keep theirs elsewhere."""
    assert subject.folder is not None
    if subject.package.startswith("adrs."):
        return
    files = sorted(subject.folder.glob("tests/test_*.py"))
    if not any("ProblemContract" in file.read_text(encoding="utf-8") for file in files):
        todo = "subclass adrs.testing.problem.ProblemContract there, as `adrs new` does"
        yield warning("tests", "no test runs the contract suite", str(Path(subject.place("tests"))), todo)
