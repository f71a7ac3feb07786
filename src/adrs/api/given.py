"""Names or objects: what ``adrs.evolve`` is given for its roles, as a workshop that makes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from adrs.api.assemble import (
    Workshop,
    create_proposer,
    create_strategy,
    lasting,
    load_problem,
    open_sandbox,
)
from adrs.api.functions import FunctionProposer, WritingFunction
from adrs.api.writing import WITH_MODELS
from adrs.core.candidate import Arm
from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.seams import Proposer, Sandbox, Strategy

GivenProblem = str | os.PathLike[str] | Problem
GivenStrategy = str | Strategy | Callable[..., Strategy]
GivenProposer = str | Proposer | WritingFunction


@dataclass(frozen=True, kw_only=True)
class Given:
    """Roles by the names that the journal will have, and the workshop that makes them.

    Args:
        shop: Makes built-in parts by name, and hands out what was given as an object.
        problem, strategy, proposers: Names for the configuration.
        stated: The problem, where it was given as an object.
    """

    shop: Workshop
    problem: str
    strategy: str
    proposers: tuple[str, ...]
    stated: Problem | None = None


@dataclass(frozen=True)
class _Kept:
    """Objects by name, in front of the built-in ones."""

    problem: Problem | None = None
    strategy: tuple[str, Any] | None = None
    proposers: Mapping[str, Proposer] = field(default_factory=dict)

    def problem_called(self, name: str, data: Path | None) -> Problem:
        return load_problem(name, data) if self.problem is None else self.problem

    def strategy_called(self, name: str, arms: Sequence[Arm], seed: int, **options: Any) -> Strategy:
        if self.strategy is None or self.strategy[0] != name:
            return create_strategy(name, arms, seed, **options)
        made = self.strategy[1]
        if not isinstance(made, type) and hasattr(made, "ask"):
            if options:
                raise UsageError(f"strategy {name} was given as an object; strategy_options are for names")
            return made  # type: ignore[no-any-return]
        from adrs.search.options import construct

        return construct(name, made, arms, seed, options)  # type: ignore[no-any-return]

    def proposer_called(self, name: str) -> Proposer:
        return self.proposers[name] if name in self.proposers else create_proposer(name)


def sort_out(
    problem: GivenProblem,
    *,
    strategy: GivenStrategy,
    proposer: GivenProposer | Sequence[GivenProposer] | None,
    sandbox: str | Sandbox,
) -> Given:
    """What was given, by names and in a workshop.

    Raises:
        UsageError: Something cannot play its role; says what can.
    """
    stated = None if isinstance(problem, str | os.PathLike) else _checked_problem(problem)
    named = lasting(os.fspath(problem)) if isinstance(problem, str | os.PathLike) else problem.name
    chosen = _strategy(strategy)
    proposers = [_proposer(one) for one in _several(proposer)]
    objects = {one.name: one for one in proposers if not isinstance(one, str)}
    names = tuple(one if isinstance(one, str) else one.name for one in proposers)
    if len(set(names)) < len(names):
        raise UsageError(f"two proposers have the same name: {', '.join(names)}; rename one")
    kept = _Kept(stated, None if isinstance(chosen, str) else chosen, objects)
    shop = Workshop(
        problem=kept.problem_called,
        strategy=kept.strategy_called,
        proposer=kept.proposer_called,
        sandbox=_sandbox(sandbox),
    )
    name = chosen if isinstance(chosen, str) else chosen[0]
    return Given(shop=shop, problem=named, strategy=name, proposers=names, stated=stated)


def _checked_problem(problem: object) -> Problem:
    if not isinstance(problem, Problem):
        raise UsageError(
            f"the problem is a {type(problem).__name__}; give a name, a folder, or what adrs.define makes"
        )
    return problem


def _strategy(given: GivenStrategy) -> str | tuple[str, Any]:
    if isinstance(given, str):
        return given
    if not callable(given) and not all(hasattr(given, verb) for verb in ("ask", "tell", "fail")):
        raise UsageError(
            f"the strategy is a {type(given).__name__}; give a name, or an object with ask, tell and fail,"
            " or a function (arms, *, seed) that makes one"
        )
    name = getattr(given, "name", None) or getattr(given, "__name__", None) or type(given).__name__
    return str(name), given


def _several(given: GivenProposer | Sequence[GivenProposer] | None) -> Sequence[GivenProposer]:
    if given is None:
        return ()
    return given if isinstance(given, list | tuple) else (given,)


def _proposer(given: GivenProposer) -> str | Proposer:
    if isinstance(given, str):
        return given
    made: Any = given
    if not hasattr(given, "propose"):
        if not callable(given):
            raise UsageError(
                f"the proposer is a {type(given).__name__}; give a name, an object with propose, or a"
                " function from a brief to a program"
            )
        made = FunctionProposer(given)
    missing = [what for what in ("name", "operators") if not getattr(made, what, None)]
    if missing:
        raise UsageError(f"the proposer {type(made).__name__} has no {' and no '.join(missing)}")
    from adrs.propose import NAMES

    if made.name in (*NAMES, *WITH_MODELS) or ":" in made.name:
        raise UsageError(f"{made.name!r} is the name of a built-in proposer; give yours another name")
    return made  # type: ignore[no-any-return]


def _sandbox(given: str | Sandbox) -> Callable[[Problem, int, bool], Sandbox]:
    if isinstance(given, str):
        return open_sandbox if given == "auto" else partial(open_sandbox, name=given)
    if not hasattr(given, "run"):
        raise UsageError(f"the sandbox is a {type(given).__name__}; give a name or an object with run")
    return lambda problem, slots, unsafe: given
