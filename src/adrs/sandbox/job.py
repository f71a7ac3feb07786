"""What crosses from the driver to a server for one program on one workload, and back."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from adrs.core.errors import SandboxError
from adrs.core.problem import Limits
from adrs.core.program import Program

TAIL_BYTES = 4096
"""How much of what a candidate printed is kept."""
MESSAGE_BYTES = 64 * 1024
"""Longest control message."""
READY = struct.Struct(">cd")
"""First bytes on a candidate's output: ``R`` and the CPU seconds that its confinement took."""
_LENGTH = struct.Struct(">Q")


class TooLittleIsolation(SandboxError):  # noqa: N818 - says what is the matter
    """A server found fewer walls than the least, and nobody had asked for that."""


@dataclass(frozen=True, slots=True)
class Job:
    """A request: which file to load, under which limits. Program and inputs travel in a descriptor.

    Args:
        id: Number of the request, echoed in the result.
        main: Path of the file that defines the entry.
        limits: What the program may use.
    """

    id: int
    main: str
    limits: Limits

    def pack(self) -> bytes:
        """The request as one control message."""
        return json.dumps({"id": self.id, "main": self.main, "limits": asdict(self.limits)}).encode()

    @classmethod
    def unpack(cls, data: bytes | str) -> Job:
        """The request in a control message of a driver."""
        fields = json.loads(data)
        return cls(fields["id"], fields["main"], Limits(**fields["limits"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a process ended, measured from outside.

    Args:
        id: The job's number.
        status: Exit status, or minus the signal that killed it.
        stopped: ``"cpu"``, ``"wall"``, ``"memory"``, ``"files"`` or ``"cancelled"`` when the watcher ended
            it; else empty.
        broken: Why it could not be started (never the candidate's doing); else empty.
        cpu_s: User and system time of the candidate and its descendants.
        wall_s: From its start to its end.
        peak_bytes: Peak resident memory, shared libraries included.
        printed: The last :data:`TAIL_BYTES` of its standard output and error.
    """

    id: int
    status: int = 0
    stopped: str = ""
    broken: str = ""
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_bytes: int = 0
    printed: bytes = b""

    def header(self) -> bytes:
        """Everything but ``printed``, which follows it in the control message."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "printed"}
        return json.dumps(fields).encode() + b"\n"

    def with_output(self, printed: memoryview) -> Result:
        """The same result with what was printed."""
        return replace(self, printed=bytes(printed))

    @classmethod
    def unpack(cls, data: bytes) -> Result:
        """The result in a control message of a server."""
        head, _, printed = data.partition(b"\n")
        return cls(**json.loads(head), printed=printed)


def hello(fields: dict[str, Any]) -> bytes:
    """A server's first message: its layers, or the error that ended it."""
    return json.dumps(fields).encode()


def pack_payload(files: bytes, inputs: bytes) -> tuple[bytes, bytes, bytes]:
    """The parts of a payload, to be written one after another."""
    return _LENGTH.pack(len(files)), files, inputs


def pack_files(program: Program) -> bytes:
    """A program's files as they travel."""
    return json.dumps(dict(program.files)).encode()


def unpack_payload(data: bytes) -> tuple[Mapping[str, str], bytes]:
    """Files by path, and the encoded inputs."""
    (length,) = _LENGTH.unpack_from(data)
    start = _LENGTH.size
    files: Mapping[str, str] = json.loads(data[start : start + length])
    return files, data[start + length :]


def read_all(fd: int, n_bytes: int) -> bytes:
    """The first ``n_bytes`` behind ``fd``, wherever its offset is; fewer at the end of the file."""
    parts: list[bytes] = []
    offset = 0
    while offset < n_bytes and (part := os.pread(fd, n_bytes - offset, offset)):
        parts.append(part)
        offset += len(part)
    return b"".join(parts)


def write_all(fd: int, *parts: bytes | memoryview) -> None:
    """Write ``parts`` in full.

    Raises:
        OSError: The file may not grow so far.
    """
    for part in parts:
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(fd, rest) :]
