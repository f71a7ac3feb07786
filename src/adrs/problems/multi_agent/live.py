"""Runs a team of real models on a task: the same design, the same order, real replies, real work.

What a team delivers is executed in the sandbox and compared with what was expected, by a verifier that
belongs to no team. Every call is counted; the models' own ledger keeps to a cap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adrs.core.model import Message, Model, Request, system, user
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.verdict import Outcome, Usage
from adrs.core.workload import Split, Workload
from adrs.problems.multi_agent.deliverable import expected
from adrs.problems.multi_agent.design import USER, Design, Role
from adrs.problems.multi_agent.tasks import Task

HARNESS = "adrs.problems.multi_agent.tester"
LIMITS = Limits(cpu_s=2.0, wall_s=6.0)
CHECKLIST = (
    "Before you answer, check: empty lists; lists shorter than the number; equal numbers; the last, shorter "
    "part; negative numbers; first or last element; which order; names exactly as stated."
)
_LIST = "List mistakes, one a line: `name: what is wrong`. If there are none, answer"
ORDERS: Mapping[str, str] = {
    "write": "Write or repair the work. Answer with the whole module in one ```python block.",
    "test": f"Work out what each function returns on small inputs. {_LIST} NONE.",
    "review": f"Read the work. {_LIST} NONE.",
    "ask": "Ask the user, in one message, whatever is open; name the functions.",
    "decide": "Is the work finished? Answer STOP or CONTINUE.",
    "verify": f"Verify the work against the task. {_LIST} PASS.",
}
_CODE = re.compile(r"```(?:python)?\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """One action of one role."""

    round: int
    role: str
    action: str
    text: str


@dataclass
class Trace:
    """What a team did and delivered.

    Args:
        said: Every action, in order.
        stopped: ``verified``, ``decider``, ``rounds`` or ``timeout``.
        work: The module as it was delivered.
        delivered: Share of functions that pass all hidden tests.
        usage: Tokens and money of all calls.
    """

    said: list[Said] = field(default_factory=list)
    stopped: str = "rounds"
    work: str = ""
    delivered: float = 0.0
    usage: Usage = field(default_factory=Usage)


class LiveRun:
    """A team of real models at one task.

    Args:
        design: The team.
        task: What it is to build.
        model: Who plays every role.
        sandbox: Made for :data:`HARNESS`; runs what the team writes.
        most_tokens: What all calls of the run may take; beyond it the run is cut off.
        reply_tokens: Longest reply.
    """

    def __init__(
        self,
        design: Design,
        task: Task,
        *,
        model: Model,
        sandbox: Sandbox,
        most_tokens: int = 60_000,
        reply_tokens: int = 2048,
    ) -> None:
        self.design = design
        self.task = task
        self.model = model
        self.sandbox = sandbox
        self.most_tokens = most_tokens
        self.reply_tokens = reply_tokens
        self.trace = Trace()
        self.round = 0
        self._histories: dict[str, list[str]] = {role.name: [] for role in design.roles}
        self._send(USER, task.statement)
        for number, role in enumerate(design.roles):
            for requirement in task.requirements:
                if requirement.holder == number:
                    self._histories[role.name].append(f"You alone were told: {requirement.text}")

    async def run(self) -> Trace:
        """Work until somebody or something stops it, then test what was delivered.

        Raises:
            ModelError: A call brought no usable reply.
            SandboxError: The sandbox itself broke.
        """
        await self._rounds()
        self.trace.delivered = len(await self.passing()) / len(self.task.requirements)
        return self.trace

    async def _rounds(self) -> None:
        design, verify = self.design, self.design.verify
        for name, action in design.opening:
            if await self._called(design.role(name), action) is None:
                return
        for self.round in range(design.max_rounds):
            decided = False
            for name, action in design.order:
                reply = await self._called(design.role(name), action)
                if reply is None:
                    return
                decided = decided or (action == "decide" and "STOP" in reply and design.stop == "decider")
            last = self.round == design.max_rounds - 1
            if verify is not None and (verify.each_round or last or decided):
                reply = await self._called(design.role(verify.by), "verify")
                if reply is None:
                    return
                if design.stop == "verified" and reply.strip().endswith("PASS"):
                    self.trace.stopped = "verified"
                    return
            if decided:
                self.trace.stopped = "decider"
                return

    async def _called(self, role: Role, action: str) -> str | None:
        """What a role replies; ``None`` if the run is cut off."""
        if self.trace.usage.tokens >= self.most_tokens:
            self.trace.stopped = "timeout"
            return None
        order = ORDERS[action]
        verify = self.design.verify
        if action == "verify" and verify is not None:
            order += "" if verify.all_of_it else " Look at a third of the functions only."
            order += await self._shown() if verify.executes else ""
        request = Request(
            messages=self._messages(role, order),
            max_output_tokens=self.reply_tokens,
            temperature=0.0,
            purpose=f"multi_agent:{action}",
        )
        reply = await self.model.reply(request)
        self.trace.usage = self.trace.usage + reply.usage
        self._take(role, action, reply.text)
        return reply.text

    def _take(self, role: Role, action: str, text: str) -> None:
        self.trace.said.append(Said(self.round, role.name, action, text))
        if action == "write" and (found := _CODE.findall(text)):
            self.trace.work = found[-1]
        if action == "ask" and (role.name, USER) in self.design.edges:
            self._send(USER, self._answers(text))
        self._send(role.name, text)

    def _messages(self, role: Role, order: str) -> tuple[Message, ...]:
        prompt = role.prompt.replace("{task}", self.task.statement).replace("{checklist}", CHECKLIST)
        may = f"You may {', '.join(sorted(role.may))}, and nothing else."
        heard = self._histories[role.name]
        if self.design.context == "last_k":
            heard = heard[-self.design.last_k :]
        seen = "\n\n".join(heard)[-self.design.context_chars :]
        return system(prompt.replace("{limits}", may)), user(f"{seen}\n\n---\n{order}")

    def _send(self, sender: str, text: str) -> None:
        reached = {to for start, to in self.design.edges if start == sender} | {sender}
        for name in reached & self._histories.keys():
            self._histories[name].append(f"[{sender}] {text}")

    def _answers(self, question: str) -> str:
        """What the user answers: the numbers of functions that were named, and what no role was told."""
        named = [r for r in self.task.requirements if r.name in question]
        numbers = [r.answer for r in named if r.ambiguous]
        roles = len(self.design.roles)
        untold = [r.text for r in self.task.requirements if r.holder is not None and r.holder >= roles]
        return "\n".join([*numbers, *untold]) or "There is nothing to add."

    async def _shown(self) -> str:
        """What the work returns on two lists, for a verifier that executes."""
        lists = [[5, 3, -2, 5], [1]]
        found = await self._executed([r.name for r in self.task.requirements], lists)
        rows = [f"{r.name}: {row}" for r, row in zip(self.task.requirements, found, strict=True)]
        return f"\nRunning the work on {lists} returned:\n" + "\n".join(rows)

    async def passing(self) -> frozenset[int]:
        """The functions of the work that pass all hidden tests in the sandbox."""
        names = [r.name for r in self.task.requirements]
        found = await self._executed(names, [list(xs) for xs in self.task.inputs])
        want = expected(self.task)
        return frozenset(
            r.item
            for r, row in zip(self.task.requirements, found, strict=True)
            if list(row) == [list(part) for part in want[r.item]]
        )

    async def _executed(self, names: Sequence[str], lists: list[list[int]]) -> list[list[Any]]:
        nothing: list[list[Any]] = [["absent"] * len(lists) for _ in names]
        if not self.trace.work.strip():
            return nothing
        inputs = {"names": list(names), "lists": lists}
        workload = Workload("deliverable", Split.TRAIN, inputs)
        program = Program.from_text(self.trace.work)
        (done,) = await self.sandbox.run(program, [workload], limits=LIMITS)
        shaped = (
            done.outcome is Outcome.VALID
            and type(done.answer) is list
            and len(done.answer) == len(names)
            and all(type(row) is list and len(row) == len(lists) for row in done.answer)
        )
        return done.answer if shaped else nothing
