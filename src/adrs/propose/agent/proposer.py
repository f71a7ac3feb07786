"""A model with tools as the proposer: it reads, edits and tests a copy of the program, and hands it in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ModelError, ProposalError, SpendingError
from adrs.core.model import Finish, Message, Model, Reply, Request, Role, ToolCall, assistant, user
from adrs.core.problem import Problem
from adrs.core.verdict import Usage
from adrs.propose.acceptance import ensure_acceptable, ensure_editable
from adrs.propose.agent.tools import TOOLS, Tested, Tester, Toolbox
from adrs.propose.context import ContextBuilder, estimate_tokens
from adrs.propose.findings import Examiner, Findings
from adrs.propose.prompts import fill

_REPEATS = 3
_LEAST_OUTPUT_TOKENS = 256
_CUT_OFF = "error: your reply was cut off at its output limit, so nothing was done; make smaller calls"
_NO_CALL = "Your reply called no tool. Call one; `submit` hands the program in."


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one proposal may take; whichever is used up first ends it.

    Args:
        steps: Tool calls, malformed ones and replies without a call included.
        tests: Test runs on the train workloads.
        tokens: Input and output of all calls together. A call is made only if its input, estimated from
            above, fits; its output is limited to what is left.
        cost_usd: No call is made once this is spent. The last one may pass it; the run's own cap holds.
        max_output_tokens: Of one reply.
    """

    steps: int = 30
    tests: int = 5
    tokens: int = 400_000
    cost_usd: float | None = None
    max_output_tokens: int = 8192


class Agent:
    """A tool loop over a model; one conversation a proposal, nothing on disk.

    Args:
        model: Who thinks.
        tester: Runs a program on the train workloads; a test counts as an evaluation.
        name: What arms call it.
        builder: What the opening message shows.
        allowance: What a proposal may take.
        examiner: Examines a parent before it is shown.
        temperature: Left to the model when ``None``.
        effort: Reasoning effort, where the model takes it.
    """

    operators: Sequence[str] = ("solve",)
    reads = True

    def __init__(
        self,
        model: Model,
        *,
        tester: Tester,
        name: str = "agent",
        builder: ContextBuilder = ContextBuilder(),
        allowance: Allowance = Allowance(),
        examiner: Examiner | None = None,
        temperature: float | None = None,
        effort: str | None = None,
    ) -> None:
        self.name = name
        self.model = model
        self.allowance = allowance
        self._tester = tester
        self._examiner = examiner
        self._builder = builder
        self._temperature = temperature
        self._effort = effort

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """The program that the agent hands in, or the best one it tested.

        Raises:
            ProposalError: It ended with nothing better than the parent; ``usage`` says what it took.
            SpendingError: A call could have passed a cap of the run, and nothing better was tested before.
        """
        ensure_editable(brief.parent.candidate.program)
        toolbox = Toolbox(problem, brief, self._tester, self.allowance.tests)
        findings = await self._examiner(brief.parent.candidate.program) if self._examiner else Findings()
        opening = self.opening(problem, brief, findings)
        return await _Conversation(self, brief, toolbox, opening).run()

    def opening(self, problem: Problem, brief: Brief, findings: Findings) -> tuple[Message, Message]:
        """What the conversation begins with."""
        limits = {"steps": str(self.allowance.steps), "tests": str(self.allowance.tests)}
        return self._builder.build(problem, brief, task=fill("agent", **limits), findings=findings)

    def request(self, messages: list[Message], brief: Brief, max_output_tokens: int) -> Request:
        """The next call of the model."""
        return Request(
            messages=tuple(messages),
            max_output_tokens=max_output_tokens,
            temperature=self._temperature,
            effort=self._effort,
            tools=TOOLS,
            purpose=str(brief.arm),
            brief=brief.id,
        )


