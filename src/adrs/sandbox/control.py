"""A server's end of the line to its driver: descriptors on a socket, or bytes on a stream.

Programs, inputs and answers go by without passing through the server's own memory, or through a buffer that
is wiped: the next candidate is a fork of this process.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from adrs.sandbox import frames, job, kernel

CANCEL = b"cancel"
"""A message that ends the job that is running."""
HEADER = struct.Struct(">QQ")
"""Lengths of a control message and of what follows it, in front of both, on a stream."""
_CHUNK_BYTES = 64 * 1024
_IN, _OUT = 3, 4


class Request(NamedTuple):
    """A job, the descriptor of its program and inputs, and that of the file for its answer."""

    task: job.Job
    payload: int
    answer: int


class Control(Protocol):
    """What a server hears and says."""

    def fileno(self) -> int:
        """A descriptor that can be read when the driver has something to say, or is gone."""
        ...

    def receive(self) -> Request | None:
        """The next job; ``None`` when the driver is gone."""
        ...

    def reply(self, request: Request, result: job.Result, printed: memoryview) -> None:
        """Tell what became of a job, and close its descriptors.

        Raises:
            OSError: The driver is gone.
        """
        ...

    def greet(self, fields: dict[str, Any]) -> None:
        """The first message: layers, or the error that ended the start."""
        ...


def connect(config: Mapping[str, Any]) -> Control:
    """The line that ``config`` names (``fd``: a socket; none: standard input and output). Every other
    descriptor but the standard ones is closed, whatever a driver, a shell or a runtime has left open."""
    if "fd" in config:
        os.dup2(config["fd"], _IN)
        kernel.close_from(_IN + 1)
        return Descriptors(socket.socket(fileno=_IN))
    kernel.close_from(_IN)
    os.dup2(0, _IN)
    os.dup2(1, _OUT)
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.close(nothing)
    return Stream(_IN, _OUT)


class Descriptors:
    """A local socket that carries descriptors: nothing is copied."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def fileno(self) -> int:
        """The socket."""
        return self._line.fileno()

    def receive(self) -> Request | None:
        """The next job, its descriptors open here."""
        while True:
            data, fds, _, _ = socket.recv_fds(self._line, job.MESSAGE_BYTES, 2)
            if not data:
                return None
            if len(fds) == 2:  # anything else cancels a job that has ended by itself
                return Request(job.Job.unpack(data), *fds)

    def reply(self, request: Request, result: job.Result, printed: memoryview) -> None:
        """The result; the answer is with the driver already."""
        for fd in (request.payload, request.answer):
            os.close(fd)
        self._line.sendmsg([result.header(), printed])

    def greet(self, fields: dict[str, Any]) -> None:
        """The first message."""
        self._line.send(job.hello(fields))


class Stream:
    """Two byte streams, for servers that no descriptor reaches."""

    def __init__(self, source: int, target: int) -> None:
        self._source = source
        self._target = target
        self._buffer = memoryview(bytearray(_CHUNK_BYTES))

    def fileno(self) -> int:
        """The stream from the driver."""
        return self._source

    def receive(self) -> Request | None:
        """The next job; what belongs to it is poured into files in memory."""
        while head := self._exactly(HEADER.size):
            n_message, n_payload = HEADER.unpack(head)
            message = self._exactly(n_message)
            if message == CANCEL:  # for a job that has ended by itself
                continue
            payload, answer = (os.memfd_create(name, os.MFD_CLOEXEC) for name in ("job", "answer"))
            if not message or not self._pour(self._source, payload, n_payload):
                return None
            return Request(job.Job.unpack(message), payload, answer)
        return None

    def reply(self, request: Request, result: job.Result, printed: memoryview) -> None:
        """The result and, behind it, as much of the answer as could be valid and one byte more."""
        os.close(request.payload)
        size = min(os.fstat(request.answer).st_size, frames.longest(request.task.limits.output_bytes) + 1)
        os.lseek(request.answer, 0, os.SEEK_SET)
        header = result.header()
        job.write_all(self._target, HEADER.pack(len(header) + len(printed), size), header, printed)
        self._pour(request.answer, self._target, size)
        os.close(request.answer)

    def greet(self, fields: dict[str, Any]) -> None:
        """The first message."""
        data = job.hello(fields)
        job.write_all(self._target, HEADER.pack(len(data), 0), data)

    def _exactly(self, n_bytes: int) -> bytes:
        """So many bytes from the driver; none when it is gone."""
        parts: list[bytes] = []
        while n_bytes and (part := os.read(self._source, n_bytes)):
            parts.append(part)
            n_bytes -= len(part)
        return b"" if n_bytes else b"".join(parts)

    def _pour(self, source: int, target: int, n_bytes: int) -> bool:
        """Move so many bytes through a buffer that is empty afterwards; false when there are fewer."""
        used = min(n_bytes, _CHUNK_BYTES)
        while n_bytes and (got := os.readv(source, [self._buffer[: min(n_bytes, _CHUNK_BYTES)]])):
            job.write_all(target, self._buffer[:got])
            n_bytes -= got
        self._buffer[:used] = bytes(used)
        return n_bytes == 0
