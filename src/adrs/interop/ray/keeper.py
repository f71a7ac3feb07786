"""The actor: an attendant inside a worker process of Ray."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.interop.executor.attendant import Attendant


class Keeper:
    """Keeps an attendant on a node. All methods are coroutines, so that Ray runs them in one event loop.

    Args:
        order: An :class:`adrs.interop.executor.seams.Order` as plain data.
    """

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._attendant = Attendant(order)

    async def attend(self, number: int, verb: str, body: bytes, inputs: bytes) -> bytes:
        """See :meth:`Attendant.attend`."""
        return await self._attendant.attend(number, verb, body, inputs)

    async def cancel(self, number: int) -> None:
        """See :meth:`Attendant.cancel`."""
        self._attendant.cancel(number)

    async def node(self) -> str:
        """The id of the node that this is on."""
        import ray

        return str(ray.get_runtime_context().get_node_id())

    async def aclose(self) -> None:
        """See :meth:`Attendant.aclose`."""
        await self._attendant.aclose()
