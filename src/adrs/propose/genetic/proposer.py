"""The proposer that needs no key: mutation of syntax trees and general algorithmic idioms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ProgramError, ProposalError
from adrs.core.problem import Problem
from adrs.core.syntax import defines_function, parse
from adrs.propose.genetic.constants import change_constant
from adrs.propose.genetic.context import Change, Context, Operator
from adrs.propose.genetic.idioms.construct import construct
from adrs.propose.genetic.idioms.local_search import local_search
from adrs.propose.genetic.idioms.memoise import memoise
from adrs.propose.genetic.idioms.recreate import recreate
from adrs.propose.genetic.idioms.restart import multi_start
from adrs.propose.genetic.keys import change_key, sort_loop
from adrs.propose.genetic.operations import (
    change_arithmetic,
    change_choice,
    change_comparison,
    change_condition,
)
from adrs.propose.genetic.recombine import recombine
from adrs.propose.genetic.statements import (
    change_range,
    copy_statement,
    delete_statement,
    guard_statement,
    leave_loop,
    swap_statements,
)
from adrs.propose.genetic.values import change_expression
from adrs.propose.source import Source

CATALOGUE: Mapping[str, Sequence[Operator]] = {
    "constants": (change_constant,),
    "expressions": (
        change_expression,
        change_arithmetic,
        change_comparison,
        change_choice,
        change_condition,
    ),
    "keys": (change_key, sort_loop),
    "statements": (
        delete_statement,
        swap_statements,
        copy_statement,
        guard_statement,
        leave_loop,
        change_range,
    ),
    "construct": (construct,),
    "improve": (local_search, local_search, recreate),
    "restart": (multi_start, memoise),
    "recombine": (recombine,),
}
SMALL = frozenset({"constants", "expressions", "keys", "statements"})
"""Operators that keep to one function where the brief names one."""

_TRIES = 20
_LARGEST = 24_000


class Genetic:
    """Genetic programming over program texts (Koza 1992), typed and scoped, plus idioms.

    Each proposal is one or a few random changes of one operator family to the brief's parent. Everything
    follows from ``brief.seed``. A proposal always parses, still defines the entry, and leaves everything
    outside the evolvable regions byte for byte as it was.
    """

    name = "genetic"
    operators: Sequence[str] = tuple(CATALOGUE)

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """A mutated program.

        Raises:
            ProposalError: The parent offers no place for this operator.
        """
        rng = Random(brief.seed)
        family = CATALOGUE.get(brief.arm.operator)
        if family is None:
            raise ProposalError(f"genetic has no operator {brief.arm.operator!r}")
        text = brief.parent.candidate.program.text
        changed = text
        notes: list[str] = []
        borrowed: tuple[str, ...] = ()
        for _ in range(_repeats(brief.arm.operator, rng)):
            change, changed = self._once(problem, brief, family, changed, rng)
            notes.append(change.note)
            borrowed += change.borrowed
        if changed == text:
            raise ProposalError("the changes cancel out")
        program = brief.parent.candidate.program.with_text(changed)
        return Proposal(program=program, note="; ".join(notes), borrowed=borrowed)

    def _once(
        self, problem: Problem, brief: Brief, family: Sequence[Operator], text: str, rng: Random
    ) -> tuple[Change, str]:
        try:
            source = Source(text, focus=brief.focus if brief.arm.operator in SMALL else "")
        except ProgramError as error:
            raise ProposalError(f"the parent cannot be edited: {error}") from None
        context = Context(source, problem.contract, rng, brief.inspirations)
        reason = f"no place for {brief.arm.operator}"
        for _ in range(_TRIES):
            change = rng.choice(family)(context)
            if change is None:
                continue
            try:
                changed = source.apply(change.edits)
            except ProposalError as error:
                reason = str(error)
                continue
            if self._fits(problem, text, changed):
                return change, changed
        raise ProposalError(reason)

    def _fits(self, problem: Problem, before: str, after: str) -> bool:
        if after == before or len(after) > max(_LARGEST, len(before)):
            return False
        entry = problem.contract.function  # empty where it is not known
        return not entry or defines_function(parse(after), entry)


def _repeats(operator: str, rng: Random) -> int:
    """Small changes sometimes come in twos and threes, to step over a dip in the landscape."""
    if operator in ("construct", "improve", "restart", "recombine"):
        return 1
    return rng.choice([1, 1, 1, 2, 3])
