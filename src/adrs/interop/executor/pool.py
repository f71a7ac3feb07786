"""A sandbox whose programs run at the places of a fleet: how many at a time, and what when one is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from adrs.core.errors import PlaceLost, SandboxError
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.workload import Workload
from adrs.interop.executor import errands
from adrs.interop.executor.places import Places
from adrs.interop.executor.seams import Fleet, Order, Place
from adrs.sandbox.at_work import AtWork

TRIES = 3
"""At how many places a program is tried on a workload before the loss of all of them ends the run."""

GRACE_S = 180.0
"""Past a program's deadline a place counts as lost; its own sandbox replaces what hangs a minute past it."""


class Placed:
    """Runs every program and workload at some place of a fleet, never more at a time than there are places.

    A place that is lost takes nothing with it: what ran there is run again at another one, and the caller
    hears of one result. Answers are decoded anew in this process; judging stays with the caller.

    Args:
        fleet: Who opens places.
        order: The sandbox at each of them.
        most: Places at a time, even where the cluster has room for more.
        patience_s: How long to wait for a place while there is none at all; ``None`` for ever.
    """

    def __init__(self, fleet: Fleet, order: Order, *, most: int, patience_s: float | None = 600.0) -> None:
        self.fleet = fleet
        self._places = Places(fleet, order, most=most, patience_s=patience_s)
        self._work = AtWork(lambda: self._places.closed)
        self._held: ContextVar[Place | None] = ContextVar("held", default=None)

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        """One ``Completed`` per workload, in order; each in a fresh process.

        Raises:
            SandboxError: The sandbox at a place broke, no place can be had, or several were lost in
                succession.
            PlaceLost: The one place at which this had to run is gone (:meth:`together`).
        """
        return await self._work.gathered(self._one(program, workload, limits) for workload in workloads)

    @asynccontextmanager
    async def together(self, note: Callable[[str], None]) -> AsyncIterator[None]:
        """What is run inside is run at one place, and nobody else measures time on its machine meanwhile.

        Args:
            note: Takes a sentence where others may be measuring all the same.

        Raises:
            PlaceLost: The place is gone; so is what was measured there.
        """
        place = await self._places.take()
        token = self._held.set(place)
        try:
            for text in await place.attend("claim"):
                note(text.decode())
            yield
            await place.attend("release")
        except PlaceLost:
            self._places.lose(place)
            raise
        except BaseException:
            await self._free(place)
            raise
        finally:
            self._held.reset(token)
            self._places.give_back(place)

    def describe(self) -> dict[str, bool | str]:
        """The layers in force at the first place; opens it if there is none.

        Raises:
            SandboxError: There is none to be had.
        """
        return dict(self._places.first().greeting.layers)

    @property
    def hosts(self) -> Sequence[str]:
        """The machines of the places that are open, one entry each."""
        return self._places.hosts

    def whereabouts(self) -> dict[str, Any]:
        """The executor, as plain data for a journal; names neither machines nor addresses."""
        return {"kind": self.fleet.kind, "slots": self.fleet.slots()}

    async def aclose(self) -> None:
        """End every process at every place, and let go of the cluster. Idempotent."""
        self._places.shut()
        await self._work.end()
        await asyncio.to_thread(self._places.close)

    async def _one(self, program: Program, workload: Workload, limits: Limits) -> Completed:
        errand = errands.pack_errand(program, workload.id, limits)
        held = self._held.get()
        if held is not None:
            return await _run(held, errand, workload, limits)
        losses: list[str] = []
        while len(losses) < TRIES:
            place = await self._places.take()
            try:
                return await _run(place, errand, workload, limits)
            except PlaceLost as error:
                self._places.lose(place)
                losses.append(str(error))
            finally:
                self._places.give_back(place)
        raise SandboxError(
            f"{len(losses)} places were lost in succession with the same program on {workload.id}:"
            f" {losses[-1]}; see to the cluster, then go on with `adrs resume`"
        )

    async def _free(self, place: Place) -> None:
        """Give the machine's turn back after something went wrong; a place that cannot is given up."""
        try:
            await asyncio.shield(asyncio.ensure_future(place.attend("release")))
        except (SandboxError, asyncio.CancelledError):
            self._places.lose(place)


async def _run(place: Place, errand: bytes, workload: Workload, limits: Limits) -> Completed:
    try:
        async with asyncio.timeout(limits.wall_s + GRACE_S):
            reply = await place.attend("run", errand, workload.encoded)
    except TimeoutError:
        where = place.greeting.host
        raise PlaceLost(f"{where} is silent {GRACE_S:g} s after the program's deadline") from None
    done = errands.unpack_completed(reply, limits)
    if done.workload != workload.id:
        raise errands.Garbled(f"a place answered for {done.workload} when asked for {workload.id}")
    return done
