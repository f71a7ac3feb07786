"""Operators: compute a number otherwise, from the names in scope."""

from __future__ import annotations

import ast

from adrs.propose.genetic.context import Change, Context
from adrs.propose.genetic.kinds import INT

_ANY_NUMBER = {"min", "max", "sum", "abs", "float", "int", "round"}


def change_expression(context: Context) -> Change | None:
    """Replace a numeric expression by a new one, or combine it with one."""
    found = [node for node in context.nodes(ast.expr) if isinstance(node, ast.expr)]
    context.rng.shuffle(found)
    for node in found[:30]:
        if _is_value(context, node) and context.scope.kind(node).numeric:
            return _rewrite(context, node)
    return None


def _is_value(context: Context, node: ast.expr) -> bool:
    if isinstance(node, ast.Constant | ast.Slice | ast.Starred | ast.Lambda):
        return False
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    parent = context.source.parents.get(node)
    if isinstance(parent, ast.Subscript) and parent.slice is node:
        return False  # an index made up from numbers is seldom an index
    return not isinstance(parent, ast.Attribute | ast.keyword | ast.AugAssign)


def _rewrite(context: Context, node: ast.expr) -> Change | None:
    rng = context.rng
    new = context.synthesiser.number(context.scope.visible(node), depth=rng.choice([1, 1, 2]))
    if new is None:
        return None
    old = context.source.segment(node)
    if _counts(context, node):
        new = f"int({new})"
    elif rng.random() < 0.5:
        sign = rng.choice(["+", "-", "*", "/"])
        weight = rng.choice(["", "0.1 * ", "0.5 * "]) if sign in "+-" else ""
        new = f"(({old}) {sign} {weight}{new})"
    return Change([context.source.replace(node, f"({new})")], f"{_short(old)} → {_short(new)}")


def _counts(context: Context, node: ast.expr) -> bool:
    """Whether the place takes whole numbers only, like the argument of ``range``."""
    parent = context.source.parents.get(node)
    if not isinstance(parent, ast.Call) or context.scope.kind(node) != INT:
        return False
    return not (isinstance(parent.func, ast.Name) and parent.func.id in _ANY_NUMBER)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "..."
