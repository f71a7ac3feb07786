"""Agents that speak through the reference client, in front of a run on the tiny problem or a control."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adrs import problems
from adrs.api.assemble import Workshop, create_strategy, load_problem
from adrs.cli.mcp_office import CommandOffice
from adrs.core.problem import Problem
from adrs.core.program import END_MARK, START_MARK
from adrs.interop.mcp.desk import Desk
from adrs.interop.mcp.work import Allowed
from adrs.run.config import RunConfig
from adrs.store.sqlite import SqliteStore
from adrs.testing.tiny import InProcess, TinyProblem

CONTROL = "control_chain_partition"


@dataclass(frozen=True)
class Heard:
    """What a tool answered."""

    wrong: bool
    blocks: tuple[str, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """The JSON block of an answer that is no error."""
        assert not self.wrong, self.blocks
        found: dict[str, Any] = json.loads(self.blocks[0])
        return found

    @property
    def text(self) -> str:
        """What there is to read."""
        return self.blocks[1]

    @property
    def complaint(self) -> str:
        """The sentence of an error."""
        assert self.wrong, self.blocks
        (sentence,) = self.blocks
        assert "\n" not in sentence
        return sentence


@dataclass(frozen=True)
class Agent:
    """Somebody who calls tools."""

    client: Any
    name: str = "agent"

    async def call(self, tool: str, **arguments: Any) -> Heard:
        result = await self.client.call_tool(tool, arguments)
        return Heard(bool(result.is_error), tuple(block.text for block in result.content))

    async def brief(self, wait_s: float = 20.0) -> int:
        """The number of the next brief."""
        found: int = (await self.call("next_brief", agent=self.name, wait_s=wait_s)).facts["brief"]
        return found

    async def submit(self, brief: int, answer: str, **more: Any) -> Heard:
        """Answer with a whole file and wait for the verdict."""
        given = {"form": "program", "agent": self.name, "wait_s": 20.0, **more}
        return await self.call("submit_program", brief=brief, answer=answer, **given)


@dataclass(frozen=True)
class House:
    """A server in this process, and what is behind it."""

    agent: Agent
    desk: Desk
    office: CommandOffice


Story = Callable[[House], Awaitable[None]]


def tiny_shop() -> Workshop:
    """Parts for the tiny problem, and everybody else's problems."""

    def problem(name: str, data: Path | None) -> Problem:
        return TinyProblem(data) if name == "tiny" else load_problem(name, data)

    return Workshop(problem=problem, strategy=create_strategy, sandbox=InProcess)


def make_office(
    path: Path, *, evals: int = 20, agents: int = 1, allowed: Allowed | None = None
) -> CommandOffice:
    """An office that allows one run on the tiny problem."""

    def configure(problem: str, evaluations: int | None) -> RunConfig:
        return RunConfig(problem=problem, evaluations=evaluations, proposers=(), proposing=agents)

    return CommandOffice(
        shop=tiny_shop(),
        path=path / "runs.sqlite",
        store=SqliteStore(path / "runs.sqlite"),
        allowed=allowed or Allowed(problems=("tiny",), evaluations=evals),
        configure=configure,
    )


@asynccontextmanager
async def house(path: Path, **options: Any) -> AsyncIterator[House]:
    """A server with one client; when it is left, the agent has gone and the run waits."""
    from mcp import Client

    from adrs.interop.mcp.server import create_server

    office = make_office(path, **options)
    desk = Desk(office)
    try:
        async with Client(create_server(desk)) as client:
            yield House(Agent(client), desk, office)
    finally:
        await office.aclose()
        office.store.close()


async def tell(path: Path, story: Story, **options: Any) -> None:
    """Tell a story in a house of its own; a failure comes as it is, not in the groups of two libraries."""
    failures: list[Exception] = []
    async with house(path, **options) as home:
        try:
            await story(home)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]


def humans(parent: str) -> str:
    """The control's human baseline, as an agent writes it into the program that a brief shows."""
    human = problems.load(CONTROL).baselines["human_sota"].text
    head, _, rest = parent.partition(START_MARK)
    tail = rest.partition(END_MARK)[2]
    body = human.partition(START_MARK)[2].partition(END_MARK)[0]
    return f"{head}{START_MARK}{body}{END_MARK}{tail}"
