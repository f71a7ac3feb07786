"""Operators: change how values are compared and combined."""

from __future__ import annotations

import ast

from adrs.propose.genetic.context import Change, Context

_COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">="),
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<="),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-", "*"),
    ast.Sub: ("+", "*"),
    ast.Mult: ("/", "+"),
    ast.Div: ("*", "-"),
    ast.FloorDiv: ("*", "%"),
    ast.Mod: ("//",),
}


def change_comparison(context: Context) -> Change | None:
    """Turn one comparison into a neighbour of it: ``<`` to ``<=``, or around."""
    found = [n for n in context.nodes(ast.Compare) if isinstance(n, ast.Compare) and len(n.ops) == 1]
    found = [n for n in found if type(n.ops[0]) in _COMPARISONS]
    if not found:
        return None
    node = context.rng.choice(found)
    sign = context.rng.choice(_COMPARISONS[type(node.ops[0])])
    left, right = map(context.source.segment, (node.left, node.comparators[0]))
    text = f"{left} {sign} {right}"
    return Change([context.source.replace(node, text)], f"comparison → {sign}")


def change_arithmetic(context: Context) -> Change | None:
    """Exchange an arithmetic operator, or the sides of one that is not symmetric."""
    found = [n for n in context.nodes(ast.BinOp) if isinstance(n, ast.BinOp) and type(n.op) in _ARITHMETIC]
    if not found:
        return None
    node = context.rng.choice(found)
    left, right = (f"({context.source.segment(side)})" for side in (node.left, node.right))
    sign = context.rng.choice(_ARITHMETIC[type(node.op)])
    return Change([context.source.replace(node, f"({left} {sign} {right})")], f"operator → {sign}")


def change_condition(context: Context) -> Change | None:
    """Negate a condition, or tighten or loosen it by another over the names in scope."""
    found = [n for n in context.nodes(ast.If, ast.While) if isinstance(n, ast.If | ast.While)]
    if not found:
        return None
    node = context.rng.choice(found)
    test = context.source.segment(node.test)
    if context.rng.random() < 0.3:
        return Change([context.source.replace(node.test, f"not ({test})")], "condition negated")
    extra = context.synthesiser.condition(context.scope.visible(node.test))
    if extra is None:
        return None
    word = context.rng.choice(["and", "or"])
    text = f"({test}) {word} {extra}"
    return Change([context.source.replace(node.test, text)], f"condition {word} {extra}")


def change_choice(context: Context) -> Change | None:
    """Exchange ``min`` and ``max``."""
    found = [
        n
        for n in context.nodes(ast.Call)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in ("min", "max")
    ]
    if not found:
        return None
    func = context.rng.choice(found).func
    assert isinstance(func, ast.Name)
    other = "max" if func.id == "min" else "min"
    return Change([context.source.replace(func, other)], f"{func.id} → {other}")
