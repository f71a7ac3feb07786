"""Which names are bound at a place in a program, and to what kinds of values."""

from __future__ import annotations

import ast

from adrs.core.problem import Contract
from adrs.propose.genetic.infer import Inferrer
from adrs.propose.genetic.kinds import ANY, Kind, kind_of, parse_kind
from adrs.propose.source import FunctionNode, Source

_KEYED = {"sorted", "min", "max"}


class Scope:
    """Answers ``visible(node)`` for one source and contract.

    A name counts as visible once it was bound on an earlier line of an enclosing function, so a name bound
    in one branch only may still be unbound at run time; such a candidate crashes and is dropped.
    """

    def __init__(self, source: Source, contract: Contract) -> None:
        self.source = source
        self.inferrer = Inferrer(contract.records)
        self._parameters = {n: parse_kind(k) for n, k in contract.parameters.items()}
        self._globals = self._module_names()

    def visible(self, node: ast.AST) -> dict[str, Kind]:
        """Names bound at ``node``, with their kinds."""
        env = dict(self._globals)
        line = getattr(node, "lineno", 0)
        path = [*self.source.ancestors(node)][::-1]
        for outer, inner in zip(path, [*path[1:], node], strict=True):
            match outer:
                case ast.FunctionDef() | ast.AsyncFunctionDef() if inner in outer.body:
                    self._enter(outer, env, line)
                case ast.Lambda() if inner is outer.body:
                    self._enter_lambda(outer, env)
                case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                    if not isinstance(inner, ast.comprehension):
                        env.update(self.inferrer.bind_generators(outer.generators, env))
                case _:
                    pass
        return env

    def kind(self, node: ast.expr) -> Kind:
        """The kind of an expression where it stands."""
        return self.inferrer.infer(node, self.visible(node))

    def _module_names(self) -> dict[str, Kind]:
        env: dict[str, Kind] = {}
        for statement in self.source.tree.body:
            if isinstance(statement, ast.Assign):
                kind = self.inferrer.infer(statement.value, env)
                for target in statement.targets:
                    self.inferrer.bind(target, kind, env)
        return env

    def _enter(self, function: FunctionNode, env: dict[str, Kind], line: int) -> None:
        arguments = function.args
        for arg in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            annotated = kind_of(arg.annotation)
            env[arg.arg] = annotated if annotated is not ANY else self._parameter(arg.arg)
        self._block(function.body, env, line)

    def _parameter(self, name: str) -> Kind:
        # Helpers usually pass the entry's arguments on under the same names.
        return self._parameters.get(name, ANY)

    def _enter_lambda(self, node: ast.Lambda, env: dict[str, Kind]) -> None:
        kind = self._keyed_element(node, env)
        for i, arg in enumerate(node.args.args):
            env[arg.arg] = kind if i == 0 else ANY

    def _keyed_element(self, node: ast.Lambda, env: dict[str, Kind]) -> Kind:
        keyword = self.source.parents.get(node)
        call = self.source.parents.get(keyword) if isinstance(keyword, ast.keyword) else None
        if not isinstance(call, ast.Call):
            return ANY
        match call.func:
            case ast.Name(id=name) if name in _KEYED and call.args:
                return self.inferrer.infer(call.args[0], env).element
            case ast.Attribute(attr="sort", value=value):
                return self.inferrer.infer(value, env).element
            case _:
                return ANY

    def _block(self, body: list[ast.stmt], env: dict[str, Kind], line: int) -> None:
        for statement in body:
            if statement.lineno >= line:
                return
            self._statement(statement, env, line)

    def _statement(self, statement: ast.stmt, env: dict[str, Kind], line: int) -> None:
        infer, bind = self.inferrer.infer, self.inferrer.bind
        inside = (statement.end_lineno or 0) >= line
        match statement:
            case ast.Assign(targets=targets, value=value) if not inside:
                for target in targets:
                    bind(target, infer(value, env), env)
            case ast.AnnAssign(target=target, annotation=annotation) if not inside:
                bind(target, kind_of(annotation), env)
            case ast.For(target=target, iter=iterable, body=body):
                bind(target, infer(iterable, env).element, env)
                self._block(body, env, line)
            case ast.While(body=body) | ast.With(body=body):
                self._block(body, env, line)
            case ast.If(body=body, orelse=orelse):
                self._block(body, env, line)
                self._block(orelse, env, line)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=n), attr="append"))):
                self._append(statement, n, env)
            case _:
                pass

    def _append(self, statement: ast.Expr, name: str, env: dict[str, Kind]) -> None:
        call = statement.value
        known = env.get(name, ANY)
        if isinstance(call, ast.Call) and call.args and known.name == "list":
            if known.element is ANY:
                env[name] = Kind("list", (self.inferrer.infer(call.args[0], env),))
