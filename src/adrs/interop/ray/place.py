"""One actor as the driver sees it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from itertools import count
from typing import Any

from adrs.core.errors import PlaceLost
from adrs.interop.executor.attendant import read_reply
from adrs.interop.executor.seams import Greeting
from adrs.interop.ray import cluster

_CLOSING_S = 10.0
_LARGE_BYTES = 64 * 1024
_KEPT = 64


class RayPlace:
    """A place on a node.

    Args:
        actor: Handle of a :class:`adrs.interop.ray.keeper.Keeper`.
        greeting: What it said.
        inputs: Where large inputs are put, shared by the places of a fleet.
    """

    def __init__(self, actor: Any, greeting: Greeting, inputs: Inputs) -> None:
        self.greeting = greeting
        self._actor = actor
        self._inputs = inputs
        self._numbers = count(1)
        self._closed = False

    async def attend(self, verb: str, body: bytes = b"", inputs: bytes = b"") -> Sequence[bytes]:
        """See :class:`adrs.interop.executor.seams.Place`."""
        number = next(self._numbers)
        try:
            reply = self._actor.attend.remote(number, verb, body, self._inputs.put(inputs))
            data = await asyncio.shield(asyncio.wrap_future(reply.future()))
        except asyncio.CancelledError:
            self._actor.cancel.remote(number)
            raise
        except lost() as error:
            self._inputs.clear()  # what was lost may be the inputs' only copy
            raise PlaceLost(f"{self.greeting.host} is gone: {cluster.first_line(error)}") from None
        return read_reply(data)

    def close(self) -> None:
        """End the actor, its sandbox first. Idempotent."""
        import ray

        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(ray.exceptions.RayError):
            ray.get(self._actor.aclose.remote(), timeout=_CLOSING_S)
        with contextlib.suppress(ray.exceptions.RayError):
            ray.kill(self._actor)


class Inputs:
    """Large inputs in the cluster's object store: sent to a node once, however many programs run on them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refs: OrderedDict[bytes, Any] = OrderedDict()

    def put(self, inputs: bytes) -> Any:
        """``inputs`` as they are given to an actor: themselves, or where they are large a reference."""
        import ray

        if len(inputs) < _LARGE_BYTES:
            return inputs
        with self._lock:
            if inputs not in self._refs:
                self._refs[inputs] = ray.put(inputs)
            self._refs.move_to_end(inputs)
            while len(self._refs) > _KEPT:
                self._refs.popitem(last=False)
            return self._refs[inputs]

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._refs.clear()


def lost() -> tuple[type[BaseException], ...]:
    """What Ray raises when an actor, its node or an object is gone, through no fault of what ran there."""
    from ray import exceptions

    return (
        exceptions.RayActorError,
        exceptions.WorkerCrashedError,
        exceptions.NodeDiedError,
        exceptions.ObjectLostError,
        exceptions.OutOfMemoryError,
    )
