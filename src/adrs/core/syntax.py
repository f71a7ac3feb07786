"""When two programs are the same program: identity up to layout, comments and docstrings."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable

from adrs.core.errors import ProgramError
from adrs.core.problem import Contract
from adrs.core.program import Program


def parse(text: str, *, name: str = "program") -> ast.Module:
    """The syntax tree of ``text``.

    Raises:
        ProgramError: The text is not valid Python; names the line.
    """
    try:
        return ast.parse(text)
    except SyntaxError as error:
        line = error.lineno or 0
        raise ProgramError(f"{name}, line {line}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ProgramError(f"{name} cannot be parsed: {error}") from None


def syntax_digest(program: Program) -> str:
    """Digest of the normalised syntax trees: blind to comments, layout and docstrings.

    Files that are not Python, do not parse, or nest too deeply to be walked, count by their text.
    """
    hasher = hashlib.sha256(f"{program.language}\0{program.main}\0".encode())
    for path, text in program.files.items():
        hasher.update(path.encode() + b"\0")
        hasher.update(_normal_form(text, program.language).encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()[:32]


def defines_function(tree: ast.Module, name: str) -> bool:
    """Whether the module binds ``name`` at its top level, by ``def`` or assignment."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name == name:
                return True
        elif isinstance(node, ast.Assign):
            if any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                return True
        elif isinstance(node, ast.Import | ast.ImportFrom) and any(
            (alias.asname or alias.name) == name for alias in node.names
        ):
            return True
    return False


def derives_class(tree: ast.Module, base: str) -> bool:
    """Whether the module defines, at its top level, a class that names ``base`` among its bases."""
    return any(
        isinstance(node, ast.ClassDef) and any(_last_name(b) == base for b in node.bases)
        for node in tree.body
    )


def defines_any(tree: ast.Module, names: Iterable[str]) -> bool:
    """Whether the module binds one of ``names``, or defines a class that names one among its bases."""
    return any(defines_function(tree, name) or derives_class(tree, name) for name in names)


def keeps_entry(tree: ast.Module, contract: Contract) -> bool:
    """Whether the module defines what a contract asks for; of one that names no entry, it always does."""
    return not contract.function or defines_any(tree, (contract.function, *contract.published))


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _normal_form(text: str, language: str) -> str:
    if language != "python":
        return text
    try:
        tree = parse(text)
    except ProgramError:
        return text
    out: list[str] = []
    try:
        _write(tree, out)
    except RecursionError:  # nested past what we can walk: then the text is what it is
        return text
    return " ".join(out)


# ``ctx`` follows from the place, ``kind`` and ``type_comment`` from the spelling; ``type_params`` of older
# interpreters is missing, so an empty one must not show.
_SILENT = frozenset(["ctx", "kind", "type_comment", "type_ignores", "type_params"])
_DOCUMENTED = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _write(node: ast.AST, out: list[str]) -> None:
    """Append a node's normal form: like ``ast.dump``, in a third of its time, and without docstrings."""
    kind = node.__class__
    out.append(kind.__name__)
    out.append("(")
    for name in kind._fields:
        value = getattr(node, name, None)
        if value.__class__ is list:
            if name == "body" and isinstance(node, _DOCUMENTED) and _is_docstring(value):
                value = value[1:]
            if value or name not in _SILENT:
                _write_list(value, out)
        elif isinstance(value, ast.AST):
            if name not in _SILENT:
                _write(value, out)
        elif name not in _SILENT:
            out.append(repr(value))
    out.append(")")


def _write_list(values: list[object], out: list[str]) -> None:
    out.append("[")
    for value in values:
        if isinstance(value, ast.AST):
            _write(value, out)
        else:
            out.append(repr(value))
    out.append("]")


def _is_docstring(body: list[ast.stmt]) -> bool:
    first = body[0] if body else None
    return (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
