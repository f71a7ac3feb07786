"""The socket between an engine and a run: candidates come in, what the judge said of them goes out.

One JSON object a connection, one back::

    {"program": "…"}       {"score": 1.7, "valid": true, "value": 0.8, "workloads": {…}, "feedback": "…"}
    {"watch": true}        {"over": "evaluations"}, once the run wants no more candidates
    {"claim": {"program": "…", "score": 1.7}}      what the engine takes for its best

Whoever asks for a score when the run is over is answered ``{"over": …}`` too. The socket is a file that only
this user can open. Text of a candidate is data here: it is neither imported nor compiled.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adrs.core.candidate import Brief, Trial
from adrs.core.errors import AdrsError, ProposalError
from adrs.core.program import Program
from adrs.core.syntax import syntax_digest
from adrs.interop.engines.standing import Told, refuse, tell
from adrs.propose.inbox.connections import Connections

MOST_BYTES = 4 * 1024 * 1024
_LONGEST_PROGRAM = 400_000
_MOST_CONNECTIONS = 64
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Submitted:
    """A candidate's text, and where the answer to it goes."""

    text: str
    answer: asyncio.Future[Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The program that an engine takes for its best, and the score it says that it has."""

    text: str
    score: float


class Bridge:
    """Passes candidates to a run and results to an engine.

    Every program that was tried is remembered by the digest of its syntax tree, and an engine that comes with
    it again gets the same answer without another evaluation.

    Args:
        workloads: Ids of the train workloads.

    ``claim`` is the engine's last claim, ``heard`` when it last spoke, on the monotonic clock, and ``idle_s``
    for how long nothing of its was waiting for us: the time that the engine and its model took.
    """

    def __init__(self, workloads: list[str]) -> None:
        self.claim: Claim | None = None
        self.heard = time.monotonic()
        self.idle_s = 0.0
        self.submitted = 0
        self._workloads = workloads
        self._known: dict[str, Told] = {}
        self._taken: dict[int, tuple[Submitted, str]] = {}
        self._twins: dict[str, list[Submitted]] = {}
        self._waiting: deque[Submitted] = deque()
        self._changed = asyncio.Event()
        self._over = asyncio.Event()
        self._reason = ""
        self._open = 0
        self._idle_since: float | None = None
        self._server: asyncio.Server | None = None
        self._connections = Connections(self._one)

    @property
    def busy(self) -> bool:
        """Whether something of the engine's waits for us."""
        return self._open > 0

    async def start(self, path: Path) -> None:
        """Listen on a socket at ``path``, in a folder that nobody else can enter.

        Raises:
            AdrsError: The system does not let us.
        """
        try:
            self._server = await asyncio.start_unix_server(self._connections, path, limit=MOST_BYTES)
        except OSError as error:
            raise AdrsError(f"cannot listen at {path}: {error}; set TMPDIR to another folder") from None
        self.heard = self._idle_since = time.monotonic()

    async def next(self) -> Submitted:
        """The next candidate.

        Raises:
            ProposalError: There will be none.
        """
        while not self._waiting and not self._over.is_set():
            self._changed.clear()
            await self._changed.wait()
        if self._over.is_set():
            raise ProposalError(f"the engine is done: {self._reason}")
        return self._waiting.popleft()

    def take(self, number: int, submitted: Submitted, program: Program) -> None:
        """Brief ``number`` is answered by this candidate."""
        self._taken[number] = (submitted, syntax_digest(program))

    def told(self, trial: Trial) -> None:
        """A program was tried: tell whoever came with it."""
        told, syntax = tell(trial.evaluation, self._workloads), syntax_digest(trial.candidate.program)
        self._known.setdefault(syntax, told)
        number = trial.candidate.id.removeprefix("c")
        if number.isdecimal() and int(number) in self._taken:
            self._answer(self._taken.pop(int(number))[0], told)
        for twin in self._twins.pop(syntax, ()):
            self._answer(twin, told)

    def failed(self, brief: Brief, reason: str) -> None:
        """A candidate was not tried: it is known already, or cannot be."""
        submitted, syntax = self._taken.pop(brief.id, (None, ""))
        if submitted is None:
            return
        if syntax in self._known:
            self._answer(submitted, self._known[syntax])
        elif any(syntax == other for _, other in self._taken.values()):
            self._twins.setdefault(syntax, []).append(submitted)
        else:
            self._answer(submitted, refuse(reason, self._workloads))

    def known(self, program: Program) -> Told | None:
        """What was told of this program; ``None`` if it was not tried."""
        return self._known.get(syntax_digest(program))

    def end(self, reason: str) -> None:
        """Want no more candidates. Idempotent; the first reason stays."""
        if not self._over.is_set():
            self._reason = reason
            self._over.set()
            self._changed.set()

    async def aclose(self) -> None:
        """Stop listening and end open connections. Idempotent."""
        self.end("closed")
        if self._idle_since is not None:
            self.idle_s += time.monotonic() - self._idle_since
            self._idle_since = None
        await self._connections.aclose(self._server)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard = time.monotonic()
        if len(self._connections) <= _MOST_CONNECTIONS:
            writer.write(json.dumps(await self._reply(reader)).encode() + b"\n")
            await writer.drain()

    async def _reply(self, reader: asyncio.StreamReader) -> dict[str, Any]:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                said = json.loads(await reader.readline())
        except (ValueError, RecursionError, TimeoutError):  # a line that is too long is a ValueError too
            return refuse("the request is no JSON object of one line", self._workloads).to_json()
        match said:
            case {"program": str(text)} if len(text) <= _LONGEST_PROGRAM:
                return await self._judged(text)
            case {"program": _}:
                return refuse("the program is no text or too long", self._workloads).to_json()
            case {"claim": {"program": str(text), "score": int() | float() as score}}:
                if len(text) <= _LONGEST_PROGRAM and math.isfinite(score):
                    self.claim = Claim(text=text, score=float(score))
            case {"watch": True}:
                await self._over.wait()
        return {"over": self._reason}

    async def _judged(self, text: str) -> dict[str, Any]:
        if self._over.is_set():
            return {"over": self._reason}
        submitted = Submitted(text, asyncio.get_running_loop().create_future())
        self.submitted += 1
        self._begin()
        self._waiting.append(submitted)
        self._changed.set()
        ending = asyncio.create_task(self._over.wait())
        both: list[asyncio.Future[Any]] = [submitted.answer, ending]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            self._finish()
        return submitted.answer.result().to_json() if submitted.answer.done() else {"over": self._reason}

    def _answer(self, submitted: Submitted, told: Told) -> None:
        if not submitted.answer.done():
            submitted.answer.set_result(told)

    def _begin(self) -> None:
        self._open += 1
        if self._idle_since is not None:
            self.idle_s += time.monotonic() - self._idle_since
            self._idle_since = None

    def _finish(self) -> None:
        self._open -= 1
        self.heard = time.monotonic()
        if self._open == 0 and not self._over.is_set():
            self._idle_since = time.monotonic()
