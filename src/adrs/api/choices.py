"""Options of a run to its configuration, and what a sitting changes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adrs.api import writing
from adrs.api.checks import checked_number, checked_workers
from adrs.api.writing import Spelling
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.run.config import RunConfig
    from adrs.run.state import RunState

DEFAULT_EVALUATIONS = 200
BY_PEOPLE = ("interrupted", "request", "callback")
"""Reasons to stop that are no reason not to go on."""


def configuration(
    problem: str,
    *,
    strategy: str = "adaptive",
    proposers: tuple[str, ...] = (),
    seed: int = 1,
    workers: int | None = None,
    data: Path | None = None,
    model_dir: Path | None = None,
    evals: int | None = None,
    seconds: float | None = None,
    cpu_seconds: float | None = None,
    tokens: int | None = None,
    usd: float | None = None,
    target: float | None = None,
    fixed_time: bool = False,
    aggregate: str = "",
    rails: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    start: tuple[str, ...] = (),
    proposing: int | None = None,
    strategy_options: Mapping[str, Any] | None = None,
    spelt: Spelling = str,
    **written: Any,
) -> RunConfig:
    """The options as a configuration.

    Raises:
        UsageError: A number makes no sense.
    """
    from adrs.run.config import RunConfig
    from adrs.run.terms import Terms

    limited = any(limit is not None for limit in (evals, seconds, cpu_seconds, tokens, usd))
    proposers = proposers or writing.default_proposers(written.get("models", ()))
    config = RunConfig(
        problem=problem,
        strategy=strategy,
        strategy_options=dict(strategy_options or {}),
        proposers=proposers,
        proposing=writing.checked_proposing(proposing, proposers, spelt("proposing")),
        writing=writing.writing(**written, spelt=spelt),
        seed=seed,
        workers=checked_workers(workers, spelt("workers")),
        **_limits(evals if limited else DEFAULT_EVALUATIONS, seconds, cpu_seconds, tokens, usd, spelt=spelt),
        target=checked_number(spelt("target"), target, positive=False),
        data=None if data is None else str(data),
        model_dir=None if model_dir is None else str(model_dir),
        fixed_time=fixed_time,
        terms=Terms(aggregate=aggregate, rails=rails, also=also, start=start),
    )
    _ = config.budget  # refuses limits that are not positive
    return config


def spent(state: RunState, config: RunConfig) -> bool:
    """Whether there is nothing left to do: the budget is spent, or what was asked for is reached."""
    spent = replace(state.usage, wall_s=state.elapsed_s)
    settled = state.stopped == "optimum" or (state.stopped not in BY_PEOPLE and config == state.config)
    return state.finished and (settled or config.budget.exhausted_by(spent) is not None)


def changed(
    config: RunConfig,
    *,
    evals: int | None = None,
    seconds: float | None = None,
    cpu_seconds: float | None = None,
    tokens: int | None = None,
    usd: float | None = None,
    target: float | None = None,
    workers: int | None = None,
    data: Path | None = None,
    spelt: Spelling = str,
) -> RunConfig:
    """``config`` with what is given; new limits replace all the old ones."""
    changes: dict[str, Any] = {}
    limits = _limits(evals, seconds, cpu_seconds, tokens, usd, spelt=spelt)
    if any(limit is not None for limit in limits.values()):
        changes |= limits
    if target is not None:
        changes["target"] = checked_number(spelt("target"), target, positive=False)
    if workers is not None:
        changes["workers"] = checked_workers(workers, spelt("workers"))
    if data is not None:
        changes["data"] = str(data)
    changed = replace(config, **changes)
    _ = changed.budget  # refuses limits that are not positive
    return changed


def _limits(
    evals: int | None,
    seconds: float | None,
    cpu_seconds: float | None,
    tokens: int | None,
    usd: float | None,
    *,
    spelt: Spelling,
) -> dict[str, Any]:
    """Limits by their names in a configuration."""
    return {
        "evaluations": evals,
        "seconds": checked_number(spelt("seconds"), seconds),
        "cpu_seconds": checked_number(spelt("cpu_seconds"), cpu_seconds),
        "tokens": tokens,
        "cost_usd": checked_number(spelt("usd"), usd),
    }


def refuse_replay(run: str, state: RunState, config: RunConfig) -> None:
    """Make sure that a run which is not finished plays no recording.

    Raises:
        UsageError: It does.
    """
    if config.writing.replay is not None and not state.finished:
        played = config.writing.replay
        raise UsageError(f"run {run} replays {played}; begin again with --replay {played}")


def refuse_engine(run: str, config: RunConfig) -> None:
    """Make sure that no engine made a run that is to go on.

    Raises:
        UsageError: One did.
    """
    from adrs.interop.engines.known import PREFIX

    if config.strategy.startswith(PREFIX):
        name = config.strategy.removeprefix(PREFIX)
        raise UsageError(
            f"run {run} was made by the engine {name}, whose own state is gone, so it cannot go on;"
            f" begin again with `adrs engines run {name} {config.problem}`"
        )
