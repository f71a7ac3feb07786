"""``adrs.define``: a problem from functions and data."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adrs.api.defined import Bounding, DefinedProblem, Judge
from adrs.api.names import unknown
from adrs.api.parts import Given, Source, contract_of, programs_of, workloads_of
from adrs.core.errors import UsageError
from adrs.core.problem import Aggregate, Direction, Limits, Objective

if TYPE_CHECKING:
    from adrs.core.problem import Problem, PublicCost
    from adrs.core.shapes import AnswerShape

_LIMITS = Limits()


def define(
    name: str,
    *,
    statement: str,
    entry: str,
    workloads: Mapping[str, Sequence[Given]],
    judge: Judge,
    seeds: Mapping[str, Source],
    baselines: Mapping[str, Source],
    unit: str,
    minimize: str | None = None,
    maximize: str | None = None,
    aggregate: str = "mean",
    bound: Bounding | None = None,
    limits: Limits = _LIMITS,
    search_limits: Limits | None = None,
    title: str = "",
    citations: Mapping[str, str] | None = None,
    shape: AnswerShape | None = None,
    cost: PublicCost | None = None,
) -> Problem:
    """A problem, complete: for :func:`adrs.evolve`, :func:`adrs.score` and ``adrs.open(…, problem=…)``.

    The judge runs in this process, on its own copy of the workload, and is handed the answer as plain data;
    programs run in the sandbox, where neither the judge nor other workloads are.

    Args:
        name: An identifier; runs are called after it.
        statement: Markdown for whoever writes programs: what is decided, from what, under which rules. It
            must not give away bounds or held-out data.
        entry: What a program has to define, with types: ``"def pack(items: list[float], bins: int) ->
            list[int]"``.
        workloads: By split, ``train``, ``validation`` and ``test``: inputs by parameter of the entry, as
            plain data and numpy arrays; or :class:`adrs.Workload`, to name them.
        judge: ``(workload, answer)`` to a number or an :class:`adrs.Score`; raises
            :class:`adrs.InvalidAnswer` with a reason that helps.
        seeds: Starting points, as source text, ``Path`` or :class:`adrs.Program`; first the one called
            ``naive``.
        baselines: Programs to compare with; ``human_sota`` is the one to beat.
        unit: Unit of the value.
        minimize: What the value measures, if less is better.
        maximize: The same, if more is.
        aggregate: How workloads become one value: ``mean``, ``sum``, ``worst`` or ``cvar``.
        bound: ``(workload)`` to the limit of its value: an :class:`adrs.Bound`, a number, which is taken as
            proven, or ``None``. A program that passes a proven bound is refused.
        limits: What a program may use on one workload when it is scored.
        search_limits: The same while searching, by default half the time.
        title: A heading; by default the name.
        citations: Baseline to the paper or source it comes from.
        shape: What kind of thing an answer is; helps the genetic proposer
            (:class:`adrs.core.problem.Contract`).
        cost: A cost function that programs may call; helps likewise.

    Raises:
        UsageError: Something is missing or does not fit together; one sentence.
        ProgramError: A seed or baseline cannot be read, does not parse, or lacks the entry.
    """
    _check_name(name)
    if not statement.strip():
        raise UsageError(f"{name} has no statement; say in it what a program decides, and under which rules")
    contract = replace(contract_of(name, entry), shape=shape, cost=cost)
    _check_takes("judge", judge, 2, "a workload and an answer")
    if bound is not None:
        _check_takes("bound", bound, 1, "a workload")
    if not citations or "human_sota" not in citations:
        citations = {"human_sota": "given with the problem", **(citations or {})}
    return DefinedProblem(
        name=name,
        title=title or name.replace("_", " ").capitalize(),
        statement=inspect.cleandoc(statement),
        objective=_objective(minimize, maximize, unit, aggregate),
        contract=contract,
        own=workloads_of(name, workloads, contract),
        judge=judge,
        bound=bound,
        seeds=programs_of("seed", seeds, "naive", contract),
        baselines=programs_of("baseline", baselines, "human_sota", contract),
        citations=citations,
        limits=limits,
        search_limits=search_limits or replace(limits, cpu_s=limits.cpu_s / 2, wall_s=limits.wall_s / 2),
    )


def _check_name(name: str) -> None:
    from adrs import problems

    if not name.isidentifier():
        raise UsageError(f"a problem cannot be called {name!r}; give a name of letters, digits and _")
    if name in problems.NAMES + problems.CONTROLS:
        raise UsageError(f"{name} is a built-in problem; give yours another name")


def _objective(minimize: str | None, maximize: str | None, unit: str, aggregate: str) -> Objective:
    if (minimize is None) == (maximize is None):
        raise UsageError('say what the value measures, with minimize="…" or with maximize="…"')
    if aggregate not in [known.value for known in Aggregate]:
        raise unknown("aggregate", aggregate, [known.value for known in Aggregate])
    return Objective(
        name=minimize or maximize or "",
        unit=unit,
        direction=Direction.MAXIMIZE if minimize is None else Direction.MINIMIZE,
        aggregate=Aggregate(aggregate),
    )


def _check_takes(role: str, function: Callable[..., Any], count: int, what: str) -> None:
    if not callable(function):
        raise UsageError(f"the {role} is a {type(function).__name__}; give a function that takes {what}")
    try:
        inspect.signature(function).bind(*range(count))
    except ValueError:
        return  # a builtin does not say what it takes
    except TypeError:
        raise UsageError(f"the {role} has to take {what}: {count} in all, by position") from None
