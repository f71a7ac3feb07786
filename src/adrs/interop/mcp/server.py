"""The tools, resources and prompt that agents see. Needs the extra ``adrs[mcp]``.

All of them run on the loop's thread, to which the journal belongs. A tool answers with a block of JSON and,
where there is something to read, a block for each text. What an agent did wrong comes back as one sentence;
what we did wrong goes to standard error and not to the agent.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from adrs import __version__
from adrs.core.errors import AdrsError
from adrs.core.finite import finite
from adrs.interop.mcp.desk import FORMS, LONGEST_WAIT_S, Desk, Said
from adrs.propose.inbox.folder import MAX_ANSWER_BYTES

INSTRUCTIONS = """\
You write programs for a search that is run by this server. It chooses which program to improve, runs what you
write in a sandbox, scores it, and keeps the journal and the budget.

The loop: start_run; then, until there are no further briefs, next_brief, write a better program,
submit_program, read the verdict. read_problem and read_lessons help to understand, status says what is left,
finish ends the search early. Give the same `agent` name in every call. An answer that is turned away costs no
evaluation; correct it and submit it again.

Scores are on the train workloads. Held-out workloads decide in the end, so write what holds in general."""

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)

Agent = Annotated[str, Field(description="Your name; two agents on one run need two names.")]
Wait = Annotated[float, Field(description=f"Seconds to wait at most, 0 to {LONGEST_WAIT_S:g}.")]
Brief = Annotated[int, Field(description="The number of the brief.")]
Candidate = Annotated[str, Field(description="A candidate such as c12; empty for the best.")]
Answer = Annotated[
    str,
    Field(
        description="Edit blocks (<<<<<<< SEARCH, =======, >>>>>>> REPLACE, whole lines) or the whole program"
        f" in a fence; with form=program the whole main file as it is. At most {MAX_ANSWER_BYTES} bytes."
    ),
]
Form = Annotated[str, Field(description=" or ".join(FORMS))]
Note = Annotated[str, Field(description="What you changed and why, in a few words; kept in the journal.")]


class Server(MCPServer[Any]):
    """Tells agents what went wrong in one sentence."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool.

        Raises:
            ToolError: It cannot be called so; the message is for the agent.
        """
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, AdrsError):
                raise ToolError(str(cause)) from None
            if isinstance(cause, ValidationError):
                raise ToolError(f"{name}: {_complaint(cause)}") from None
            raise


def create_server(desk: Desk) -> Server:
    """The server in front of a desk."""
    server = Server("adrs", version=__version__, title="adrs", instructions=INSTRUCTIONS, log_level="WARNING")
    _add_reading(server, desk)
    _add_writing(server, desk)
    _add_texts(server, desk)
    return server


def _add_reading(server: Server, desk: Desk) -> None:
    @server.tool(annotations=_READS)
    async def list_problems() -> CallToolResult:
        """The problems there are, and on which of them a run may be started."""
        return _told(desk.list_problems())

    @server.tool(annotations=_READS)
    async def read_problem(name: str) -> CallToolResult:
        """A problem: statement, contract, limits, train workloads, baselines and their sources."""
        return _told(desk.read_problem(name))

    @server.tool(annotations=_READS)
    async def status() -> CallToolResult:
        """Where the run stands: budget left, the best program; when it is over, its outcome."""
        return _told(desk.status())

    @server.tool(annotations=_READS)
    async def read_brief(brief: Brief) -> CallToolResult:
        """An open brief once more: the program to improve, its results, what was tried from it."""
        return _told(desk.read_brief(brief))

    @server.tool(annotations=_READS)
    async def verdict(brief: Brief, wait_s: Wait = 25.0) -> CallToolResult:
        """What became of the answer to a brief: value and feedback on every train workload."""
        return _told(await desk.verdict(brief, wait_s))

    @server.tool(annotations=_READS)
    async def lineage(candidate: Candidate = "") -> CallToolResult:
        """The line from a seed to a candidate: who wrote what, and what it scored on train."""
        return _told(desk.lineage(candidate))

    @server.tool(annotations=_READS)
    async def read_lessons() -> CallToolResult:
        """What this run has learned: lessons, the operator's hints, the newest trials."""
        return _told(desk.read_lessons())

    @server.tool(annotations=_READS)
    async def best_program(candidate: Candidate = "") -> CallToolResult:
        """The program of a candidate, by default of the best; a text for each of its `files`."""
        return _told(desk.read_program(candidate))


def _add_writing(server: Server, desk: Desk) -> None:
    @server.tool(annotations=_WRITES)
    async def start_run(
        problem: Annotated[str, Field(description="Its name; empty where only one is allowed.")] = "",
        evaluations: Annotated[int, Field(description="Candidates to try at most; 0: all allowed.")] = 0,
    ) -> CallToolResult:
        """Start the run, or go on with the unfinished one; there is one, and calling again is harmless."""
        return _told(await desk.start_run(problem, evaluations))

    @server.tool(annotations=_WRITES)
    async def next_brief(agent: Agent = "agent", wait_s: Wait = 25.0) -> CallToolResult:
        """The brief to answer next: the one you have, else a free one; `brief` is null if there is none."""
        return _told(await desk.next_brief(agent, wait_s))

    @server.tool(annotations=_WRITES)
    async def submit_program(
        brief: Brief,
        answer: Answer,
        form: Form = "reply",
        agent: Agent = "agent",
        note: Note = "",
        wait_s: Wait = 25.0,
    ) -> CallToolResult:
        """Answer an open brief with a better program, and wait for its verdict on the train workloads."""
        said = {"author": agent} | ({"note": note} if note else {})
        return _told(await desk.submit_program(brief, answer, form=form, said=said, wait_s=wait_s))

    @server.tool(annotations=_WRITES)
    async def finish(wait_s: Wait = 25.0) -> CallToolResult:
        """End the search for all agents: the champion is chosen on validation and scored on held-out test."""
        return _told(await desk.finish(wait_s))


def _add_texts(server: Server, desk: Desk) -> None:
    @server.resource("adrs://problem/{name}", mime_type="text/markdown")
    async def problem(name: str) -> str:
        """A problem's statement."""
        return _read(lambda: desk.read_problem(name))

    @server.resource("adrs://brief/{number}", mime_type="text/markdown")
    async def brief(number: int) -> str:
        """An open brief."""
        return _read(lambda: desk.read_brief(number))

    @server.prompt(title="Improve a program")
    async def improve(agent: str = "agent") -> str:
        """The loop that an agent follows."""
        return f"{INSTRUCTIONS}\n\nYour `agent` name is {agent}. Go on until next_brief has no further brief."


def _read(look: Any) -> str:
    try:
        said: Said = look()
    except AdrsError as error:
        raise ResourceNotFoundError(str(error)) from None
    return said.texts[0]


def _told(said: Said) -> CallToolResult:
    blocks = [json.dumps(finite(said.facts), ensure_ascii=False), *said.texts]
    return CallToolResult(content=[TextContent(type="text", text=_clean(block)) for block in blocks])


def _clean(text: str) -> str:
    """Text that JSON can carry: lone surrogates of a program's output are replaced."""
    return text.encode("utf-8", "replace").decode()


def _complaint(error: ValidationError) -> str:
    """The first thing that is wrong with arguments."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"argument `{where}`: {first['msg'].lower()}"
