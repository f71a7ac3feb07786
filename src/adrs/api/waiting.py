"""Waiting for a coroutine wherever one stands: at a prompt, in a thread, in a notebook."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from adrs.api.sitting import signals
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.api.sitting import Catching, Interrupts

T = TypeVar("T")
Making = Callable[["Catching"], Coroutine[Any, Any, T]]
"""Makes the coroutine, told how interrupts will reach it."""


def waited(make: Making[T]) -> T:
    """What the coroutine returns.

    Where no event loop runs, it runs here; where one does, in a thread beside it. Either way the first
    interrupt (Ctrl-C) asks it to finish early, and the second ends it.

    Raises:
        KeyboardInterrupt: It was interrupted twice.
        Exception: Whatever it raises.
    """
    if not in_a_loop():
        main = threading.current_thread() is threading.main_thread()
        return _run(make(partial(signals, only=(signal.SIGINT,)) if main else uninterrupted))
    relay = _Relay()
    ending: Future[T] = Future()
    context = contextvars.copy_context()  # by which a notebook knows whose output is whose
    thread = threading.Thread(
        target=context.run, args=(_settle, ending, make, relay), name="adrs", daemon=True
    )
    with _interrupting(relay.interrupt):
        thread.start()
        thread.join()
    return ending.result()


@contextlib.contextmanager
def _interrupting(call: Callable[[], None]) -> Iterator[None]:
    """Interrupts of this process are calls meanwhile; in another thread than the main one nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: call())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def in_a_loop() -> bool:
    """Whether an event loop is running in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def check_thread(store: object) -> None:
    """Make sure that a store can be used where the run will be.

    Raises:
        UsageError: It is a file that this thread has opened, and the run needs a thread of its own.
    """
    from adrs.store.sqlite import SqliteStore

    if isinstance(store, SqliteStore) and in_a_loop():
        raise UsageError(
            f"an event loop is running here, so the run gets a thread of its own, which cannot use a store"
            f" that is open: give its path, store={str(store.path)!r}, or await adrs.evolve_async"
        )


@contextlib.contextmanager
def uninterrupted(handler: Interrupts) -> Iterator[None]:
    """No interrupts reach the sitting; cancelling its task ends it."""
    yield


class _Relay:
    """Takes interrupts from the thread that waits to the loop that works."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._interrupted: Callable[[], object] = lambda: None

    @contextlib.contextmanager
    def __call__(self, handler: Interrupts) -> Iterator[None]:
        ending, self._interrupted = self._interrupted, handler
        try:
            yield
        finally:
            self._interrupted = ending

    async def working(self, make: Making[T]) -> T:
        """The coroutine's result; before and after it is ready for interrupts, one ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._loop, self._interrupted = asyncio.get_running_loop(), task.cancel
        return await make(self)

    def interrupt(self) -> None:
        """From the waiting thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has just been closed
                self._loop.call_soon_threadsafe(lambda: self._interrupted())


def _settle(ending: Future[T], make: Making[T], relay: _Relay) -> None:
    try:
        result = _run(relay.working(make))
    except BaseException as error:
        ending.set_exception(error)
    else:
        ending.set_result(result)


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
