"""The default sandbox on Linux: a server per slot that forks a confined child per program and workload."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Sequence
from itertools import count

from adrs.core.errors import SandboxError, UsageError
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.workload import Workload
from adrs.sandbox import job, outcomes
from adrs.sandbox.at_work import AtWork
from adrs.sandbox.backends import Backend, Direct
from adrs.sandbox.connection import Link, Order, ServerDied


class ForkServer:
    """Runs programs in children of pre-imported servers, behind every wall the kernel offers.

    Servers start when first needed. Calls of :meth:`run` may overlap; workloads wait for a free slot.

    Args:
        harness: Dotted name of the module that calls the program.
        preload: Modules to import before forking, so that no candidate pays for them.
        slots: Servers, and so candidates, at a time.
        unsafe: Whether to go on with less isolation than the least where the kernel offers no more.
        backend: Where servers run: by themselves, or inside a container.

    Raises:
        UsageError: There is not at least one slot.
    """

    def __init__(
        self,
        harness: str,
        *,
        preload: Sequence[str] = ("numpy",),
        slots: int = 1,
        unsafe: bool = False,
        backend: Backend | None = None,
    ) -> None:
        if slots < 1:
            raise UsageError(f"a sandbox with {slots} slots can run nothing; give at least 1")
        self._backend = backend or Direct()
        order = Order(harness=harness, preload=tuple(preload), unsafe=unsafe)
        self._slots = [_Slot(order, self._backend) for _ in range(slots)]
        self._free = list(self._slots)
        self._waiting: list[asyncio.Future[None]] = []
        self._work = AtWork(lambda: self._closed)
        self._numbers = count(1)
        self._closed = False

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        """One ``Completed`` per workload, in order; each in a fresh process.

        Raises:
            SandboxError: A server cannot start, or died twice in a row; or the sandbox is closed.
        """
        files = job.pack_files(program)
        return await self._work.gathered(self._one(files, program.main, w, limits) for w in workloads)

    def describe(self) -> dict[str, bool | str]:
        """The layers in force on this machine, by name; starts a server if none is running.

        Raises:
            SandboxError: The server cannot start.
        """
        return {"kind": self._backend.kind, **self._slots[0].connect().layers}

    async def aclose(self) -> None:
        """End every process it started. Idempotent."""
        self._closed = True
        await self._work.end()
        await asyncio.gather(*(asyncio.to_thread(slot.close) for slot in self._slots))

    async def _one(self, files: bytes, main: str, workload: Workload, limits: Limits) -> Completed:
        slot = await self._acquire()
        try:
            payload = job.pack_payload(files, workload.encoded)
            return await slot.run(job.Job(next(self._numbers), main, limits), payload, workload.id)
        finally:
            self._release(slot)

    async def _acquire(self) -> _Slot:
        while not self._free:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._wake()  # the turn was given and is not used
                raise
            finally:
                if turn in self._waiting:
                    self._waiting.remove(turn)
        if self._closed:
            raise SandboxError("the sandbox is closed")
        return self._free.pop()

    def _release(self, slot: _Slot) -> None:
        self._free.append(slot)
        self._wake()

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.pop(0)
            if not turn.done():
                turn.set_result(None)
                return


class _Slot:
    """A place for one server, which is started when needed and again when it dies."""

    def __init__(self, order: Order, backend: Backend) -> None:
        self._order = order
        self._backend = backend
        self._connection: Link | None = None
        self._closed = False
        self._lock = threading.Lock()

    def connect(self) -> Link:
        """The running server, started if there is none. Blocks while it starts.

        Raises:
            SandboxError: It cannot start, or the sandbox is closed.
        """
        with self._lock:
            if self._closed:
                raise SandboxError("the sandbox is closed")
            if self._connection is None:
                self._connection = self._backend.open(self._order)
            return self._connection

    async def run(self, task: job.Job, payload: Sequence[bytes], workload: str) -> Completed:
        """A job's outcome; a server that dies is replaced once.

        Raises:
            SandboxError: The server cannot start, died twice, or could not start the candidate.
        """
        reason = ""
        for _ in range(2):
            connection = await self._connected()
            answer = os.memfd_create("answer", os.MFD_CLOEXEC)
            try:
                result = await connection.exchange(task, payload, answer)
                if result.broken:
                    raise SandboxError(f"a candidate's process could not be started: {result.broken}")
                return outcomes.completed(workload, result, outcomes.left(answer, task.limits), task.limits)
            except ServerDied as error:
                reason = str(error)
                await asyncio.to_thread(self._forget, connection)
            finally:
                os.close(answer)
        raise SandboxError(f"the sandbox server died twice on the same job: {reason}")

    async def _connected(self) -> Link:
        if self._connection is not None:
            return self._connection
        return await asyncio.to_thread(self.connect)

    def close(self) -> None:
        """End the server. Idempotent."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _forget(self, connection: Link) -> None:
        with self._lock:
            connection.close()
            if self._connection is connection:
                self._connection = None
