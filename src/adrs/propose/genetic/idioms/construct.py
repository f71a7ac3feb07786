"""Idiom: build an answer piece by piece, looking at the cost of what is built so far."""

from __future__ import annotations

from random import Random

from adrs.core.shapes import Grouping, Order
from adrs.propose.genetic.context import Change, Context
from adrs.propose.genetic.idioms.entry import Wrap
from adrs.propose.genetic.kinds import INT, Kind, parse_kind


def construct(context: Context) -> Change | None:
    """Let the entry build greedily by partial cost; keep the better of old and new, or only the new."""
    wrap = Wrap.of(context)
    if wrap is None or not wrap.public_cost.partial:
        return None
    if isinstance(wrap.shape, Order):
        name, body = _order(wrap, wrap.shape, context.rng)
    else:
        name, body = _grouping(wrap, wrap.shape, context.rng)
    if context.rng.random() < 0.4:
        result = wrap.pack("answer", wrap.cost("answer"))
        return wrap.instead(f"built by {name}", f"{body}\nreturn {result}")
    return wrap.over(f"better of before and {name}", lambda base: _better(wrap, base, body))


def _better(wrap: Wrap, base: str, body: str) -> str:
    old = wrap.unpack(f"{base}({wrap.parameters})")
    cost = wrap.cost("answer")
    return f"""\
{body}
other = {old}
other_cost = {wrap.cost("other")}
answer_cost = {cost}
if other_cost < answer_cost:
    answer, answer_cost = other, other_cost
return {wrap.pack("answer", "answer_cost")}"""


def _order(wrap: Wrap, shape: Order, rng: Random) -> tuple[str, str]:
    name = rng.choice(["appending", "sampled appending", "inserting", "shortlist"])
    key = _key(wrap, shape.items)
    tie = f", {key}" if key and rng.random() < 0.5 else ""
    appended = wrap.cost("answer + [item]")
    if name == "inserting":
        items = f"sorted({shape.items}, key=lambda item: {key})" if key else shape.items
        return name, _INSERT.format(items=items, cost=wrap.cost("trial"))
    if name == "shortlist":
        pair = wrap.cost("answer + [item, after]")
        return f"{name} lookahead", _SHORTLIST.format(
            items=shape.items, cost=appended, pair=pair, width=rng.choice([3, 5])
        )
    pool = "remaining"
    if name == "sampled appending":
        pool = f"random.sample(remaining, min({rng.choice([10, 20, 40])}, len(remaining)))"
    return name, _APPEND.format(items=shape.items, pool=pool, cost=appended, tie=tie)


def _grouping(wrap: Wrap, shape: Grouping, rng: Random) -> tuple[str, str]:
    key = _key(wrap, shape.items)
    reverse = rng.choice(["", ", reverse=True"])
    items = f"sorted({shape.items}, key=lambda item: {key}{reverse})" if key else shape.items
    whole = rng.random() < 0.5
    trial = "{**answer, g: answer[g] + [item]}" if whole else "{g: answer[g] + [item]}"
    name = f"placing by {key}{reverse} where the {'whole' if whole else 'group'} costs least"
    return name, _PLACE.format(groups=shape.groups, items=items, cost=wrap.cost(trial))


def _key(wrap: Wrap, items: str) -> str | None:
    """A numeric expression about an item, over the entry's parameters."""
    env = {name: parse_kind(kind) for name, kind in wrap.contract.parameters.items()}
    element: Kind = env[items].element if items in env else INT
    return wrap.context.synthesiser.number({**env, "item": element}, depth=1, about="item")


_APPEND = """\
import random

remaining = list({items})
answer = []
while remaining:
    pool = {pool}
    pick = min(pool, key=lambda item: ({cost}{tie},))
    answer.append(pick)
    remaining.remove(pick)"""

_INSERT = """\
answer = []
for item in {items}:
    trials = [answer[:i] + [item] + answer[i:] for i in range(len(answer) + 1)]
    answer = min(trials, key=lambda trial: {cost})"""

_SHORTLIST = """\
remaining = list({items})
answer = []
while remaining:
    shortlist = sorted(remaining, key=lambda item: {cost})[:{width}]
    pick, pick_cost = shortlist[0], float("inf")
    for item in shortlist:
        ahead = min(({pair} for after in remaining if after != item), default=pick_cost)
        if ahead < pick_cost:
            pick, pick_cost = item, ahead
    answer.append(pick)
    remaining.remove(pick)"""

_PLACE = """\
answer = {{g: [] for g in {groups}}}
for item in {items}:
    group = min(answer, key=lambda g: {cost})
    answer[group].append(item)"""
