"""A server that no descriptor reaches, behind the command line of something that runs it elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence

from adrs.core.errors import SandboxError
from adrs.sandbox import connection, job
from adrs.sandbox.connection import START_TIMEOUT_S, Order, ServerDied
from adrs.sandbox.control import CANCEL, HEADER

_CHUNK_BYTES = 256 * 1024
_LONGEST_BYTES = 2**31


class StreamConnection:
    """A server spoken to through standard input and output of the command that runs it.

    A job may be cancelled at any byte: what is half sent or half received stays here and is gone on with.

    Args:
        order: What the server is to be.
        wrap: Puts the command in front of the server's own command line.
        end: Ends what a command that had to be killed may have left running.

    Raises:
        SandboxError: The server did not start; says why.
    """

    def __init__(self, order: Order, wrap: Callable[[list[str]], list[str]], end: Callable[[], None]) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._end = end
        self._outbox = bytearray()
        self._inbox = bytearray()
        line = wrap(connection.command(order.config(contained=True), connection.base_python()))
        with theirs:
            self._process = connection.start(line, stdin=theirs, stdout=theirs)
        try:
            self.layers: dict[str, bool | str] = self._greet()
        except BaseException:
            self.close()
            raise
        ours.setblocking(False)

    async def exchange(self, task: job.Job, payload: Sequence[bytes], answer: int) -> job.Result:
        """See :class:`adrs.sandbox.connection.Link`; the answer is written to ``answer`` here."""
        try:
            self._post(task.pack(), *payload)
            async with asyncio.timeout(task.limits.wall_s + START_TIMEOUT_S):
                await self._flush()
                while True:
                    message, left = await self._message()
                    result = job.Result.unpack(message)
                    if result.id == task.id:  # others belong to jobs that were cancelled
                        job.write_all(answer, left)
                        return result
        except asyncio.CancelledError:
            self._post(CANCEL)
            with contextlib.suppress(OSError):
                self._push()
            raise
        except (OSError, TimeoutError, EOFError) as error:
            raise ServerDied(str(error)) from None

    def close(self) -> None:
        """End the server and everything below it, and wait for that. Idempotent."""
        self._socket.close()  # the server ends at the end of its input
        if not connection.reap(self._process):
            self._end()

    def _greet(self) -> dict[str, bool | str]:
        self._socket.settimeout(START_TIMEOUT_S)
        try:
            while (parsed := self._parse()) is None:
                if not (data := self._socket.recv(_CHUNK_BYTES)):
                    break
                self._inbox += data
        except TimeoutError:
            raise SandboxError(f"the sandbox server did not start within {START_TIMEOUT_S:g} s") from None
        except EOFError as error:
            raise SandboxError(f"the sandbox server could not start: {error}") from None
        return connection.layers_of(parsed[0] if parsed else b"", self._process)

    def _post(self, message: bytes, *payload: bytes) -> None:
        self._outbox += HEADER.pack(len(message), sum(len(part) for part in payload)) + message
        for part in payload:
            self._outbox += part

    def _push(self) -> None:
        """Send what can be sent at once."""
        with contextlib.suppress(BlockingIOError):
            while self._outbox:
                del self._outbox[: self._socket.send(self._outbox[:_CHUNK_BYTES])]

    def _pull(self) -> None:
        """Take in what has arrived, if anything.

        Raises:
            EOFError: The server is gone.
        """
        with contextlib.suppress(BlockingIOError):
            if not (data := self._socket.recv(_CHUNK_BYTES)):
                raise EOFError(
                    f"the sandbox server closed the connection{connection.last_words(self._process)}"
                )
            self._inbox += data

    async def _flush(self) -> None:
        """Send everything. The server may be sending a cancelled job's answer at the same time: who only sent
        would wait for a server that waits to be read.
        """
        self._push()
        while self._outbox:
            await _ready(self._socket, writing=True)
            self._pull()
            self._push()

    async def _message(self) -> tuple[bytes, bytes]:
        """The next message whole, and the answer behind it."""
        while (parsed := self._parse()) is None:
            await _ready(self._socket)
            self._pull()
        return parsed

    def _parse(self) -> tuple[bytes, bytes] | None:
        """Take one message off what has arrived; ``None`` while it is not whole."""
        if len(self._inbox) < HEADER.size:
            return None
        n_message, n_answer = HEADER.unpack_from(self._inbox)
        if n_message > job.MESSAGE_BYTES or n_answer > _LONGEST_BYTES:
            start = bytes(self._inbox[:200]).decode("utf-8", "replace")
            raise EOFError(f"something else than a server answers: {start!r}")
        middle, end = HEADER.size + n_message, HEADER.size + n_message + n_answer
        if len(self._inbox) < end:
            return None
        message, answer = bytes(self._inbox[HEADER.size : middle]), bytes(self._inbox[middle:end])
        del self._inbox[:end]
        return message, answer


async def _ready(line: socket.socket, *, writing: bool = False) -> None:
    """Wait until a socket can be read (or written), without using it: a cancel then loses nothing."""
    loop = asyncio.get_running_loop()
    turn = loop.create_future()

    def taken() -> None:
        if not turn.done():
            turn.set_result(None)

    loop.add_reader(line, taken)
    if writing:
        loop.add_writer(line, taken)
    try:
        await turn
    finally:
        loop.remove_reader(line)
        loop.remove_writer(line)
