"""Texts that a script holds, read from its syntax tree: nothing is executed."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath

from adrs.core.errors import ProgramError, UsageError
from adrs.core.syntax import parse
from adrs.interop.foreign.bundle import Bundle

_TRIMS = {"strip": str.strip, "lstrip": str.lstrip, "rstrip": str.rstrip}
_DEEPEST = 8


class Values:
    """Answers what a name or an expression of a script stands for.

    Args:
        bundle: The folder.
        script: A Python file in it.
    """

    def __init__(self, bundle: Bundle, script: str, *, depth: int = 0) -> None:
        self.script = script
        self._bundle = bundle
        self._depth = depth

    @cached_property
    def tree(self) -> ast.Module:
        """The script's syntax tree.

        Raises:
            UsageError: It does not parse.
        """
        try:
            return parse(self._bundle.text(self.script), name=str(self._bundle.folder / self.script))
        except ProgramError as error:
            raise UsageError(str(error)) from None

    def named(self, name: str) -> ast.expr | None:
        """What a name was given last, anywhere in the script."""
        return self._assigned.get(name)

    def texts(self, node: ast.expr) -> Mapping[str, tuple[str, str]] | None:
        """The texts that an expression stands for, with the file that each was read from, if any.

        A text stands under the name ``""``, those of a dict under their keys; ``None`` if it is not known.
        """
        if isinstance(node, ast.Name) and (value := self.named(node.id)) is not None:
            return self._deeper().texts(value) if self._depth < _DEEPEST else None
        if isinstance(node, ast.Name):
            return self._imported(node.id)
        if isinstance(node, ast.Dict):
            return self._of_dict(node)
        text = self._text(node)
        return None if text is None else {"": text}

    def _of_dict(self, node: ast.Dict) -> Mapping[str, tuple[str, str]] | None:
        found: dict[str, tuple[str, str]] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            inner = self.texts(value)
            if not isinstance(key, ast.Constant) or inner is None or set(inner) != {""}:
                return None
            found[str(key.value)] = inner[""]
        return found

    def _text(self, node: ast.expr) -> tuple[str, str] | None:
        match node:
            case ast.Constant(value=str() as text):
                return text, ""
            case ast.Call(func=ast.Attribute(attr=method, value=owner), args=[]) if method in _TRIMS:
                inner = self.texts(owner)
                return None if inner is None or "" not in inner else (_TRIMS[method](inner[""][0]), "")
            case ast.Call(args=[argument]) if _ends_in(node.func, "dedent"):
                inner = self.texts(argument)
                return None if inner is None or "" not in inner else (textwrap.dedent(inner[""][0]), "")
            case _:
                return self._file(node)

    def _file(self, node: ast.expr) -> tuple[str, str] | None:
        """The one file of the folder that an expression names, as in ``Path("seed.py").read_text()``."""
        names = _strings(node)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(
                value := self.named(inner.id), ast.Constant | ast.BinOp
            ):
                names |= _strings(value)
        found = sorted(name for name in names if name in self._bundle.files)
        return (self._bundle.text(found[0]), PurePosixPath(found[0]).name) if len(found) == 1 else None

    def _imported(self, name: str) -> Mapping[str, tuple[str, str]] | None:
        """What a name from another module of the folder stands for."""
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            original = next((a.name for a in node.names if (a.asname or a.name) == name), None)
            path = f"{node.module.rpartition('.')[2]}.py"
            if original is not None and path in self._bundle.files and self._depth < _DEEPEST:
                other = Values(self._bundle, path, depth=self._depth + 1)
                return other.texts(ast.Name(id=original))
        return None

    def _deeper(self) -> Values:
        return Values(self._bundle, self.script, depth=self._depth + 1)

    @cached_property
    def _assigned(self) -> Mapping[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                found |= {t.id: node.value for t in node.targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                found[node.target.id] = node.value
        return found


def called(tree: ast.Module, name: str) -> ast.Call | None:
    """The first call of a function of this name, bare or as an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _ends_in(node.func, name):
            return node
    return None


def _strings(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def _ends_in(function: ast.expr, name: str) -> bool:
    match function:
        case ast.Name(id=found) | ast.Attribute(attr=found):
            return found == name
        case _:
            return False
