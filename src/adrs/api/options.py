"""The further options of ``adrs.evolve``: those of ``adrs run``, in Python's spelling."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, get_type_hints

from adrs.api.checks import checked_data, checked_model
from adrs.api.choices import configuration
from adrs.api.names import unknown
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.api.given import Given
    from adrs.core.budget import Budget
    from adrs.run.config import RunConfig


class Limits(TypedDict, total=False):
    """What may be spent, where no :class:`adrs.Budget` says it; and when to stop before.

    ``evals``: candidates tried, seeds included (200 where nothing is limited). ``seconds``: time worked.
    ``cpu_seconds``: CPU time of candidates on train. ``tokens``, ``usd``: of model calls. ``target``: a
    train value that is good enough.
    """

    evals: int | None
    seconds: float | None
    cpu_seconds: float | None
    tokens: int | None
    usd: float | None
    target: float | None


class Options(Limits, total=False):
    """Everything else that ``adrs run`` takes.

    ``strategy_options``: options of the strategy, by name. ``proposing``: proposals in flight. ``data``,
    ``model_dir``: folders for problems that need them. ``fixed_time``: leave speed out where it counts.
    ``aggregate``, ``rails``, ``also``, ``start``: terms of the run. ``models_file``: TOML file that
    describes models. ``detail``, ``hints``, ``hint``, ``knowledge``, ``context_tokens``, ``distil``: what
    those who write are told. ``agent_usd``, ``agent_tokens``: what one run of a coding agent may cost.
    ``inbox_port``: where an inbox is served. ``record``: keep requests and replies whole. ``track``: copies
    of the run for MLflow or Weights & Biases.
    """

    strategy_options: Mapping[str, Any]
    proposing: int | None
    data: str | os.PathLike[str] | None
    model_dir: str | os.PathLike[str] | None
    fixed_time: bool
    aggregate: str
    rails: Sequence[str]
    also: Sequence[str]
    start: Sequence[str]
    models_file: str | os.PathLike[str] | None
    detail: Literal["none", "score", "per_workload", "full"]
    hints: Literal["none", "general", "specific"]
    hint: Sequence[str]
    knowledge: str | os.PathLike[str] | None
    context_tokens: int
    distil: int | None
    agent_usd: float | None
    agent_tokens: int | None
    inbox_port: int | None
    record: bool
    track: Sequence[str]


_CHOICES = {"detail": ("none", "score", "per_workload", "full"), "hints": ("none", "general", "specific")}
_SEVERAL = ("rails", "also", "start", "hint")
_PATHS = ("knowledge", "models_file")


def configured(
    given: Given,
    *,
    budget: Budget | None,
    models: Sequence[str],
    seed: int,
    workers: int | None,
    options: Mapping[str, Any],
) -> RunConfig:
    """The configuration of a run.

    Raises:
        UsageError: There is no such option, or it makes no sense.
        DataError: A folder or file is not there.
    """
    check_known(options, Options)
    further = {name: value for name, value in options.items() if name not in Limits.__annotations__}
    further.pop("track", None)
    for name, allowed in _CHOICES.items():
        if name in further and further[name] not in allowed:
            raise unknown(name, str(further[name]), allowed)
    further |= {name: texts(further[name]) for name in _SEVERAL if name in further}
    further |= {name: Path(further[name]) for name in _PATHS if further.get(name) is not None}
    data, model_dir = further.pop("data", None), further.pop("model_dir", None)
    if model_dir is not None and given.stated is not None:
        raise UsageError("model_dir is for problems that are named; build yours on its model yourself")
    return configuration(
        given.problem,
        strategy=given.strategy,
        proposers=given.proposers,
        models=texts(models),
        seed=seed,
        workers=workers,
        data=checked_data(None if data is None else Path(data)),
        model_dir=checked_model(None if model_dir is None else Path(model_dir)),
        **limits_of(budget, options),
        **further,
    )


def limits_of(budget: Budget | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """A budget, or limits by name, as limits by name.

    Raises:
        UsageError: Both are given.
    """
    limits = {name: options[name] for name in Limits.__annotations__ if options.get(name) is not None}
    if budget is None:
        return limits
    if twice := sorted(set(limits) - {"target"}):
        raise UsageError(f"budget and {' and '.join(twice)} are given; put all limits into one of them")
    return {
        "evals": budget.evaluations,
        "seconds": budget.seconds,
        "cpu_seconds": budget.cpu_seconds,
        "tokens": budget.tokens,
        "usd": budget.cost_usd,
        **limits,
    }


def check_known(options: Mapping[str, Any], kind: type) -> None:
    """Make sure that every option exists.

    Raises:
        UsageError: One does not; names the closest.
    """
    known = get_type_hints(kind)
    for name in options:
        if name not in known:
            raise unknown("option", name, known)


def texts(given: str | Sequence[str]) -> tuple[str, ...]:
    """One text or several, as several."""
    return (given,) if isinstance(given, str) else tuple(given)
