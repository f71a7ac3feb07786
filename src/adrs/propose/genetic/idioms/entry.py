"""Putting a new entry function over, or in place of, the one a program has."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from adrs.core.problem import Contract, PublicCost
from adrs.core.shapes import AnswerShape
from adrs.propose.genetic.context import Change, Context
from adrs.propose.source import Edit, FunctionNode

_MOST_FUNCTIONS = 14


class Wrap:
    """What an idiom's template needs: how to call, unpack, pack and cost, as source text.

    Raises nothing; use :meth:`of`, which answers ``None`` where idioms do not apply.
    """

    def __init__(self, context: Context, old: FunctionNode, shape: AnswerShape, cost: PublicCost) -> None:
        self.context = context
        self.old = old
        self.shape = shape
        self.public_cost = cost

    @classmethod
    def of(cls, context: Context) -> Wrap | None:
        """For the parent's entry; ``None`` if it may not change, or has no shape or public cost."""
        contract = context.contract
        old = context.source.top_level(contract.function)
        if old is None or not context.source.evolvable(old):
            return None
        if contract.shape is None or contract.cost is None:
            return None
        if len(context.source.functions) > _MOST_FUNCTIONS:
            return None
        return cls(context, old, contract.shape, contract.cost)

    @property
    def contract(self) -> Contract:
        """The problem's contract."""
        return self.context.contract

    @property
    def parameters(self) -> str:
        """The entry's parameters, for a ``def`` line or a call by position."""
        return ", ".join(self.contract.parameters)

    def cost(self, answer: str) -> str:
        """Expression for the cost of ``answer``."""
        return self.public_cost.call.format(answer=answer)

    def unpack(self, result: str) -> str:
        """Expression for the answer inside an entry's result."""
        return self.contract.unpack.format(result=result)

    def pack(self, answer: str, cost: str) -> str:
        """Expression for an entry's result."""
        return self.contract.pack.format(answer=answer, cost=cost)

    def over(self, note: str, write: Callable[[str], str]) -> Change:
        """Rename the old entry and put a new one after it; ``write(base)`` gives its body."""
        base = self.context.fresh("before")
        edits = [*self._rename(base), self._after(self._definition(write(base)))]
        return Change(self._with_cost(edits), note)

    def instead(self, note: str, body: str) -> Change:
        """Put a new entry in the old one's place."""
        edit = self.context.source.replace(self.old, self._definition(body).strip())
        return Change(self._with_cost([edit]), note)

    def _definition(self, body: str) -> str:
        lines = "\n".join(f"    {line}" if line.strip() else "" for line in body.split("\n"))
        return f"\n\ndef {self.contract.function}({self.parameters}):\n{lines}\n"

    def _rename(self, new: str) -> list[Edit]:
        source, name = self.context.source, self.contract.function
        start, _ = source.span(self.old)
        head = re.compile(rb"def\s+(" + name.encode() + rb")\b").search(source.data, start)
        assert head is not None
        edits = [Edit(head.start(1), head.end(1), new)]
        for node in ast.walk(self.old):  # an entry that calls itself goes on calling itself
            if isinstance(node, ast.Name) and node.id == name:
                edits.append(source.replace(node, new))
        return edits

    def _after(self, text: str) -> Edit:
        return self.context.source.insert_after(self.old, text)

    def _with_cost(self, edits: list[Edit]) -> list[Edit]:
        """Add the public cost's definitions to a program that lacks them."""
        text = self.public_cost.source.strip()
        if not text or _defined(text) <= _defined(self.context.source.text):
            return edits
        start, _ = self.context.source.line_span(self.old)
        return [Edit(start, start, text + "\n\n\n"), *edits]


def _defined(text: str) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(text).body:
        if isinstance(node, FunctionNode | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(t.id for t in node.targets if isinstance(t, ast.Name))
    return names
