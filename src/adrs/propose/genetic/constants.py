"""Operator: change one numeric literal."""

from __future__ import annotations

from adrs.propose.genetic.context import Change, Context


def change_constant(context: Context) -> Change | None:
    """Scale, shift or replace a literal; integers stay integers."""
    found = context.source.literals
    if not found:
        return None
    node = context.rng.choice(found)
    value = node.value
    assert isinstance(value, int | float)
    new = _integer(context, value) if isinstance(value, int) else _real(context, value)
    if new == value:
        return None
    text = repr(new) if new >= 0 else f"({new!r})"
    return Change([context.source.replace(node, text)], f"{value!r} → {new!r}")


def _integer(context: Context, value: int) -> int:
    rng = context.rng
    if abs(value) < 4 or rng.random() < 0.25:
        return value + rng.choice([-2, -1, 1, 2])
    return round(value * rng.choice([0.5, 0.7, 1.4, 2.0, 3.0]))


def _real(context: Context, value: float) -> float:
    rng = context.rng
    if value == 0.0 or rng.random() < 0.1:
        return rng.choice([0.0, 0.01, 0.1, 0.5, 1.0, 2.0])
    return float(f"{value * rng.lognormvariate(0.0, 0.7):.4g}")
