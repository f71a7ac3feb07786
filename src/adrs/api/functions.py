"""Functions of a notebook in the role of a proposer."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ProposalError, UsageError
from adrs.core.program import Program
from adrs.propose.acceptance import ensure_acceptable

if TYPE_CHECKING:
    from adrs.core.problem import Problem

Written = Program | Proposal | str
"""What a function may write: a program, its text, or a proposal with a note and what it cost."""
WritingFunction = Callable[[Brief], Written | Awaitable[Written]]


class FunctionProposer:
    """A proposer whose only operator is a function from a brief to a program; async or not.

    Args:
        function: Called for each brief. It may raise :class:`adrs.core.errors.ProposalError` for "nothing
            this time"; anything else that it raises ends the run.
    """

    operators: Sequence[str] = ("write",)

    def __init__(self, function: WritingFunction) -> None:
        self.function = function
        self.name = _name(function)

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """What the function wrote, found fit to be evaluated.

        Raises:
            ProposalError: It does not parse, lacks the entry, changes what is frozen, or is its parent.
            UsageError: It is something else than a program.
        """
        written = self.function(brief)
        if inspect.isawaitable(written):
            written = await written
        parent = brief.parent.candidate.program
        proposal = self._proposal(written, parent)
        try:
            ensure_acceptable(problem, parent, proposal.program)
        except ProposalError as error:
            error.usage = proposal.usage
            raise
        return proposal

    def _proposal(self, written: object, parent: Program) -> Proposal:
        match written:
            case Proposal():
                return written
            case Program():
                return Proposal(program=written, note="")
            case str():
                return Proposal(program=parent.with_text(written), note="")
        raise UsageError(
            f"the proposer {self.name} returned a {type(written).__name__};"
            " it has to return a Program, its text, or a Proposal"
        )


def _name(function: object) -> str:
    name = getattr(function, "__name__", type(function).__name__)
    return name if name.isidentifier() else "function"  # a lambda
