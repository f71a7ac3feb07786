"""Options of a strategy by name, checked against what its constructor takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from adrs.core.candidate import Arm
from adrs.core.errors import UsageError


def construct(
    name: str, kind: Callable[..., Any], arms: Sequence[Arm], seed: int, options: Mapping[str, Any]
) -> Any:
    """``kind(arms, seed=seed, **options)``, with what is wrong with an option as one sentence.

    Args:
        name: How the strategy is called, for the sentence.
        kind: A strategy's class or factory.
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        options: Keyword arguments besides the seed.

    Raises:
        UsageError: An option is unknown, is of another type than its default, or makes no sense.
    """
    if not options:
        return kind(arms, seed=seed)
    _check(name, kind, options)
    try:
        return kind(arms, seed=seed, **options)
    except (ValueError, TypeError) as error:
        raise UsageError(f"strategy {name} does not take {_shown(options)}: {error}") from None


def known_options(kind: Callable[..., Any]) -> dict[str, Any]:
    """Options of a strategy and their defaults; ``inspect.Parameter.empty`` where there is none."""
    parameters = inspect.signature(kind).parameters.values()
    return {
        p.name: p.default
        for p in parameters
        if p.kind is inspect.Parameter.KEYWORD_ONLY and p.name not in ("arms", "seed")
    }


def _check(name: str, kind: Callable[..., Any], options: Mapping[str, Any]) -> None:
    known = known_options(kind)
    for option, value in options.items():
        if option not in known:
            close = get_close_matches(option, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else "."
            there = ", ".join(known) or "none"
            raise UsageError(f"strategy {name} has no option {option!r}{hint} There are: {there}")
        if (expected := _expected(known[option], value)) is not None:
            raise UsageError(f"option {option} of strategy {name} is {value!r}; give {expected}")


def _expected(default: Any, value: Any) -> str | None:
    """What should have been given, where the default's type says that ``value`` cannot be right."""
    if isinstance(default, bool):
        return None if isinstance(value, bool) else "true or false"
    if isinstance(default, int):
        return None if isinstance(value, int) and not isinstance(value, bool) else "a whole number"
    if isinstance(default, float):
        return None if isinstance(value, int | float) and not isinstance(value, bool) else "a number"
    if isinstance(default, str):
        return None if isinstance(value, str) else "a text"
    if isinstance(default, tuple | frozenset):
        return None if isinstance(value, list | tuple) else "a list"
    return None


def _shown(options: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={value}" for key, value in options.items())
