"""From a brief to a program worth evaluating: proposed, looked at, and if that helps proposed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from adrs.core.candidate import Brief, Objection, Proposal
from adrs.core.errors import ModelError, ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.syntax import syntax_digest
from adrs.core.verdict import Usage
from adrs.run.chronicle import Chronicle


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal that may be evaluated, and the digest of its normalised syntax tree."""

    proposal: Proposal
    syntax: str


Objecting = Callable[[Brief, Program], str | None]
"""A strategy's ``objection``: why a proposal shall not be evaluated."""


class Writer:
    """Asks proposers, and turns away what was seen before or what the strategy objects to.

    Args:
        problem: What is written for.
        proposers: By the name that arms give them.
        chronicle: What proposers that read are told.
        seen: Syntax digest to candidate, of everything tried; the writer enters what it lets through.
        objecting: The strategy's objection, where it has one.
    """

    def __init__(
        self,
        problem: Problem,
        proposers: Mapping[str, Proposer],
        *,
        chronicle: Chronicle,
        seen: dict[str, str],
        objecting: Objecting | None = None,
    ) -> None:
        self.problem = problem
        self.proposers = proposers
        self.chronicle = chronicle
        self.seen = seen
        self._objecting = objecting

    def informed(self, brief: Brief) -> Brief:
        """The brief with what the run knows now, if its proposer reads.

        To be called the moment it was asked for: a replay then tells the same, however long it waits after.
        """
        if not self.chronicle.reads(brief.arm.proposer):
            return brief
        return replace(brief, lore=self.chronicle.lore(brief))

    async def write(self, brief: Brief) -> Draft:
        """A draft for an informed brief.

        Raises:
            ProposalError: Nothing worth evaluating came; ``usage`` is what it cost.
            ModelError: A model gave no usable reply; ``usage`` likewise.
        """
        proposer = self.proposers[brief.arm.proposer]
        reads = self.chronicle.reads(brief.arm.proposer)
        proposal = await proposer.propose(self.problem, brief)
        draft = Draft(proposal, syntax_digest(proposal.program))
        doubt = self._refusal(brief, draft) or (
            self.chronicle.objection(brief, proposal.program) if reads else None
        )
        if doubt is not None and reads:
            draft = await self._again(proposer, brief, proposal, doubt)
        # Who insists on what only the chronicle doubts gets it evaluated: that is cheaper than a call.
        if (refusal := self._refusal(brief, draft)) is not None:
            raise ProposalError(refusal, usage=draft.proposal.usage)
        self.seen[draft.syntax] = f"c{brief.id}"
        return draft

    async def _again(self, proposer: Proposer, brief: Brief, first: Proposal, reason: str) -> Draft:
        objection = Objection(program=first.program, reason=reason)
        try:
            second = await proposer.propose(self.problem, replace(brief, objection=objection))
        except (ProposalError, ModelError) as error:
            error.usage = first.usage + error.usage
            raise
        both: Usage = first.usage + second.usage
        return Draft(replace(second, usage=both), syntax_digest(second.program))

    def _refusal(self, brief: Brief, draft: Draft) -> str | None:
        twin = self._duplicate(draft)
        if twin is not None or self._objecting is None:
            return twin
        return self._objecting(brief, draft.proposal.program)

    def _duplicate(self, draft: Draft) -> str | None:
        twin = self.seen.get(draft.syntax)
        return None if twin is None else f"duplicate: the same program as {twin}"
