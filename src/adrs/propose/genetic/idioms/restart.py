"""Idiom: start several times and keep the best."""

from __future__ import annotations

from adrs.propose.genetic.context import Change, Context
from adrs.propose.genetic.idioms.entry import Wrap


def multi_start(context: Context) -> Change | None:
    """Call the old entry several times, with shuffled items where they are a parameter."""
    wrap = Wrap.of(context)
    if wrap is None:
        return None
    starts = context.rng.choice([2, 3, 5, 10])
    items = wrap.shape.items
    shuffled = items in wrap.contract.parameters
    shuffle = f"if start:\n        {items} = random.sample({items}, len({items}))\n    "

    def write(base: str) -> str:
        return _TEMPLATE.format(
            starts=starts,
            shuffle=shuffle if shuffled else "",
            answer=wrap.unpack(f"{base}({wrap.parameters})"),
            cost=wrap.cost("answer"),
            result=wrap.pack("best", "best_cost"),
        )

    return wrap.over(f"best of {starts} starts{', shuffled' if shuffled else ''}", write)


_TEMPLATE = """\
import random

best, best_cost, failure = None, float("inf"), None
for start in range({starts}):
    {shuffle}try:
        answer = {answer}
    except ValueError as error:
        failure = error
        continue
    cost = {cost}
    if best is None or cost < best_cost:
        best, best_cost = answer, cost
if best is None:
    raise failure
return {result}"""
