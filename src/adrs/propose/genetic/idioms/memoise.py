"""Idiom: remember costs that were computed before."""

from __future__ import annotations

import ast

from adrs.core.shapes import Grouping
from adrs.propose.genetic.context import Change, Context
from adrs.propose.source import FunctionNode


def memoise(context: Context) -> Change | None:
    """Keep the public cost of every answer seen in one function in a dictionary."""
    contract = context.contract
    if contract.cost is None or contract.shape is None:
        return None
    head = contract.cost.call.partition("(")[0]
    calls = [
        (function, call)
        for function in context.source.functions
        for call in _cost_calls(context, function, head)
    ]
    if not calls:
        return None
    function, call = context.rng.choice(calls)
    memory = context.fresh("seen")
    argument = context.source.segment(call.args[0])
    key = f"tuple({argument})"
    if isinstance(contract.shape, Grouping):
        key = f"tuple((g, *map(id, items)) for g, items in sorted({argument}.items()))"
    text = context.source.segment(call)
    name = f"{memory}_key"
    look_up = f"({memory}[{name}] if ({name} := {key}) in {memory} else {memory}.setdefault({name}, {text}))"
    edits = [
        context.source.insert_before(function.body[0], f"{memory} = {{}}"),
        context.source.replace(call, look_up),
    ]
    return Change(edits, f"remembers the cost of {argument}")


def _cost_calls(context: Context, function: FunctionNode, head: str) -> list[ast.Call]:
    if not context.source.owns_lines(function.body[0]):
        return []
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and len(node.args) == 1
        and context.source.segment(node.func) == head
        and not _in_lambda(context, node)
    ]


def _in_lambda(context: Context, node: ast.AST) -> bool:
    scopes = (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
    return any(isinstance(outer, scopes) for outer in context.source.ancestors(node))
