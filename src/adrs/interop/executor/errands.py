"""What crosses between the driver and a place: parts with lengths, JSON and wire data; nothing is pickled."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from adrs.core import wire
from adrs.core.errors import SandboxError
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome, Usage
from adrs.core.workload import Split, Workload

_LENGTH = struct.Struct(">Q")
_LONGER = 8
"""An answer may grow on its way through a decoder: ``1e9`` is sent on as ``1000000000.0``."""


class Garbled(SandboxError):  # noqa: N818 - says what is the matter
    """The bytes are not what a driver or a place sends."""


def join(*parts: bytes) -> bytes:
    """Parts, each behind its length."""
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def split(data: bytes) -> list[bytes]:
    """The parts that :func:`join` was given.

    Raises:
        Garbled: The lengths do not add up.
    """
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + _LENGTH.size
        if start > len(data):
            raise Garbled(f"a message of {len(data)} bytes ends within a length")
        (length,) = _LENGTH.unpack_from(data, at)
        at = start + length
        if at > len(data):
            raise Garbled(f"a message of {len(data)} bytes claims {at}")
        parts.append(data[start:at])
    return parts


def pack_errand(program: Program, workload: str, limits: Limits) -> bytes:
    """A program to be run on a workload; the workload's inputs travel beside it."""
    head = {
        "files": dict(program.files),
        "main": program.main,
        "language": program.language,
        "workload": workload,
        "limits": asdict(limits),
    }
    return json.dumps(head).encode()


def unpack_errand(body: bytes, inputs: bytes) -> tuple[Program, Workload, Limits]:
    """What to run, on what, under which limits."""
    head = _object(body)
    program = Program(head["files"], main=head["main"], language=head["language"])
    workload = Workload(head["workload"], Split.TRAIN, {})
    vars(workload)["encoded"] = inputs  # as it came: the sandbox passes it on without looking inside
    return program, workload, Limits(**head["limits"])


def pack_completed(done: Completed) -> tuple[bytes, bytes]:
    """What a sandbox brought back: its account, and the answer."""
    head = {
        "workload": done.workload,
        "outcome": done.outcome.value,
        "reason": done.reason,
        "stdout": done.stdout,
        "usage": asdict(done.usage),
    }
    return json.dumps(head).encode(), wire.encode(done.answer)


def unpack_completed(parts: Sequence[bytes], limits: Limits) -> Completed:
    """The account and the answer that a place sent.

    Raises:
        Garbled: They are not such; the answer is decoded as carefully as on the place itself.
    """
    try:
        account, answer = parts
        head = _object(account)
        return Completed(
            workload=head["workload"],
            outcome=Outcome(head["outcome"]),
            answer=wire.decode(answer, wire.WireLimits(max_bytes=_LONGER * limits.output_bytes + 64)),
            reason=head["reason"],
            stdout=head["stdout"],
            usage=Usage(**head["usage"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Garbled(f"a place sent what is no result: {error}") from None


def _object(data: bytes) -> dict[str, Any]:
    found = json.loads(data)
    if not isinstance(found, dict):
        raise ValueError(f"a {type(found).__name__} where an object was expected")
    return found
