"""A coding-agent program installed on this machine, run headless in a scratch folder, as the proposer.

Such a tool runs **outside of the sandbox, with the rights and the network of the user who started adrs**. It
gets only the variables that are named for it, and only the program's files are taken back; but nothing keeps
it from reading or writing whatever else the user may, judges and held-out workloads included. The program it
writes is run inside the sandbox, like every other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ProposalError, UsageError
from adrs.core.model import Request, user
from adrs.core.problem import Problem
from adrs.core.verdict import Usage
from adrs.propose.acceptance import ensure_acceptable, ensure_editable
from adrs.propose.agent.books import Books, booked
from adrs.propose.agent.cli_usage import Said
from adrs.propose.agent.clis import COMMON, PROMPT, Cli
from adrs.propose.agent.process import Ended, run_process
from adrs.propose.agent.scratch import scratch_folder, taken_back
from adrs.propose.context import ContextBuilder
from adrs.propose.context.text import one_line
from adrs.propose.prompts import fill

_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLimits:
    """What one run of a tool may take; ``stdout`` and ``stderr`` are counted apart."""

    timeout_s: float = 900.0
    output_bytes: int = 16 * 1024 * 1024


class CommandAgent:
    """Runs a coding agent on each brief.

    Args:
        cli: The tool.
        worst: Tokens and USD that one run may take at most; also what it counts when the tool does not say.
        books: Where calls are paid and written down; ``None`` where nothing is capped.
        name: What arms call it.
        builder: What the task shows.
        limits: Time and output.
        environment: Further variables that pass, by name.
        scratch: Where its folders are made.
    """

    operators: Sequence[str] = ("solve",)
    reads = True

    def __init__(
        self,
        cli: Cli,
        *,
        worst: Usage = Usage(),
        books: Books | None = None,
        name: str = "",
        builder: ContextBuilder = ContextBuilder(),
        limits: CommandLimits = CommandLimits(),
        environment: tuple[str, ...] = (),
        scratch: Path | None = None,
    ) -> None:
        self.name = name or f"agent-cli-{cli.name}"
        self.cli = cli
        self.worst = worst
        self._books = books
        self._builder = builder
        self._limits = limits
        self._passing = (*COMMON, *cli.environment, *environment)
        self._scratch = scratch

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """The program as the tool leaves it.

        Raises:
            ProposalError: It left nothing that can be evaluated; ``usage`` says what it took.
            SpendingError: A run at its worst could pass a cap, so it was not started.
        """
        parent = brief.parent.candidate.program
        ensure_editable(parent)
        task = self._task(problem, brief)
        with scratch_folder(parent, task, below=self._scratch) as folder:
            ended, usage = await self._paid(folder, task, brief)
            try:
                program = taken_back(folder, parent)
                ensure_acceptable(problem, parent, program)
                if brief.objection is not None and program == brief.objection.program:
                    raise ProposalError(f"the same program again: {brief.objection.reason}")
            except ProposalError as error:
                trouble = self._trouble(ended)
                why = f"{error}; {trouble}" if trouble else str(error)
                raise ProposalError(f"{self.cli.name}: {why}", usage=usage) from None
        return Proposal(program=program, note=self._trouble(ended), usage=usage)

    def _task(self, problem: Problem, brief: Brief) -> str:
        files = ", ".join(f"`{name}`" for name in brief.parent.candidate.program.files)
        messages = self._builder.build(problem, brief, task=fill("agent_cli", files=files))
        return "\n\n".join(message.text for message in messages) + "\n"

    async def _paid(self, folder: Path, task: str, brief: Brief) -> tuple[Ended, Usage]:
        request = Request(messages=(user(task),), purpose=str(brief.arm), brief=brief.id)
        async with booked(self._books, self.worst, self.name, request) as entry:
            try:
                ended = await self._run(folder, brief)
            except ProposalError as error:
                entry.usage, entry.error = error.usage, str(error)
                raise
            entry.usage, entry.error = self._usage(ended), self._trouble(ended)
        return ended, entry.usage

    async def _run(self, folder: Path, brief: Brief) -> Ended:
        try:
            return await run_process(
                self.cli.arguments(tuple(brief.parent.candidate.program.files)),
                cwd=folder,
                environment=self._environment(),
                stdin=PROMPT if self.cli.stdin else "",
                timeout_s=self._limits.timeout_s,
                most_bytes=self._limits.output_bytes,
            )
        except OSError as error:
            raise ProposalError(
                f"the coding agent {self.cli.command[0]} cannot be started: {error.strerror or error}"
            ) from None

    def _environment(self) -> Mapping[str, str]:
        return {name: os.environ[name] for name in self._passing if name in os.environ}

    def _usage(self, ended: Ended) -> Usage:
        said = self.cli.usage(ended.stdout) if not ended.stopped else Said()
        tokens = self.worst.tokens if said.tokens is None else said.tokens
        cost = self.worst.cost_usd if said.cost_usd is None else said.cost_usd
        return Usage(tokens=tokens, cost_usd=cost)

    def _trouble(self, ended: Ended) -> str:
        """How the tool ended if not well, with the end of its errors; empty when all is well."""
        if not ended.stopped and ended.code == 0:
            return ""
        last = one_line(self._masked(ended.stderr[-400:]), 200)
        how = f"stopped because {ended.stopped}" if ended.stopped else f"exit status {ended.code}"
        return f"{how}: {last}" if last else how

    def _masked(self, text: str) -> str:
        for name in set(self._passing) - set(COMMON):
            secret = os.environ.get(name, "")
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, f"${name}")
        return text


def ensure_priced(agent: CommandAgent, usd_cap: float | None) -> None:
    """Make sure that a run under a USD cap knows what the tool may cost at worst.

    Raises:
        UsageError: It does not.
    """
    if usd_cap is not None and not agent.worst.cost_usd > 0:
        raise UsageError(
            f"{agent.name} may cost money and does not always say how much: under a cap of {usd_cap:g} USD, "
            "give what one proposal may cost at worst"
        )