class _Conversation:
    """One proposal in the making."""

    def __init__(
        self, agent: Agent, brief: Brief, toolbox: Toolbox, opening: tuple[Message, Message]
    ) -> None:
        self._agent = agent
        self._brief = brief
        self._toolbox = toolbox
        self._messages = list(opening)
        self._input_tokens = sum(estimate_tokens(message.text) for message in self._messages)
        self._spent = Usage()
        self._steps = 0
        self._calls: Counter[str] = Counter()

    @property
    def _usage(self) -> Usage:
        return self._spent + self._toolbox.used

    async def run(self) -> Proposal:
        while (over := self._over()) is None:
            try:
                reply = await self._ask()
            except ModelError as error:
                self._spent += error.usage
                return self._fall_back(str(error), error)
            if reply.finish is Finish.REFUSAL:
                return self._fall_back(f"refused: {' '.join(reply.text.split())[:200]}")
            over = await self._answer(reply)
            if self._toolbox.submitted is not None:
                program = self._toolbox.bench.program
                return Proposal(program=program, note=self._toolbox.submitted, usage=self._usage)
            if over is not None:
                break
        return self._fall_back(over)

    def _over(self) -> str | None:
        """Why no further call is made, if so."""
        allowance, spent = self._agent.allowance, self._spent
        if self._steps >= allowance.steps:
            return f"all {allowance.steps} steps are used"
        if allowance.cost_usd is not None and spent.cost_usd >= allowance.cost_usd:
            return f"{spent.cost_usd:.4f} of {allowance.cost_usd:g} USD are spent"
        if self._room() < _LEAST_OUTPUT_TOKENS:
            return f"another call does not fit into {allowance.tokens} tokens; {spent.tokens} are used"
        return None

    def _room(self) -> int:
        """Output tokens that the next call may take."""
        left = self._agent.allowance.tokens - self._spent.tokens - self._input_tokens
        return min(left, self._agent.allowance.max_output_tokens)

    async def _ask(self) -> Reply:
        reply = await self._agent.model.reply(self._agent.request(self._messages, self._brief, self._room()))
        self._spent += Usage(tokens=reply.usage.tokens, cost_usd=reply.usage.cost_usd)
        self._say(assistant(reply.text, reply.calls))
        return reply

    async def _answer(self, reply: Reply) -> str | None:
        """Carry a reply's calls out; why the conversation must end, if so."""
        if not reply.calls:
            self._steps += 1
            self._say(user(_CUT_OFF if reply.finish is Finish.LENGTH else _NO_CALL))
            return self._looping("no tool")
        for call in reply.calls:
            if self._steps >= self._agent.allowance.steps:
                return self._over()
            self._steps += 1
            text = _CUT_OFF if reply.finish is Finish.LENGTH else await self._toolbox.call(call)
            self._say(Message(role=Role.TOOL, text=text, answers=call.id))
            if self._toolbox.submitted is not None:
                return None
            if (why := self._looping(_shape(call))) is not None:
                return why
        return None

    def _looping(self, what: str) -> str | None:
        key = f"{self._toolbox.bench.program.digest} {what}"
        self._calls[key] += 1
        if self._calls[key] < _REPEATS:
            return None
        return f"going round in circles: {what[:80]}, {_REPEATS} times on the same program"

    def _say(self, message: Message) -> None:
        self._messages.append(message)
        said = message.text + "".join(_shape(call) for call in message.calls)
        self._input_tokens += estimate_tokens(said) + 8

    def _fall_back(self, why: str, error: ModelError | None = None) -> Proposal:
        """The best program tested, if it is better than the parent; else the failure."""
        if (best := self._toolbox.best) is not None and self._is_better(best):
            try:
                ensure_acceptable(self._toolbox.problem, self._brief.parent.candidate.program, best.program)
            except ProposalError as unfit:
                why = f"{why}; the best tested program cannot be taken: {unfit}"
            else:
                note = f"best of what was tested; not handed in: {why}"
                return Proposal(program=best.program, note=note, usage=self._usage)
        if isinstance(error, SpendingError):
            error.usage = self._usage  # all of the conversation, not only of the call that was not made
            raise error
        raise ProposalError(f"the agent brought nothing better: {why}", usage=self._usage)

    def _is_better(self, tested: Tested) -> bool:
        score, before = tested.evaluation.score, self._brief.parent.evaluation.score
        return score is not None and (before is None or score > before)


def _shape(call: ToolCall) -> str:
    """A call as text: equal for equal calls."""
    return f"{call.name} {json.dumps(dict(call.arguments), sort_keys=True, default=str)}"
