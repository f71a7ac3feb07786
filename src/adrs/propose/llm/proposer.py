"""Proposer: one call to a language model a proposal, and one more if its reply cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ModelError, ProposalError
from adrs.core.model import Finish, Message, Model, Reply, Request, assistant, user
from adrs.core.problem import Contract, Problem
from adrs.core.program import Program
from adrs.core.syntax import keeps_entry, parse, syntax_digest
from adrs.core.verdict import Usage
from adrs.propose.acceptance import ensure_editable
from adrs.propose.context import ContextBuilder
from adrs.propose.findings import Examiner, Findings
from adrs.propose.llm.operators import OPERATORS, Operator
from adrs.propose.llm.reading import refusal_in
from adrs.propose.prompts import fill


class Llm:
    """A language model that edits, rewrites, combines, repairs, simplifies, and changes paradigm.

    A reply that cannot be used is answered once with the reason; that second prompt is the first one and its
    reply, so it may pass the builder's budget by ``max_output_tokens``. A refusal ends the proposal at once.

    Args:
        model: Who is asked.
        name: What arms call this proposer.
        operators: Those of :data:`adrs.propose.llm.operators.OPERATORS` that it offers.
        builder: What is told.
        max_output_tokens: Where a reply is cut off.
        temperature: Left to the model when ``None``.
        effort: Reasoning effort, where a model takes it.
        examiner: Examines a parent before it is shown.
    """

    reads = True

    def __init__(
        self,
        model: Model,
        *,
        name: str = "llm",
        operators: Sequence[str] = tuple(OPERATORS),
        builder: ContextBuilder | None = None,
        max_output_tokens: int = 8192,
        temperature: float | None = None,
        effort: str | None = None,
        examiner: Examiner | None = None,
    ) -> None:
        unknown = [operator for operator in operators if operator not in OPERATORS]
        if unknown or not operators:
            raise ValueError(f"operators are {', '.join(OPERATORS)}, not {', '.join(unknown) or 'none'}")
        self.model = model
        self.name = name
        self.operators: Sequence[str] = tuple(operators)
        self.builder = builder or ContextBuilder()
        self.examiner = examiner
        self._request = Request(
            messages=(), max_output_tokens=max_output_tokens, temperature=temperature, effort=effort
        )

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """A program that parses, defines the entry, and changes only what may be changed.

        Raises:
            ProposalError: There was nothing to do (no call was made), the model refused, or its second reply
                could not be used either; ``usage`` is what the calls cost.
            ModelError: The first call brought no reply, or was not made because it could pass a cap.
        """
        operator = OPERATORS.get(brief.arm.operator)
        if operator is None or operator.name not in self.operators:
            raise ProposalError(f"{self.name} has no operator {brief.arm.operator!r}")
        parent = brief.parent.candidate.program
        ensure_editable(parent)
        task = operator.prepare(brief, self.builder.detail)
        findings = await self._examined(parent)
        messages = self.builder.build(problem, task.brief, task=task.text, findings=findings)
        request = replace(
            self._request, messages=messages, purpose=f"{self.name}:{operator.name}", brief=brief.id
        )
        program, note, usage = await self._written(problem.contract, parent, operator, request)
        return Proposal(program=program, note=note, borrowed=task.borrowed, usage=usage)

    async def _examined(self, parent: Program) -> Findings:
        return Findings() if self.examiner is None else await self.examiner(parent)

    async def _written(
        self, contract: Contract, parent: Program, operator: Operator, request: Request
    ) -> tuple[Program, str, Usage]:
        """Program and note of the first reply that can be used, and what both calls cost."""
        reply = await self.model.reply(request)
        try:
            return *_read(contract, parent, operator, reply), reply.usage
        except ProposalError as error:
            if _refused(reply):
                raise ProposalError(str(error), usage=reply.usage) from None
            reason = str(error)
        second = await self._again(request, reply, reason)
        total = reply.usage + second.usage
        try:
            return *_read(contract, parent, operator, second), total
        except ProposalError as error:
            raise ProposalError(f"no usable reply in two: {error}", usage=total) from None

    async def _again(self, request: Request, reply: Reply, reason: str) -> Reply:
        """The reply to being told why the first one could not be used."""
        more: tuple[Message, ...] = (
            assistant(reply.text.strip() or "(nothing)"),
            user(fill("again", reason=reason)),
        )
        try:
            return await self.model.reply(replace(request, messages=(*request.messages, *more)))
        except ModelError as error:  # a cap that is too near for a second call also ends here
            text = f"no usable reply: {reason}; asking again failed: {error}"
            raise ProposalError(text, usage=reply.usage + error.usage) from None


def _refused(reply: Reply) -> bool:
    return reply.finish is Finish.REFUSAL or refusal_in(reply.text)


def _read(contract: Contract, parent: Program, operator: Operator, reply: Reply) -> tuple[Program, str]:
    """Program and note of a reply.

    Raises:
        ProposalError: It cannot be used, with a reason that the model can act on.
    """
    if _refused(reply):
        words = " ".join(reply.text.split())[:200]
        raise ProposalError(f"refused: {words or 'the provider gave no reason'}")
    if reply.finish is Finish.LENGTH:
        raise ProposalError("the reply was cut off at the output limit: answer more briefly")
    program, note = operator.write(parent, reply.text)
    if program.language == "python":
        _check_entry(contract, program)
    if syntax_digest(program) == syntax_digest(parent):
        raise ProposalError("the reply changes nothing but comments or layout")
    return program, note


def _check_entry(contract: Contract, program: Program) -> None:
    tree = parse(program.text, name=program.main)
    if not keeps_entry(tree, contract):
        raise ProposalError(f"the program no longer defines {contract.function}")
