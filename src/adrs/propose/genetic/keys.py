"""Operators: change in which order things are visited and by what they are chosen."""

from __future__ import annotations

import ast

from adrs.propose.genetic.context import Change, Context

_CHOOSERS = ("sorted", "min", "max")


def change_key(context: Context) -> Change | None:
    """Write a new sort key or a tie-breaker for an existing one, or turn the order round."""
    calls = [n for n in context.nodes(ast.Call) if isinstance(n, ast.Call) and _chooses(n)]
    if not calls:
        return None
    call = context.rng.choice(calls)
    keyword = next((k for k in call.keywords if k.arg == "key"), None)
    if keyword is None:
        return _add_key(context, call)
    if isinstance(keyword.value, ast.Lambda) and len(keyword.value.args.args) == 1:
        return _rewrite_key(context, keyword.value)
    return None


def sort_loop(context: Context) -> Change | None:
    """Visit the items of a ``for`` loop in a new order."""
    loops = [n for n in context.nodes(ast.For) if isinstance(n, ast.For)]
    loops = [n for n in loops if isinstance(n.target, ast.Name)]
    if not loops:
        return None
    loop = context.rng.choice(loops)
    assert isinstance(loop.target, ast.Name)
    items = context.source.segment(loop.iter)
    if context.rng.random() < 0.2:
        text = f"reversed(list({items}))"
        return Change([context.source.replace(loop.iter, text)], "loop reversed")
    env = context.scope.visible(loop)
    kind = context.scope.inferrer.infer(loop.iter, env).element
    key = context.synthesiser.number({**env, "item": kind}, depth=1, about="item")
    if key is None:
        return None
    text = f"sorted({items}, key=lambda item: {key})"
    return Change([context.source.replace(loop.iter, text)], f"loop sorted by {key}")


def _chooses(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name) if name in _CHOOSERS:
            return len(call.args) == 1
        case ast.Attribute(attr="sort"):
            return True
        case _:
            return False


def _rewrite_key(context: Context, key: ast.Lambda) -> Change | None:
    name = key.args.args[0].arg
    old = context.source.segment(key.body)
    if context.rng.random() < 0.15:
        return Change([context.source.replace(key.body, f"-({old})")], "order turned round")
    new = context.synthesiser.number(context.scope.visible(key.body), depth=2, about=name)
    if new is None:
        return None
    forms = [new, new, f"({old}, {new})", f"({new}, {old})", f"({old}) * {new}", f"({old}) + {new}"]
    text = context.rng.choice(forms)
    return Change([context.source.replace(key.body, text)], f"key → {text[:70]}")


def _add_key(context: Context, call: ast.Call) -> Change | None:
    target = call.args[0] if call.args else None
    if isinstance(call.func, ast.Attribute):
        target = call.func.value
    if target is None:
        return None
    env = context.scope.visible(call)
    kind = context.scope.inferrer.infer(target, env).element
    key = context.synthesiser.number({**env, "item": kind}, depth=1, about="item")
    if key is None:
        return None
    start, end = context.source.span(call)
    old = context.source.data[start:end].decode()
    comma = ", " if call.args or call.keywords else ""
    text = f"{old[:-1].rstrip().rstrip(',')}{comma}key=lambda item: {key})"
    return Change([context.source.replace(call, text)], f"key added: {key}")
