"""Operator: take over code from another program."""

from __future__ import annotations

import ast

from adrs.core.candidate import Trial
from adrs.core.errors import ProgramError
from adrs.propose.genetic.context import Change, Context
from adrs.propose.genetic.idioms.entry import Wrap
from adrs.propose.source import Edit, FunctionNode, Source

_LARGEST = 16_000


def recombine(context: Context) -> Change | None:
    """Run this program and another and keep the better answer, or put the other's stages on top.

    The other's functions come along under new names. Where the other is itself a stack of stages over a
    starting function with the entry's parameters, that starting function may be replaced by this program.
    """
    wrap = Wrap.of(context)
    others = [t for t in context.others if len(t.candidate.program.text) < _LARGEST]
    if wrap is None or not others:
        return None
    other = context.rng.choice(others)
    try:
        source = Source(other.candidate.program.text)
    except ProgramError:
        return None
    entry = source.top_level(context.contract.function)
    if entry is None:
        return None
    stages = _stages(source, entry)
    if stages and context.rng.random() < 0.5:
        return _stack(wrap, source, other, context.rng.choice(stages))
    return _better(wrap, source, other)


def _better(wrap: Wrap, source: Source, other: Trial) -> Change:
    prefix = wrap.context.fresh("from_other")
    theirs = f"{prefix}_{wrap.contract.function}"

    def write(base: str) -> str:
        first = wrap.unpack(f"{base}({wrap.parameters})")
        second = wrap.unpack(f"{theirs}({wrap.parameters})")
        return f"""\
best, best_cost, failure = None, float("inf"), None
for attempt in (lambda: {first}, lambda: {second}):
    try:
        answer = attempt()
        cost = {wrap.cost("answer")}
    except ValueError as error:
        failure = error
        continue
    if best is None or cost < best_cost:
        best, best_cost = answer, cost
if best is None:
    raise failure
return {wrap.pack("best", "best_cost")}"""

    change = wrap.over(f"better of this and {other.candidate.id}", write)
    code = _borrowed(wrap, source, prefix, without="", redirect="")
    return _with_code(wrap, change, code, other)


def _stack(wrap: Wrap, source: Source, other: Trial, stage: str) -> Change:
    prefix = wrap.context.fresh("from_other")
    theirs = f"{prefix}_{wrap.contract.function}"
    change = wrap.over(
        f"stages of {other.candidate.id} on top of this",
        lambda base: f"return {theirs}({wrap.parameters})",
    )
    base = wrap.context.fresh("before")
    code = _borrowed(wrap, source, prefix, without=stage, redirect=base)
    return _with_code(wrap, change, code, other)


def _stages(source: Source, entry: FunctionNode) -> list[str]:
    """Module-level functions with the entry's parameters that the entry reaches."""
    parameters = [arg.arg for arg in entry.args.args]
    functions = {n.name: n for n in source.tree.body if isinstance(n, FunctionNode)}
    reached: dict[str, None] = {}
    queue = [entry]
    while queue:
        for node in ast.walk(queue.pop()):
            if isinstance(node, ast.Name) and node.id in functions and node.id not in reached:
                reached[node.id] = None
                queue.append(functions[node.id])
    return [
        name
        for name in reached
        if name != entry.name and [arg.arg for arg in functions[name].args.args] == parameters
    ]


def _borrowed(wrap: Wrap, source: Source, prefix: str, *, without: str, redirect: str) -> str:
    """The other's evolvable definitions under new names, and the frozen ones that this program lacks."""
    body = [n for n in source.tree.body if source.evolvable(n) and not _is_docstring(n)]
    imports = (ast.Import, ast.ImportFrom)
    own = [node for node in body if not isinstance(node, imports)]
    names = {name: f"{prefix}_{name}" for node in own for name in _bound(node)}
    if without:
        names[without] = redirect
    kept = [n for n in body if not (isinstance(n, FunctionNode) and n.name == without)]
    renamed = [_Rename(names).visit(node) for node in kept]
    ours = {name for node in wrap.context.source.tree.body for name in _bound(node)}
    missing = [n for n in source.tree.body if n not in body and _lacks(n, ours)]
    module = ast.Module(body=[*missing, *renamed], type_ignores=[])
    return ast.unparse(ast.fix_missing_locations(module))


def _lacks(node: ast.stmt, ours: set[str]) -> bool:
    if not isinstance(node, ast.Import | ast.ImportFrom | ast.Assign):
        return False
    return not set(_bound(node)) <= ours


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, FunctionNode | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [t.id for t in node.targets if isinstance(t, ast.Name)]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.split(".")[0] for alias in node.names]
    return []


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Rename(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        return self.generic_visit(node)


def _with_code(wrap: Wrap, change: Change, code: str, other: Trial) -> Change:
    start, _ = wrap.context.source.line_span(wrap.old)
    edit = Edit(start, start, code + "\n\n\n")
    return Change([edit, *change.edits], change.note, borrowed=(other.candidate.id,))
