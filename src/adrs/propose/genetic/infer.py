"""The kind of an expression, from the kinds of the names in it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from adrs.propose.genetic.kinds import ANY, BOOL, FLOAT, INT, STR, Kind, join, list_of, parse_kind

Env = Mapping[str, Kind]
Records = Mapping[str, Mapping[str, str]]

_TO_INT = {"len", "int", "hash", "ord", "id", "round"}
_TO_ELEMENT = {"min", "max", "next"}
_TO_LIST = {"list", "sorted", "reversed", "tuple", "set", "frozenset"}


class Inferrer:
    """Infers kinds over one problem's record types."""

    def __init__(self, records: Records) -> None:
        self._records = {
            name: {attr: parse_kind(kind) for attr, kind in fields.items()}
            for name, fields in records.items()
        }

    def attributes(self, kind: Kind) -> Mapping[str, Kind]:
        """Attributes of a record kind; empty for others."""
        return self._records.get(kind.name, {})

    def infer(self, node: ast.expr | None, env: Env) -> Kind:
        """The kind of ``node``, or ``any``."""
        match node:
            case ast.Constant(value=value):
                return _of_constant(value)
            case ast.Name(id=name):
                return env.get(name, ANY)
            case ast.Attribute(value=value, attr=attr):
                return self.attributes(self.infer(value, env)).get(attr, ANY)
            case ast.Subscript(value=value, slice=index):
                return self._subscript(self.infer(value, env), index)
            case ast.Call():
                return self._call(node, env)
            case ast.BinOp(left=left, op=op, right=right):
                return _arithmetic(self.infer(left, env), op, self.infer(right, env))
            case ast.UnaryOp(op=ast.Not()) | ast.Compare():
                return BOOL
            case ast.UnaryOp(operand=operand):
                return self.infer(operand, env)
            case ast.BoolOp(values=values):
                return self.infer(values[-1], env)
            case ast.IfExp(body=body, orelse=orelse):
                return join(self.infer(body, env), self.infer(orelse, env))
            case ast.List(elts=items):
                return list_of(self.infer(items[0], env) if items else ANY)
            case ast.Tuple(elts=items):
                return Kind("tuple", tuple(self.infer(item, env) for item in items))
            case ast.Dict(keys=keys, values=values):
                pair = (self.infer(keys[0], env), self.infer(values[0], env)) if keys else ()
                return Kind("dict", pair)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return list_of(self.infer(node.elt, self.bind_generators(node.generators, env)))
            case ast.DictComp():
                inner = self.bind_generators(node.generators, env)
                return Kind("dict", (self.infer(node.key, inner), self.infer(node.value, inner)))
            case _:
                return ANY

    def bind_generators(self, generators: list[ast.comprehension], env: Env) -> dict[str, Kind]:
        """``env`` with the targets of comprehension clauses bound."""
        inner = dict(env)
        for clause in generators:
            self.bind(clause.target, self.infer(clause.iter, inner).element, inner)
        return inner

    def bind(self, target: ast.expr, kind: Kind, env: dict[str, Kind]) -> None:
        """Bind the names of an assignment target."""
        match target:
            case ast.Name(id=name):
                known = env.get(name, ANY)
                env[name] = kind if kind is not ANY or name not in env else known
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for i, part in enumerate(parts):
                    fits = kind.name == "tuple" and len(kind.args) == len(parts)
                    self.bind(part, kind.args[i] if fits else kind.element, env)
            case ast.Starred(value=value):
                self.bind(value, list_of(kind.element), env)
            case _:
                pass

    def _subscript(self, kind: Kind, index: ast.expr) -> Kind:
        if isinstance(index, ast.Slice):
            return kind
        if kind.name == "dict" and len(kind.args) == 2:
            return kind.args[1]
        if kind.name == "tuple" and isinstance(index, ast.Constant):
            position = index.value
            if isinstance(position, int) and -len(kind.args) <= position < len(kind.args):
                return kind.args[position]
        return kind.element

    def _call(self, node: ast.Call, env: Env) -> Kind:
        first = self.infer(node.args[0], env) if node.args else ANY
        match node.func:
            case ast.Name(id="range"):
                return list_of(INT)
            case ast.Name(id="float"):
                return FLOAT
            case ast.Name(id="abs"):
                return first
            case ast.Name(id=name) if name in _TO_INT:
                return INT
            case ast.Name(id="sum"):
                return first.element if first.element.numeric else FLOAT
            case ast.Name(id=name) if name in _TO_ELEMENT:
                return first.element if len(node.args) == 1 else first
            case ast.Name(id=name) if name in _TO_LIST:
                return list_of(first.element)
            case ast.Name(id="enumerate"):
                return list_of(Kind("tuple", (INT, first.element)))
            case ast.Name(id="zip"):
                parts = tuple(self.infer(arg, env).element for arg in node.args)
                return list_of(Kind("tuple", parts))
            case ast.Attribute(value=value, attr=attr):
                return self._method(self.infer(value, env), attr, node, env)
            case _:
                return ANY

    def _method(self, owner: Kind, attr: str, node: ast.Call, env: Env) -> Kind:
        declared = self.attributes(owner).get(attr)
        if declared is not None:
            return declared
        if owner.name == "dict" and len(owner.args) == 2:
            key, value = owner.args
            by_name = {
                "keys": list_of(key),
                "values": list_of(value),
                "items": list_of(Kind("tuple", (key, value))),
                "get": value,
                "pop": value,
            }
            return by_name.get(attr, owner if attr == "copy" else ANY)
        if owner.name == "list":
            return {"pop": owner.element, "copy": owner, "index": INT, "count": INT}.get(attr, ANY)
        if attr in ("randint", "randrange"):
            return INT
        if attr in ("random", "uniform", "gauss", "sqrt", "log", "exp"):
            return FLOAT
        if attr == "choice" and node.args:
            return self.infer(node.args[0], env).element
        if attr == "sample" and node.args:
            return list_of(self.infer(node.args[0], env).element)
        return ANY


def _of_constant(value: object) -> Kind:
    by_type = {bool: BOOL, int: INT, float: FLOAT, str: STR}
    return by_type.get(type(value), ANY)


def _arithmetic(left: Kind, op: ast.operator, right: Kind) -> Kind:
    if isinstance(op, ast.Div):
        return FLOAT
    if left.name == "list" and isinstance(op, ast.Add | ast.Mult):
        return left if left.element is not ANY else right
    return join(left, right) if left.numeric or right.numeric else left
