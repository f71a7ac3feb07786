"""One sitting of a run: its parts from names, whoever watches it, and what interrupts it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from adrs.api.assemble import Workshop, whereabouts
from adrs.api.journals import next_id
from adrs.api.staff import Premises, hire
from adrs.core.errors import StoreError
from adrs.core.events import Noted
from adrs.core.verdict import Usage
from adrs.run.machine import machine_load, timing_lock
from adrs.run.session import Cast, Session, arms
from adrs.run.track.mirror import Mirror
from adrs.run.track.trackers import tracker
from adrs.run.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from adrs.api.recording import Recording
    from adrs.core.events import Event
    from adrs.core.problem import Problem
    from adrs.core.seams import Sandbox, Store
    from adrs.evaluate.kept import Shelf
    from adrs.run.config import RunConfig
    from adrs.run.driver import Clock
    from adrs.run.state import RunState

_TICK_S = 1.0


class Display(Protocol):
    """Watches a run."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def observe(self, event: Event, state: RunState) -> None:
        """An event has been journalled."""
        ...

    def tick(self) -> None:
        """Time has passed."""
        ...

    def note(self, text: str) -> None:
        """Something to tell at once."""
        ...


class Interrupts:
    """First signal: finish what is in flight. Second: end at once. Further ones change nothing."""

    def __init__(self, session: Session, task: asyncio.Task[Any], shown: Display) -> None:
        self.session = session
        self.task = task
        self.shown = shown
        self.count = 0

    def __call__(self) -> None:
        """A signal has arrived."""
        self.count += 1
        if self.count == 1:
            self.session.stop("interrupted")
            self.shown.note("finishing… (interrupt again to end at once)")
        elif self.count == 2:
            self.task.cancel()

    def hung_up(self) -> None:
        """The terminal is gone: so is everything that would be written to it."""
        _let_go_of_terminal()
        self()


Catching = Callable[[Interrupts], "AbstractContextManager[None]"]
"""Has interrupts delivered while a sitting goes on."""


class Sitting:
    """A session with everything it needs, from names."""

    def __init__(
        self,
        shop: Workshop,
        run_id: str,
        config: RunConfig,
        problem: Problem,
        store: Store,
        clock: Clock,
        *,
        shown: Display,
        unsafe: bool = False,
        before: RunState | None = None,
        recording: Recording | None = None,
        shelf: Shelf | None = None,
        track: Sequence[str] = (),
    ) -> None:
        self.config = config
        self.problem = problem
        self._clock = clock
        self.store = store
        self.sandbox: Sandbox = shop.sandbox(problem, config.workers, unsafe)
        workbench = Workbench(
            problem, self.sandbox, fixed_time=config.fixed_time, profiles=not config.writing.record
        )
        premises = Premises(
            run_id=run_id,
            problem=problem,
            workbench=workbench,
            clock=clock,
            spent=Usage() if before is None else before.usage + before.calls.committed,
            calls=0 if before is None else before.calls.made,
            recording=recording,
        )
        self.staff = staff = hire(shop, config, premises)
        strategy = shop.strategy(
            config.strategy, arms(staff.proposers), config.seed, **config.strategy_options
        )
        self.shown = shown
        cast = Cast(
            problem=problem,
            strategy=strategy,
            proposers=staff.proposers,
            sandbox=self.sandbox,
            store=store,
            clock=clock,
            observer=self._observe,
            machine=whereabouts(self.sandbox),
            load=machine_load,
            timing_lock=timing_lock(),
            opened=staff.calls.attach,
            stopping=staff.withdraw,
            budgeted=staff.budgeted,
            turns=staff.turns,
            workbench=workbench,
            distiller=staff.distiller,
            shelf=shelf,
        )
        self.session = Session(run_id, config, cast)
        self._mirrors = [Mirror(name, make, note=self._note) for name, make in map(tracker, track)]

    def _observe(self, event: Event, state: RunState) -> None:
        self.shown.observe(event, state)
        self.staff.observe(event)
        for mirror in self._mirrors:
            mirror.observe(event, state)

    def _note(self, text: str) -> None:
        self.session.journal.append(Noted(source="track", text=text, at=self._clock()))

    def run(self) -> RunState:
        """Run to the end.

        Raises:
            asyncio.CancelledError: It was interrupted twice.
        """
        return asyncio.run(self.see_through())

    async def see_through(self, catching: Catching | None = None) -> RunState:
        """Run to the end; ``catching`` says how interrupts reach it, by default as :func:`signals` does.

        Raises:
            asyncio.CancelledError: It was interrupted twice, or cancelled.
        """
        catching = catching or signals
        work = asyncio.create_task(self.work())  # cancelled by itself: closing is not to be cut short
        ticking = asyncio.create_task(self._tick())
        with self.shown, catching(Interrupts(self.session, work, self.shown)):
            try:
                return await work
            finally:
                ticking.cancel()
                await self.aclose()

    async def work(self) -> RunState:
        """Search, elect and open the held-out splits; needs the caller for signals and for closing."""
        await self._open_doors()
        return await self.session.run()

    async def aclose(self) -> None:
        """Close sandbox, models and folders. Idempotent."""
        await self.staff.aclose()
        await self.sandbox.aclose()
        for mirror in self._mirrors:
            await asyncio.to_thread(mirror.close)

    async def _open_doors(self) -> None:
        port = self.config.writing.inbox_port
        if port is None:
            return
        from adrs.propose.inbox.http import serve

        assert self.staff.inbox is not None
        server = await serve(self.staff.inbox, port=port)
        self.staff.closing.append(server.aclose)
        self.shown.note(f"inbox at {server.url}, token {server.token}")

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            self.shown.tick()


@contextlib.contextmanager
def signals(handler: Interrupts, *, only: Sequence[signal.Signals] = ()) -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP, or some, go to ``handler``, where the system lets a loop have them."""
    loop = asyncio.get_running_loop()
    wanted: dict[signal.Signals, Callable[[], None]] = {signal.SIGINT: handler, signal.SIGTERM: handler}
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup's wish
        wanted[signal.SIGHUP] = handler.hung_up
    mine: list[signal.Signals] = []
    for number_, call in wanted.items():
        if only and number_ not in only:
            continue
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number_, call)
            mine.append(number_)
    try:
        yield
    finally:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, mine)
        for number_ in mine:
            loop.remove_signal_handler(number_)
            if handler.count > 1:  # it is ending at once: nothing is to cut that short
                signal.signal(number_, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _let_go_of_terminal() -> None:
    """Point standard output and error to nowhere where they were a terminal's."""
    null = os.open(os.devnull, os.O_WRONLY)
    for file in (1, 2):
        with contextlib.suppress(OSError):
            if stat.S_ISCHR(os.fstat(file).st_mode):
                os.dup2(null, file)
    os.close(null)


async def begun(journal: Store, problem: str, make: Callable[[str], Sitting]) -> Sitting:
    """A sitting of a new run, its start journalled.

    Raises:
        StoreError: The journal cannot be written.
    """
    while True:
        run_id = next_id(journal, problem)
        sitting = make(run_id)
        try:
            sitting.session.begin()
        except BaseException as error:
            await sitting.aclose()
            written = sitting.session.state.config is not None
            if written or not isinstance(error, StoreError) or run_id not in journal.runs():
                raise  # else another process has just taken this number: take the next
        else:
            return sitting


def check_trackers(track: Sequence[str]) -> None:
    """Make sure that trackers can be made, before anything is written anywhere.

    Raises:
        UsageError: There is no such tracker, or its library is not installed.
    """
    for text in track:
        tracker(text)
