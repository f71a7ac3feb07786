"""The tasks of a sandbox: gathered for whoever asked, ended together when the sandbox closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from adrs.core.errors import SandboxError
from adrs.core.seams import Completed

Work = Coroutine[Any, Any, Completed]


class AtWork:
    """What is under way in a sandbox.

    Args:
        closed: Whether the sandbox has been closed.
    """

    def __init__(self, closed: Callable[[], bool]) -> None:
        self._closed = closed
        self._running: set[asyncio.Task[Completed]] = set()

    async def gathered(self, work: Iterable[Work]) -> Sequence[Completed]:
        """The results of all, in order; when one fails the others are cancelled.

        Raises:
            SandboxError: The sandbox was closed meanwhile.
        """
        tasks = [asyncio.create_task(one) for one in work]
        self._running.update(tasks)
        try:
            return await asyncio.gather(*tasks)
        except BaseException as error:
            await _cancel(tasks)
            if isinstance(error, asyncio.CancelledError) and self._closed() and not asked_to_stop():
                raise SandboxError("the sandbox was closed during the run") from None
            raise
        finally:
            self._running.difference_update(tasks)

    async def end(self) -> None:
        """Cancel everything, and wait until it is over."""
        await _cancel(self._running)


async def _cancel(tasks: Iterable[asyncio.Task[Completed]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def asked_to_stop() -> bool:
    """Whether this task itself was cancelled, and not one that it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
