"""When two programs are the same program: identity up to layout, comments and docstrings."""

from __future__ import annotations

import ast
import hashlib

from adrs.core.errors import ProgramError
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

    Files that are not Python, or do not parse, count by their text.
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


def _normal_form(text: str, language: str) -> str:
    if language != "python":
        return text
    try:
        tree = parse(text)
    except ProgramError:
        return text
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            _drop_docstring(node)
    return ast.dump(tree)


def _drop_docstring(
    node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> None:
    body = node.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        if isinstance(body[0].value.value, str):
            node.body = body[1:]
