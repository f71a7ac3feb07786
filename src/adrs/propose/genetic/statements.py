"""Operators: delete, duplicate, move and guard statements; leave loops early."""

from __future__ import annotations

import ast

from adrs.propose.genetic.context import Change, Context
from adrs.propose.source import reindent


def delete_statement(context: Context) -> Change | None:
    """Remove a statement; the last one of a block becomes ``pass``."""
    node = _pick(context, [n for n in _plain(context) if not _only_binding(context, n)])
    if node is None:
        return None
    source = context.source
    alone = len(_siblings(context, node)) == 1
    edit = source.replace(node, "pass") if alone else source.remove(node)
    return Change([edit], f"deleted: {_first_line(context, node)}")


def swap_statements(context: Context) -> Change | None:
    """Exchange a statement with the next one of its block."""
    pairs = [
        (a, b)
        for a in _plain(context)
        if (b := _next(context, a)) is not None and context.source.owns_lines(b)
    ]
    if not pairs:
        return None
    first, second = context.rng.choice(pairs)
    source = context.source
    edits = [
        source.replace(first, source.segment(second)),
        source.replace(second, source.segment(first)),
    ]
    return Change(edits, f"moved down: {_first_line(context, first)}")


def copy_statement(context: Context) -> Change | None:
    """Insert a copy of a statement after another one of the same block."""
    node = _pick(context, _plain(context))
    if node is None:
        return None
    spots = [s for s in _siblings(context, node) if context.source.owns_lines(s)]
    spots = [s for s in spots if not isinstance(s, ast.Return | ast.Break | ast.Continue)]
    if not spots:
        return None
    text = _dedent(context.source.segment(node), context.source.indent(node))
    edit = context.source.insert_after(context.rng.choice(spots), text)
    return Change([edit], f"copied: {_first_line(context, node)}")


def guard_statement(context: Context) -> Change | None:
    """Run a statement only under a condition over the names in scope."""
    node = _pick(context, _plain(context))
    if node is None:
        return None
    condition = context.synthesiser.condition(context.scope.visible(node))
    if condition is None:
        return None
    source = context.source
    body = _dedent(source.segment(node), source.indent(node))
    block = f"if {condition}:\n{reindent(body, '    ')}"
    text = reindent(block, source.indent(node)).strip()
    return Change([source.replace(node, text)], f"only if {condition}")


def leave_loop(context: Context) -> Change | None:
    """Leave a loop early, or skip the rest of a turn, under a condition."""
    loops = [n for n in context.nodes(ast.For, ast.While) if isinstance(n, ast.For | ast.While)]
    if not loops:
        return None
    spots = [s for s in context.rng.choice(loops).body if context.source.owns_lines(s)]
    if not spots:
        return None
    spot = context.rng.choice(spots)
    condition = context.synthesiser.condition(context.scope.visible(spot))
    if condition is None:
        return None
    word = context.rng.choice(["break", "continue"])
    edit = context.source.insert_before(spot, f"if {condition}:\n    {word}")
    return Change([edit], f"{word} if {condition}")


def change_range(context: Context) -> Change | None:
    """Let a counted loop run longer, shorter, or backwards."""
    calls = [
        n
        for n in context.nodes(ast.Call)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Name)
        and n.func.id == "range"
        and len(n.args) == 1
    ]
    if not calls:
        return None
    call = context.rng.choice(calls)
    count = context.source.segment(call.args[0])
    forms = [
        f"range(2 * ({count}))",
        f"range(max(1, ({count}) // 2))",
        f"range(({count}) + 1)",
        f"range(1, {count})",
        f"range(({count}) - 1, -1, -1)",
    ]
    text = context.rng.choice(forms)
    return Change([context.source.replace(call, text)], f"range({count}) → {text}")


def _plain(context: Context) -> list[ast.stmt]:
    """Statements that may be taken out: no definitions, imports, or the last word of a function."""
    fixed = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return [
        node
        for node in context.nodes(ast.stmt)
        if isinstance(node, ast.stmt)
        and not isinstance(node, (*fixed, ast.Return, ast.Pass))
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and context.source.owns_lines(node)
    ]


def _only_binding(context: Context, node: ast.stmt) -> bool:
    """Whether some name is bound by this statement alone: without it, the rest would not run."""
    names = {n.id for n in ast.walk(node) if _binds(n) and isinstance(n, ast.Name)}
    others = {
        n.id for n in context.source.inside if _binds(n) and isinstance(n, ast.Name) and not _within(n, node)
    }
    return not names <= others


def _binds(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _within(node: ast.Name, statement: ast.stmt) -> bool:
    return statement.lineno <= node.lineno <= (statement.end_lineno or statement.lineno)


def _pick(context: Context, nodes: list[ast.stmt]) -> ast.stmt | None:
    return context.rng.choice(nodes) if nodes else None


def _siblings(context: Context, node: ast.stmt) -> list[ast.stmt]:
    parent = context.source.parents[node]
    for name in ("body", "orelse", "finalbody", "handlers"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and node in block:
            return block
    return [node]


def _next(context: Context, node: ast.stmt) -> ast.stmt | None:
    block = _siblings(context, node)
    at = block.index(node) + 1
    return block[at] if at < len(block) and not isinstance(block[at], ast.Return) else None


def _dedent(text: str, indent: str) -> str:
    lines = text.split("\n")
    return "\n".join([lines[0], *(line.removeprefix(indent) for line in lines[1:])])


def _first_line(context: Context, node: ast.stmt) -> str:
    return context.source.segment(node).split("\n")[0][:60]
