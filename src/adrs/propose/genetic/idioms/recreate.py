"""Idiom: take a few items out and put each back where it costs least (ruin and recreate)."""

from __future__ import annotations

from adrs.core.shapes import Grouping
from adrs.propose.genetic.context import Change, Context
from adrs.propose.genetic.idioms import moves
from adrs.propose.genetic.idioms.entry import Wrap

_ROUNDS = (10, 30, 100, 300)


def recreate(context: Context) -> Change | None:
    """Improve the entry's answer by iterated greedy reinsertion.

    Ruin and recreate (Schrimpf et al. 2000), for orders known as iterated greedy (Ruiz & Stützle 2007).
    Needs a public cost that also scores incomplete answers.
    """
    wrap = Wrap.of(context)
    if wrap is None or not wrap.public_cost.partial:
        return None
    rng = context.rng
    rounds, taken = rng.choice(_ROUNDS), rng.choice([1, 2, 4, 8])
    accept = rng.choice(["<", "<=", "<="])
    places = rng.choice([0, 0, 10, 30])

    def write(base: str) -> str:
        grouping = isinstance(wrap.shape, Grouping)
        template = _GROUPING if grouping else _ORDER
        return template.format(
            start=moves.copy(wrap, wrap.unpack(f"{base}({wrap.parameters})")),
            best_cost=wrap.cost("best"),
            setup=moves.setup(wrap).replace("current", "best"),
            rounds=rounds,
            taken=taken,
            positions=f"random.sample(range(size), min({places}, size))" if places else "range(size)",
            option_cost=wrap.cost("option"),
            placed_cost=wrap.cost("{**trial, g: trial[g] + [item]}"),
            trial_cost=wrap.cost("trial"),
            accept=accept,
            result=wrap.pack("best", "best_cost"),
        )

    return wrap.over(f"ruin and recreate: {taken} items, {rounds} rounds", write)


_ORDER = """\
import random

best = {start}
best_cost = {best_cost}
{setup}
for _ in range({rounds} if n > 1 else 0):
    taken = random.sample(range(n), min({taken}, n - 1))
    trial = [item for i, item in enumerate(best) if i not in taken]
    for item in [best[i] for i in taken]:
        size = len(trial) + 1
        options = [trial[:i] + [item] + trial[i:] for i in {positions}]
        trial = min(options, key=lambda option: {option_cost})
    trial_cost = {trial_cost}
    if trial_cost {accept} best_cost:
        best, best_cost = trial, trial_cost
return {result}"""

_GROUPING = """\
import random

best = {start}
best_cost = {best_cost}
{setup}
for _ in range({rounds} if n > 1 else 0):
    trial = {{g: list(items) for g, items in best.items()}}
    loose = []
    for _ in range(min({taken}, n - 1)):
        items = trial[random.choice([g for g in trial if trial[g]])]
        loose.append(items.pop(random.randrange(len(items))))
    for item in loose:
        group = min(groups, key=lambda g: {placed_cost})
        trial[group].append(item)
    trial_cost = {trial_cost}
    if trial_cost {accept} best_cost:
        best, best_cost = trial, trial_cost
return {result}"""
