"""One server process as its driver sees it: started, spoken to, ended. Blocking, except for the exchange."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from adrs.core.errors import SandboxError
from adrs.sandbox import job

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 5.0
_BOOTSTRAP = (
    "import sys, json; config = json.loads(sys.argv[1]); sys.path[:] = config['path'];"
    "from adrs.sandbox.server import main; main(config)"
)
# Nothing of the driver's environment reaches a candidate. One numeric thread keeps the server forkable
# and CPU time comparable; a fixed hash seed makes runs repeat.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


class ServerDied(Exception):  # noqa: N818 - an event, told apart from errors by its receiver
    """The other end of the connection is gone."""


class Connection:
    """A running server.

    Args:
        harness: Dotted name of the harness module.
        preload: Modules to import before forking.
        unsafe: Whether to go on without walls.

    Raises:
        SandboxError: The server did not start; says why.
    """

    def __init__(self, harness: str, preload: Sequence[str], *, unsafe: bool) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = ours
        with theirs:
            self._process = _start(theirs, harness, preload, unsafe)
        try:
            self.layers: dict[str, bool | str] = self._greet()
        except BaseException:
            self.close()
            raise
        ours.setblocking(False)

    async def exchange(self, task: job.Job, payload: Sequence[bytes], answer: int) -> job.Result:
        """Have a job done. When cancelled, the job is ended and the connection stays usable.

        Args:
            task: The job.
            payload: Its program and inputs, in parts.
            answer: Descriptor of an empty file for the frame.

        Raises:
            ServerDied: The server is gone, or silent long past the job's deadline.
        """
        try:
            self._send(task, payload, answer)
            return await self._reply(task)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                self._socket.send(b"cancel")
            raise
        except (OSError, TimeoutError) as error:
            raise ServerDied(str(error)) from None

    def close(self) -> None:
        """End the server and everything below it, and wait for that. Idempotent."""
        self._socket.close()  # the server ends at the end of its input
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()  # its fork, the first process of the namespace, dies with it
            self._process.wait()

    def _greet(self) -> dict[str, bool | str]:
        self._socket.settimeout(_START_TIMEOUT_S)
        try:
            data = self._socket.recv(job.MESSAGE_BYTES)
        except TimeoutError:
            raise SandboxError(f"the sandbox server did not start within {_START_TIMEOUT_S:g} s") from None
        if not data:
            raise SandboxError("the sandbox server died while starting")
        said: dict[str, Any] = json.loads(data)
        if "error" in said:
            raise SandboxError(f"the sandbox server could not start: {said['error']}")
        layers: dict[str, bool | str] = said["layers"]
        return layers

    def _send(self, task: job.Job, payload: Sequence[bytes], answer: int) -> None:
        letter = os.memfd_create("job", os.MFD_CLOEXEC)
        try:
            job.write_all(letter, *payload)
            socket.send_fds(self._socket, [task.pack()], [letter, answer])
        finally:
            os.close(letter)

    async def _reply(self, task: job.Job) -> job.Result:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(task.limits.wall_s + _START_TIMEOUT_S):
            while data := await loop.sock_recv(self._socket, job.MESSAGE_BYTES):
                result = job.Result.unpack(data)
                if result.id == task.id:  # others belong to jobs that were cancelled
                    return result
        raise ServerDied("the sandbox server closed the connection")


def _start(
    theirs: socket.socket, harness: str, preload: Sequence[str], unsafe: bool
) -> subprocess.Popen[bytes]:
    config = {
        "path": [os.path.abspath(p) for p in sys.path],
        "harness": harness,
        "preload": list(preload),
        "unsafe": unsafe,
        "fd": theirs.fileno(),
    }
    return subprocess.Popen(
        [sys.executable, "-B", "-s", "-P", "-S", "-c", _BOOTSTRAP, json.dumps(config)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        pass_fds=[theirs.fileno()],
        start_new_session=True,
    )
