"""What a model is told before it writes: assembled to a budget, most valuable first, stable parts first."""

from adrs.propose.context.builder import ContextBuilder
from adrs.propose.context.levels import Detail, HintLevel
from adrs.propose.context.text import estimate_tokens

__all__ = ["ContextBuilder", "Detail", "HintLevel", "estimate_tokens"]
