"""The far end: a sandbox on some machine, and the few things that a driver may ask of it."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from importlib import metadata
from typing import TYPE_CHECKING, Any

from adrs import __version__
from adrs.core.errors import SandboxError
from adrs.interop.executor import errands
from adrs.interop.executor.seams import Greeting, Order
from adrs.run.machine import TimingSlot, timing_lock
from adrs.sandbox import choose

if TYPE_CHECKING:
    from adrs.sandbox.forkserver import ForkServer
    from adrs.sandbox.plain import PlainSandbox

DONE, BROKEN, CANCELLED = b"done", b"broken", b"cancelled"
"""First part of a reply: what was asked for follows; or a sentence why it cannot be; or nothing."""


class Attendant:
    """One place's sandbox. Each request has a number, by which it can be cancelled.

    Requests (``verb``): ``greet``, ``run``, ``claim`` and ``release`` the machine's turn at measuring time.

    Args:
        order: An :class:`Order` as plain data. A sandbox that cannot be had is told of in the greeting.
    """

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._order = Order.from_json(order)
        self._sandbox: ForkServer | PlainSandbox | None = None
        self._tasks: dict[int, asyncio.Future[Sequence[bytes]]] = {}
        self._withdrawn: set[int] = set()
        self._newest = 0
        self._turn: AsyncExitStack | None = None
        self._verbs: dict[str, Callable[[bytes, bytes], Awaitable[Sequence[bytes]]]] = {
            "greet": self._greet,
            "run": self._run,
            "claim": self._claim,
            "release": self._release,
        }

    async def attend(self, number: int, verb: str, body: bytes, inputs: bytes) -> bytes:
        """The reply to one request, in parts (:func:`adrs.interop.executor.errands.split`)."""
        if number in self._withdrawn:  # the cancellation overtook the request
            self._withdrawn.discard(number)
            return errands.join(CANCELLED)
        task = self._tasks[number] = asyncio.ensure_future(self._verbs[verb](body, inputs))
        try:
            return errands.join(DONE, *await task)
        except SandboxError as error:
            return errands.join(BROKEN, str(error).encode())
        except asyncio.CancelledError:
            return errands.join(CANCELLED)
        finally:
            del self._tasks[number]
            self._newest = max(self._newest, number)

    def cancel(self, number: int) -> None:
        """End a request that is under way or will come; nothing happens if it has been answered."""
        if number in self._tasks:
            self._tasks[number].cancel()
        elif number > self._newest:
            self._withdrawn.add(number)

    async def aclose(self) -> None:
        """End the sandbox and everything below it. Idempotent."""
        if self._sandbox is not None:
            await self._sandbox.aclose()
        await self._release()

    async def _greet(self, _body: bytes, _inputs: bytes) -> Sequence[bytes]:
        given = self._order
        sys.path += [folder for folder in given.path if folder not in sys.path and os.path.isdir(folder)]
        self._sandbox = choose.create(
            given.sandbox, given.harness, slots=1, unsafe=given.unsafe, limits=given.limits
        )
        layers = await asyncio.to_thread(self._sandbox.describe)
        said = {"host": socket.gethostname(), "versions": versions(), "layers": layers}
        return [json.dumps(said).encode()]

    async def _run(self, body: bytes, inputs: bytes) -> Sequence[bytes]:
        assert self._sandbox is not None, "nobody has greeted it"
        program, workload, limits = errands.unpack_errand(body, inputs)
        (done,) = await self._sandbox.run(program, [workload], limits=limits)
        return errands.pack_completed(done)

    async def _claim(self, _body: bytes, _inputs: bytes) -> Sequence[bytes]:
        said: list[str] = []
        slot, turn = TimingSlot(timing_lock(), note=said.append), AsyncExitStack()
        await turn.enter_async_context(slot())
        self._turn = turn
        return [text.encode() for text in said]

    async def _release(self, _body: bytes = b"", _inputs: bytes = b"") -> Sequence[bytes]:
        turn, self._turn = self._turn, None
        if turn is not None:
            await turn.aclose()
        return []


def versions() -> dict[str, str]:
    """What has to be the same on both sides, so that answers are."""
    return {
        "adrs": __version__,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": metadata.version("numpy"),
    }


def read_greeting(parts: Sequence[bytes]) -> Greeting:
    """The greeting in a reply."""
    return Greeting(**json.loads(parts[0]))


def read_reply(data: bytes) -> Sequence[bytes]:
    """What was asked for.

    Raises:
        SandboxError: The sandbox there broke, or the request was cancelled.
    """
    kind, *parts = errands.split(data)
    if kind == DONE:
        return parts
    if kind == BROKEN:
        raise SandboxError(parts[0].decode())
    raise SandboxError("the request was cancelled there")
