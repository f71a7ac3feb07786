"""One server process as its driver sees it: started, spoken to, ended. Blocking, except for the exchange."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from adrs.core.errors import SandboxError
from adrs.sandbox import cgroups, job
from adrs.sandbox.control import CANCEL

START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 5.0
_LAST_WORDS_TIMEOUT_S = 0.5
_BOOTSTRAP = (
    "import sys, json; config = json.loads(sys.argv[1]); sys.path[:] = config['path'];"
    "from adrs.sandbox.server import main; main(config)"
)
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
"""All that a server finds: nothing of the driver's reaches a candidate. One numeric thread keeps a server
forkable and CPU time comparable; a fixed hash seed makes runs repeat."""


class ServerDied(Exception):  # noqa: N818 - an event, told apart from errors by its receiver
    """The other end of the connection is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a server is to be.

    Args:
        harness: Dotted name of the harness module.
        preload: Modules to import before forking.
        unsafe: Whether to go on with less isolation than the least.
    """

    harness: str
    preload: tuple[str, ...] = ("numpy",)
    unsafe: bool = False

    def config(self, **more: Any) -> dict[str, Any]:
        """The server's own configuration (see :func:`adrs.sandbox.server.main`)."""
        common = {"contained": False, "cgroup": "", "no_cgroup": "not used inside a container"}
        ours = {"harness": self.harness, "preload": self.preload, "unsafe": self.unsafe}
        return {"path": [os.path.abspath(p) for p in sys.path], **common, **ours, **more}


class Link(Protocol):
    """A running server."""

    layers: dict[str, bool | str]

    async def exchange(self, task: job.Job, payload: Sequence[bytes], answer: int) -> job.Result:
        """Have a job done. When cancelled, the job is ended and the connection stays usable.

        Args:
            task: The job.
            payload: Its program and inputs, in parts.
            answer: Descriptor of an empty file for the frame.

        Raises:
            ServerDied: The server is gone, or silent long past the job's deadline.
        """
        ...

    def close(self) -> None:
        """End the server and everything below it, and wait for that. Idempotent."""
        ...


def command(config: dict[str, Any], python: str = sys.executable) -> list[str]:
    """The command line of a server."""
    return [python, "-B", "-s", "-P", "-S", "-c", _BOOTSTRAP, json.dumps(config)]


class Connection:
    """A server on this machine, spoken to through a socket that carries descriptors.

    Args:
        order: What it is to be.
        wrap: Puts something around its command line.
        config: Further entries of its configuration.

    Raises:
        SandboxError: The server did not start; says why.
    """

    def __init__(
        self,
        order: Order,
        wrap: Callable[[list[str]], list[str]] | None = None,
        **config: Any,
    ) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = ours
        self._leaf = config.get("cgroup", "")
        with theirs:
            line = command(
                order.config(fd=theirs.fileno(), **config), base_python() if wrap else sys.executable
            )
            self._process = start(
                wrap(line) if wrap else line,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
            )
        try:
            self.layers: dict[str, bool | str] = self._greet()
        except BaseException:
            self.close()
            raise
        ours.setblocking(False)

    async def exchange(self, task: job.Job, payload: Sequence[bytes], answer: int) -> job.Result:
        """See :class:`Link`; the server writes to ``answer`` itself."""
        try:
            self._send(task, payload, answer)
            return await self._reply(task)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                self._socket.send(CANCEL)
            raise
        except (OSError, TimeoutError) as error:
            raise ServerDied(str(error)) from None

    def close(self) -> None:
        """End the server and everything below it, and wait for that. Idempotent."""
        self._socket.close()  # the server ends at the end of its input
        reap(self._process)  # its fork, the first process of the namespace, dies with it
        if self._leaf:
            cgroups.remove(self._leaf)

    def _greet(self) -> dict[str, bool | str]:
        self._socket.settimeout(START_TIMEOUT_S)
        try:
            data = self._socket.recv(job.MESSAGE_BYTES)
        except TimeoutError:
            raise SandboxError(f"the sandbox server did not start within {START_TIMEOUT_S:g} s") from None
        return layers_of(data, self._process)

    def _send(self, task: job.Job, payload: Sequence[bytes], answer: int) -> None:
        letter = os.memfd_create("job", os.MFD_CLOEXEC)
        try:
            job.write_all(letter, *payload)
            socket.send_fds(self._socket, [task.pack()], [letter, answer])
        finally:
            os.close(letter)

    async def _reply(self, task: job.Job) -> job.Result:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(task.limits.wall_s + START_TIMEOUT_S):
            while data := await loop.sock_recv(self._socket, job.MESSAGE_BYTES):
                result = job.Result.unpack(data)
                if result.id == task.id:  # others belong to jobs that were cancelled
                    return result
        raise ServerDied(f"the sandbox server closed the connection{last_words(self._process)}")


def start(line: Sequence[str], *, pass_fds: tuple[int, ...] = (), **more: Any) -> subprocess.Popen[bytes]:
    """Start a server, in a session of its own so that a terminal's signals do not reach it.

    Raises:
        SandboxError: There is no such program, or it cannot be executed.
    """
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **more}
    try:
        return subprocess.Popen(line, env=ENVIRONMENT, pass_fds=pass_fds, start_new_session=True, **options)
    except OSError as error:
        raise SandboxError(f"the sandbox server could not be started: {error}") from None


def layers_of(greeting: bytes, process: subprocess.Popen[bytes]) -> dict[str, bool | str]:
    """The layers in a server's first message.

    Raises:
        TooLittleIsolation: There are fewer walls than the least.
        SandboxError: It tells of another error, or of nothing because the server has ended.
    """
    if not greeting:
        raise SandboxError(f"the sandbox server died while starting{last_words(process)}")
    said: dict[str, Any] = json.loads(greeting)
    if "error" in said:
        kind = job.TooLittleIsolation if said["weak"] else SandboxError
        raise kind(f"the sandbox server could not start: {said['error']}")
    layers: dict[str, bool | str] = said["layers"]
    return layers


def reap(process: subprocess.Popen[bytes]) -> bool:
    """Wait for a process that has reason to end, and end it if it does not; whether it ended by itself."""
    try:
        process.wait(_STOP_TIMEOUT_S)
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    finally:
        if process.stderr is not None:
            process.stderr.close()


def base_python() -> str:
    """The interpreter behind a virtual environment: a server's search path is given to it whole."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def last_words(process: subprocess.Popen[bytes]) -> str:
    """What a server that has ended said on standard error."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_LAST_WORDS_TIMEOUT_S)
    if process.poll() is None or process.stderr is None:
        return ""
    lines = process.stderr.read(4096).decode("utf-8", "replace").split("\n")
    words = "; ".join(line.strip() for line in lines if line.strip())
    return f": {words[-600:]}" if words else ""
