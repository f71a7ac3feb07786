"""What an executor is: a fleet that opens places, each a process on some machine with its own sandbox."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from adrs.core.problem import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The sandbox that every place is to have.

    Args:
        harness: Dotted name of the module that calls the program.
        sandbox: Name of the sandbox (:data:`adrs.sandbox.choose.NAMES`).
        unsafe: Whether less isolation than the least will do.
        limits: The widest that candidates will be given.
        path: Folders from which the driver imports; a place uses those that it has as well.
    """

    harness: str
    sandbox: str = "auto"
    unsafe: bool = False
    limits: Limits = Limits()
    path: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Order:
        """Back from plain data."""
        return cls(**{**data, "limits": Limits(**data["limits"]), "path": tuple(data["path"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one place takes of a node.

    Args:
        cpus: Processors, or parts of one.
        gpus: Graphics processors, or parts of one.
    """

    cpus: float = 1.0
    gpus: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What a place says of itself when it is open.

    Args:
        host: Name of its machine, for messages; not journalled.
        versions: Of ``adrs``, Python and numpy.
        layers: What its sandbox says of its layers.
    """

    host: str
    versions: Mapping[str, str]
    layers: Mapping[str, bool | str]


class Place(Protocol):
    """A process on some machine of the cluster that runs one candidate at a time."""

    @property
    def greeting(self) -> Greeting:
        """What it said when it was opened."""
        ...

    async def attend(self, verb: str, body: bytes = b"", inputs: bytes = b"") -> Sequence[bytes]:
        """Have something done by the :class:`adrs.interop.executor.attendant.Attendant` there.

        When cancelled, what is under way there is ended too, and the place stays usable.

        Raises:
            PlaceLost: The process, its machine or the way to it is gone.
            SandboxError: The sandbox there broke; no candidate is to blame.
        """
        ...

    def close(self) -> None:
        """End the process and everything below it. Blocks until that has happened; idempotent."""
        ...


class Fleet(Protocol):
    """Opens places."""

    @property
    def kind(self) -> str:
        """What it is called in a journal."""
        ...

    def slots(self) -> int:
        """How many places the cluster has room for now, those that are open included. Cheap to ask."""
        ...

    def open(self, order: Order, stopping: threading.Event) -> Place:
        """A new place. Blocks until it has greeted; gives up soon when ``stopping`` is set.

        Raises:
            SandboxError: There is none to be had; says why.
        """
        ...

    def close(self) -> None:
        """Let go of the cluster; places have been closed before. Idempotent."""
        ...
