"""The places that are open: taken, given back, lost, and opened anew while the cluster has room."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from adrs.core.errors import SandboxError
from adrs.interop.executor.attendant import versions
from adrs.interop.executor.seams import Fleet, Order, Place

LOOK_S = 1.0
"""How often those who wait for a place ask whether the cluster has grown."""
REST_S = 5.0
"""Pause after a place could not be opened, while others are open."""


class Places:
    """Hands out places, each to one at a time.

    Places are opened in threads, since that may take as long as a queue is; what waits here waits in any
    event loop. Methods that are not coroutines may be called from any thread.

    Args:
        fleet: Who opens places.
        order: The sandbox at each of them.
        most: Places at a time, even where the fleet has room for more.
        patience_s: How long to wait while there is no place at all; ``None`` for ever.
    """

    def __init__(self, fleet: Fleet, order: Order, *, most: int, patience_s: float | None) -> None:
        self._fleet = fleet
        self._order = order
        self._most = most
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._open: list[Place] = []
        self._idle: list[Place] = []
        self._opening: list[threading.Thread] = []
        self._waiting: list[Future[None]] = []
        self._closing = threading.Event()
        self._refusal: Exception | None = None
        self._rest_until = 0.0
        self._layers: dict[str, bool | str] | None = None

    @property
    def closed(self) -> bool:
        """Whether :meth:`shut` was called."""
        return self._closing.is_set()

    @property
    def hosts(self) -> Sequence[str]:
        """The machines of the places that are open, one entry each."""
        with self._lock:
            return [place.greeting.host for place in self._open]

    async def take(self) -> Place:
        """A place that nobody else has; waits for one.

        Raises:
            SandboxError: Closed; or none is open and none can be had.
        """
        since = time.monotonic()
        while True:
            with self._lock:
                place = self._pick(time.monotonic() - since)
                if place is not None:
                    return place
                turn: Future[None] = Future()
                self._waiting.append(turn)
            await self._wait(turn)

    def give_back(self, place: Place) -> None:
        """The place is free again; nothing happens if it was lost meanwhile."""
        with self._lock:
            if place in self._open and place not in self._idle:
                self._idle.append(place)
        self._wake()

    def lose(self, place: Place) -> None:
        """The place is gone, or not to be used again."""
        with self._lock:
            if place not in self._open:
                return
            self._open.remove(place)
            if place in self._idle:
                self._idle.remove(place)
        threading.Thread(target=place.close, daemon=True).start()
        self._wake()

    def first(self) -> Place:
        """A place that is open; opens one if there is none, and blocks for that.

        Raises:
            SandboxError: It cannot be opened.
        """
        with self._lock:
            if self._open:
                return self._open[0]
        return self._opened()

    def shut(self) -> None:
        """Hand out no more places, and give up opening some."""
        self._closing.set()
        self._wake()

    def close(self) -> None:
        """End all places, and let go of the fleet. Blocks; idempotent."""
        self.shut()
        for thread in list(self._opening):
            thread.join()
        with self._lock:
            ending, self._open, self._idle = self._open, [], []
        _in_threads([place.close for place in ending])
        self._fleet.close()

    async def _wait(self, turn: Future[None]) -> None:
        waiting = asyncio.wrap_future(turn)
        try:
            self._grow()
            await asyncio.wait({waiting}, timeout=LOOK_S)
        finally:
            waiting.cancel()
            with self._lock:
                if turn in self._waiting:
                    self._waiting.remove(turn)

    def _pick(self, waited_s: float) -> Place | None:
        if self._closing.is_set():
            raise SandboxError("the sandbox is closed")
        if self._idle:
            return self._idle.pop()
        if self._open:
            return None
        if self._refusal is not None and not self._opening:
            refusal, self._refusal = self._refusal, None
            raise refusal
        if self._patience_s is not None and waited_s > self._patience_s:
            raise SandboxError(
                f"the {self._fleet.kind} cluster has had no room for a sandbox for {self._patience_s:g} s"
            )
        return None

    def _grow(self) -> None:
        """Open one place more for those who wait, where there is room."""
        room = min(self._most, self._fleet.slots())
        with self._lock:
            wanted = len(self._opening) < len(self._waiting)
            rested = not self._open or time.monotonic() > self._rest_until
            if not wanted or not rested or len(self._open) + len(self._opening) >= room:
                return
            thread = threading.Thread(target=self._opening_one, daemon=True)
            self._opening.append(thread)
        thread.start()

    def _opening_one(self) -> None:
        refusal: Exception | None = None
        try:
            self._opened()
        except Exception as error:  # raised again by whoever waits for the place
            refusal = error
        with self._lock:
            self._opening.remove(threading.current_thread())
            if refusal is not None:
                self._refusal, self._rest_until = refusal, time.monotonic() + REST_S
        self._wake()

    def _opened(self) -> Place:
        place = self._fleet.open(self._order, self._closing)
        try:
            self._check(place)
            with self._lock:
                if self._closing.is_set():
                    raise SandboxError("the sandbox is closed")
                self._open.append(place)
                self._idle.append(place)
        except BaseException:
            place.close()
            raise
        return place

    def _check(self, place: Place) -> None:
        """Refuse what would answer otherwise, or has fewer walls than the place that was described."""
        greeting = place.greeting
        if dict(greeting.versions) != versions():
            raise SandboxError(
                f"{greeting.host} has {_listed(greeting.versions)}, and this machine {_listed(versions())};"
                " install the same on all nodes"
            )
        with self._lock:
            first = self._layers = self._layers or dict(greeting.layers)
        missing = [name for name, there in first.items() if there is True and not greeting.layers.get(name)]
        if missing and not self._order.unsafe:
            raise SandboxError(
                f"the sandbox on {greeting.host} lacks {', '.join(missing)}, which another node has;"
                " take that node out of the cluster, or accept it with --unsafe"
            )

    def _wake(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for turn in waiting:
            if turn.set_running_or_notify_cancel():
                turn.set_result(None)


def _listed(said: object) -> str:
    return ", ".join(f"{name} {version}" for name, version in dict(said).items())  # type: ignore[call-overload]


def _in_threads(calls: list[Callable[[], None]]) -> None:
    """Make the calls at the same time, and wait for all."""
    threads = [threading.Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
