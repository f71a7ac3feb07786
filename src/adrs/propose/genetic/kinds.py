"""Kinds of values, as far as mutation needs to know them."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A type by name and arguments: ``list[int]`` is ``Kind("list", (Kind("int"),))``."""

    name: str
    args: tuple[Kind, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether it takes part in arithmetic."""
        return self.name in ("int", "float")

    @property
    def element(self) -> Kind:
        """What iterating over it yields."""
        if self.name in ("list", "set", "frozenset", "Iterable", "Sequence", "dict") and self.args:
            return self.args[0]
        if self.name == "tuple" and self.args and len(set(self.args)) == 1:
            return self.args[0]
        return STR if self.name == "str" else ANY


ANY = Kind("any")
INT = Kind("int")
FLOAT = Kind("float")
BOOL = Kind("bool")
STR = Kind("str")


def list_of(kind: Kind) -> Kind:
    """``list[kind]``."""
    return Kind("list", (kind,))


def parse_kind(annotation: str) -> Kind:
    """The kind an annotation names; ``any`` where it is not understood."""
    try:
        return kind_of(ast.parse(annotation, mode="eval").body)
    except SyntaxError:
        return ANY


def kind_of(node: ast.expr | None) -> Kind:
    """The kind an annotation's syntax tree names."""
    match node:
        case ast.Name(id=name):
            return Kind(name)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=parts)):
            return Kind(name, tuple(kind_of(part) for part in parts))
        case ast.Subscript(value=ast.Name(id=name), slice=part):
            return Kind(name, (kind_of(part),))
        case _:
            return ANY


def join(a: Kind, b: Kind) -> Kind:
    """The kind of a value that is either."""
    if a == b:
        return a
    if a.numeric and b.numeric:
        return FLOAT
    if a is ANY or b is ANY:
        return b if a is ANY else a
    return ANY
