"""One job as the driver sees it."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from adrs.core.errors import PlaceLost
from adrs.interop.executor import errands
from adrs.interop.executor.attendant import read_reply
from adrs.interop.executor.seams import Greeting
from adrs.interop.slurm import lines
from adrs.interop.slurm.serving import CANCEL

_GREETING_S = 120.0
_CLOSING_S = 10.0


class JobPlace:
    """A place in a job. Two threads read and write, so that no event loop ever waits for a network.

    Args:
        line: The connection that the job made.
        job: As submitit describes it.
        name: For messages.
    """

    greeting: Greeting

    def __init__(self, line: Connection[Any, Any], job: Any, *, name: str) -> None:
        self._line = line
        self._job = job
        self._name = name
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._owed: dict[int, Future[bytes]] = {}
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._gone = False
        self._closed = False
        for work in (self._read, self._write):
            threading.Thread(target=work, daemon=True).start()

    def first(self) -> bytes:
        """The reply to a greeting; blocks until it is there.

        Raises:
            PlaceLost: The job ended instead, or says nothing.
        """
        _, reply = self._send("greet", b"", b"")
        try:
            return reply.result(timeout=_GREETING_S)
        except TimeoutError:
            raise PlaceLost(f"{self._name} did not greet within {_GREETING_S:g} s") from None

    async def attend(self, verb: str, body: bytes = b"", inputs: bytes = b"") -> Sequence[bytes]:
        """See :class:`adrs.interop.executor.seams.Place`."""
        number, reply = self._send(verb, body, inputs)
        try:
            return read_reply(await asyncio.shield(asyncio.wrap_future(reply)))
        except asyncio.CancelledError:
            self._outbox.put(_message(number, CANCEL, b"", b""))
            raise

    def close(self) -> None:
        """Hang up, upon which the job ends; one that does not is cancelled. Idempotent."""
        with self._lock:
            closed, self._closed = self._closed, True
        if closed:
            return
        lines.hang_up(self._line)
        if not _done(self._job):
            end(self._job)

    def _send(self, verb: str, body: bytes, inputs: bytes) -> tuple[int, Future[bytes]]:
        reply: Future[bytes] = Future()
        number = next(self._numbers)
        with self._lock:
            if not self._gone:
                self._owed[number] = reply
                self._outbox.put(_message(number, verb, body, inputs))
                return number, reply
        raise PlaceLost(f"{self._name} is gone")

    def _read(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                head, reply = errands.split(self._line.recv_bytes(lines.MESSAGE_BYTES))
                if (owed := self._owed.pop(int(head), None)) is not None:
                    owed.set_result(reply)
        with self._lock:
            self._gone = True
            owing, self._owed = self._owed, {}
        self._outbox.put(None)
        for future in owing.values():
            future.set_exception(PlaceLost(f"{self._name} is gone: the connection to it ended"))

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            while (message := self._outbox.get()) is not None:
                self._line.send_bytes(message)
        lines.hang_up(self._line)


def end(job: Any) -> None:
    """Cancel a job, and wait a while for its end."""
    with contextlib.suppress(Exception):  # a cluster that does not answer must not keep a run from ending
        job.cancel()
    _done(job)


def _done(job: Any) -> bool:
    """Whether a job has ended, soon."""
    deadline = time.monotonic() + _CLOSING_S
    with contextlib.suppress(Exception):  # as above
        while not job.done():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
    return True


def _message(number: int, verb: str, body: bytes, inputs: bytes) -> bytes:
    return errands.join(str(number).encode(), verb.encode(), body, inputs)
