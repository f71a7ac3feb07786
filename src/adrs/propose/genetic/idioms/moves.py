"""Neighbourhoods: lines that make a ``trial`` from ``current`` by one small random change."""

from __future__ import annotations

from random import Random

from adrs.core.shapes import Grouping, Order
from adrs.propose.genetic.idioms.entry import Wrap

_ORDER_MOVES = {
    "swap": """\
trial = list(current)
i, j = random.randrange(n), random.randrange(n)
trial[i], trial[j] = trial[j], trial[i]""",
    "insert": """\
trial = list(current)
item = trial.pop(random.randrange(n))
trial.insert(random.randrange(n), item)""",
    "shift": """\
trial = list(current)
i = random.randrange(n)
item = trial.pop(i)
trial.insert(max(0, min(n - 1, i + random.randint(-{reach}, {reach}))), item)""",
    "reverse": """\
trial = list(current)
i = random.randrange(n)
j = i + random.randint(2, {reach})
trial[i:j] = trial[i:j][::-1]""",
    "block": """\
trial = list(current)
i = random.randrange(n)
j = i + random.randint(1, {reach})
block = trial[i:j]
del trial[i:j]
i = random.randrange(len(trial) + 1)
trial[i:i] = block""",
}

_GROUPING_MOVES = {
    "move": """\
trial = {{g: list(items) for g, items in current.items()}}
source = {source}
target = random.choice(groups)
item = trial[source].pop(random.randrange(len(trial[source])))
trial.setdefault(target, []).append(item)""",
    "swap": """\
trial = {{g: list(items) for g, items in current.items()}}
source = {source}
target = random.choice([g for g in trial if trial[g]])
i, j = random.randrange(len(trial[source])), random.randrange(len(trial[target]))
trial[source][i], trial[target][j] = trial[target][j], trial[source][i]""",
}


def setup(wrap: Wrap) -> str:
    """Lines that come once, before the first move; they need ``current``."""
    if isinstance(wrap.shape, Grouping):
        return f"groups = list({wrap.shape.groups})\nn = sum(map(len, current.values()))"
    return "n = len(current)"


def copy(wrap: Wrap, answer: str) -> str:
    """Expression for a private copy of an answer."""
    if isinstance(wrap.shape, Grouping):
        return f"{{g: list(items) for g, items in {answer}.items()}}"
    return f"list({answer})"


def move(wrap: Wrap, rng: Random) -> tuple[str, str]:
    """A random neighbourhood: its name and its lines. Often a mixture of two."""
    first, lines = _single(wrap, rng)
    if rng.random() < 0.5:
        return first, lines
    second, others = _single(wrap, rng)
    if second == first:
        return first, lines
    mixed = f"if random.random() < 0.5:\n{_block(lines)}\nelse:\n{_block(others)}"
    return f"{first} or {second}", mixed


def _single(wrap: Wrap, rng: Random) -> tuple[str, str]:
    if isinstance(wrap.shape, Order):
        name = rng.choice(list(_ORDER_MOVES))
        return name, _ORDER_MOVES[name].format(reach=rng.choice([3, 5, 10]))
    name = rng.choice(list(_GROUPING_MOVES))
    source, focus = "random.choice([g for g in trial if trial[g]])", ""
    if wrap.public_cost.partial and rng.random() < 0.4:
        alone = wrap.cost("{g: trial[g]}")
        source = f"max((g for g in trial if trial[g]), key=lambda g: {alone})"
        focus = " out of the costliest"
    return name + focus, _GROUPING_MOVES[name].format(source=source)


def _block(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.split("\n"))
