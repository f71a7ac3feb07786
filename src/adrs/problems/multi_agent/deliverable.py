"""The work of a team as a Python module, executed and tested.

What simulated agents write are texts of :mod:`.fragments` with numbers in them, chosen by the environment;
nothing that a program under search has written is among them. They may therefore run where the judge runs.
What real models write runs in the sandbox instead (:mod:`.online`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from adrs.problems.multi_agent.fragments import Kind
from adrs.problems.multi_agent.tasks import Requirement, Task

Work = tuple[int, ...]
"""For each function 0 if it is absent, 1 if it is right, 2 or 3 with one of its mistakes."""

ABSENT, RIGHT = 0, 1

Numbers = list[int]


def source_of(task: Task, work: Work) -> str:
    """The module that ``work`` stands for."""
    there = [r for r in task.requirements if work[r.item] != ABSENT]
    return "\n\n".join(_function(task, r, work[r.item]) for r in there) + "\n"


@lru_cache(maxsize=4096)
def passing(task: Task, work: Work) -> frozenset[int]:
    """The functions that pass all their tests when the module is executed.

    A function that is applied to another fails with it. Functions that call each other's results are
    always numbered upwards, so execution ends.
    """
    wanted, module = expected(task), _executed(source_of(task, work))
    return frozenset(
        r.item
        for r in task.requirements
        if all(_returned(module, r, xs) == want for xs, want in zip(task.inputs, wanted[r.item], strict=True))
    )


def tells_mistakes(task: Task) -> bool:
    """Whether the tests of each function fail with either of its mistakes, all others being right."""
    returned: list[list[Numbers]] = []
    for r in task.requirements:
        given = [list(xs) for xs in task.inputs] if r.needs is None else returned[r.needs]
        right, *wrong = ([_body(r.kind, r.k, state)(list(ys)) for ys in given] for state in (RIGHT, 2, 3))
        if right in wrong or right == [[] for _ in given]:
            return False
        returned.append(right)
    return True


@lru_cache(maxsize=1024)
def _body(kind: Kind, k: int, state: int) -> Callable[[Numbers], Numbers]:
    """One function alone, on what it is applied to."""
    lines = _text(kind, k, state).splitlines()
    module = _executed("\n".join(["def body(ys):", *(f"    {line}" for line in lines)]))
    body: Callable[[Numbers], Numbers] = module["body"]
    return body


@lru_cache(maxsize=1024)
def expected(task: Task) -> Mapping[int, tuple[Any, ...]]:
    """What each function should return on each input; never leaves the judge's side."""
    module = _executed(source_of(task, (RIGHT,) * len(task.requirements)))
    return {r.item: tuple(_returned(module, r, xs) for xs in task.inputs) for r in task.requirements}


def _executed(source: str) -> Mapping[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(source, "<deliverable>", "exec"), names)
    return names


def _returned(module: Mapping[str, Any], requirement: Requirement, xs: tuple[int, ...]) -> Any:
    """What the function returns, or the kind of its failure."""
    function: Callable[[list[int]], Any] | None = module.get(requirement.name)
    if function is None:
        return "absent"
    try:
        return function(list(xs))
    except NameError:  # it is applied to a function that is absent
        return "unfinished"


def _function(task: Task, requirement: Requirement, state: int) -> str:
    needs = requirement.needs
    inner = "list(xs)" if needs is None else f"{task.requirements[needs].name}(xs)"
    lines = [f"ys = {inner}", *_text(requirement.kind, requirement.k, state).splitlines()]
    return "\n".join([f"def {requirement.name}(xs):", *(f"    {line}" for line in lines)])


def _text(kind: Kind, k: int, state: int) -> str:
    return (kind.right if state == RIGHT else kind.wrong[state - 2]).format(k=k)
