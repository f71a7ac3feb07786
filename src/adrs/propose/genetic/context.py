"""What an operator works with, and what it brings back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from adrs.core.candidate import Trial
from adrs.core.problem import Contract
from adrs.propose.genetic.expressions import Synthesiser
from adrs.propose.genetic.scope import Scope
from adrs.propose.source import Edit, Source


@dataclass(frozen=True)
class Context:
    """A parsed parent, the contract it keeps, other programs, and a source of randomness."""

    source: Source
    contract: Contract
    rng: Random
    others: Sequence[Trial] = ()

    @cached_property
    def scope(self) -> Scope:
        """Names and kinds in the parent."""
        return Scope(self.source, self.contract)

    @cached_property
    def synthesiser(self) -> Synthesiser:
        """Writer of expressions, on the same randomness."""
        return Synthesiser(self.scope.inferrer, self.rng)

    def nodes(self, *kinds: type[ast.AST]) -> list[ast.AST]:
        """Nodes of these classes inside the evolvable functions, in source order."""
        return [node for node in self.source.inside if isinstance(node, kinds)]

    def fresh(self, stem: str) -> str:
        """A name like ``stem_3`` that the parent does not use."""
        number = 1
        while f"{stem}_{number}" in self.source.text:
            number += 1
        return f"{stem}_{number}"


@dataclass(frozen=True, slots=True)
class Change:
    """Edits to the parent, a few words on them, and whose code was borrowed."""

    edits: Sequence[Edit]
    note: str
    borrowed: tuple[str, ...] = ()


Operator = Callable[[Context], Change | None]
"""Makes one random change, or ``None`` where the parent offers no place for it."""
