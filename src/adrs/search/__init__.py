"""Strategies and archives: pure, synchronous, seeded; one algorithm a file."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from adrs.core.candidate import Arm
from adrs.core.errors import UsageError
from adrs.search.options import construct

if TYPE_CHECKING:
    from adrs.core.seams import Strategy

__all__ = ["STRATEGIES", "create"]

STRATEGIES = {
    "adaptive": "adrs.search.adaptive:Adaptive",
    "best_of_n": "adrs.search.best_of_n:BestOfN",
    "levi": "adrs.search.levi:Levi",
    "openevolve": "adrs.search.openevolve:OpenEvolve",
    "random": "adrs.search.random_search:RandomSearch",
    "shinka": "adrs.search.shinka:Shinka",
    "top_k": "adrs.search.top_k:TopKStrategy",
}
"""Name to ``module:class``; a module is imported when its strategy is created."""


def create(name: str, arms: Sequence[Arm], seed: int, **options: Any) -> Strategy:
    """The strategy of this name.

    Args:
        name: One of :data:`STRATEGIES`.
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        options: Keyword arguments of the strategy's constructor; its defaults hold for the others.

    Raises:
        UsageError: There is no such strategy, it has no such option or does not take its value, or the arms
            are none or not distinct.
    """
    try:
        module, _, kind = STRATEGIES[name].partition(":")
    except KeyError:
        raise UsageError(f"no strategy {name!r}; there are {', '.join(sorted(STRATEGIES))}") from None
    strategy: Strategy = construct(name, getattr(import_module(module), kind), arms, seed, options)
    return strategy
