"""One sitting of a run on the command line: its display, its signals, its results."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli.assemble import Workshop, describe
from adrs.cli.output import emit, number, say
from adrs.cli.progress import Display, Frame, display
from adrs.cli.staff import Premises, hire
from adrs.core.claimed import SELF_SCORED
from adrs.core.events import Noted
from adrs.core.verdict import Usage
from adrs.core.workload import Split
from adrs.run.bounds import split_bound
from adrs.run.machine import machine_load, timing_lock
from adrs.run.session import Cast, Session, arms
from adrs.run.summary import champion, summarise
from adrs.run.track.mirror import Mirror
from adrs.run.track.trackers import tracker
from adrs.run.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adrs.cli.recording import Recording
    from adrs.core.events import Event
    from adrs.core.problem import Problem
    from adrs.core.seams import Sandbox, Store
    from adrs.evaluate.kept import Shelf
    from adrs.run.config import RunConfig
    from adrs.run.driver import Clock
    from adrs.run.state import RunState

_TICK_S = 1.0
INTERRUPTED = 130


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
        unsafe: bool = False,
        before: RunState | None = None,
        recording: Recording | None = None,
        shelf: Shelf | None = None,
        shown: Display | None = None,
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
        self.shown = shown or display(
            Frame(problem=problem, budget=config.budget, bound=split_bound(problem, Split.TRAIN))
        )
        cast = Cast(
            problem=problem,
            strategy=strategy,
            proposers=staff.proposers,
            sandbox=self.sandbox,
            store=store,
            clock=clock,
            observer=self._observe,
            machine={"sandbox": describe(self.sandbox)},
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
        return asyncio.run(self._run())

    async def _run(self) -> RunState:
        work = asyncio.create_task(self._work())  # cancelled by itself: closing is not to be cut short
        ticking = asyncio.create_task(self._tick())
        with self.shown, signals(Interrupts(self.session, work, self.shown)):
            try:
                return await work
            finally:
                ticking.cancel()
                await self.aclose()

    async def _work(self) -> RunState:
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
def signals(handler: Interrupts) -> Any:
    """SIGINT, SIGTERM and SIGHUP go to ``handler``, where the system lets a loop have them."""
    loop = asyncio.get_running_loop()
    wanted: dict[signal.Signals, Callable[[], None]] = {signal.SIGINT: handler, signal.SIGTERM: handler}
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup's wish
        wanted[signal.SIGHUP] = handler.hung_up
    mine: list[signal.Signals] = []
    for number_, call in wanted.items():
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


def sit(sitting: Sitting, *, out: Path, path: Path, as_json: bool) -> None:
    """Run a sitting and tell what came of it.

    Args:
        sitting: What to run.
        out: Folder for the champion and the report.
        path: The journal, for the line that tells how to resume.
        as_json: Whether to print the JSON object.
    """
    run_id = sitting.session.state.run_id
    try:
        state = sitting.run()
    except asyncio.CancelledError:
        say(f"interrupted; everything tried so far is kept. Go on with: adrs resume {run_id} --store {path}")
        sys.exit(INTERRUPTED)
    conclude(state, sitting.problem, sitting.store, out=out, path=path, as_json=as_json)


def conclude(
    state: RunState,
    problem: Problem,
    store: Store,
    *,
    out: Path,
    path: Path,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write the champion and the report of a run, and print its summary; ``more`` goes into the JSON."""
    from adrs.cli.history import audited
    from adrs.run.report.write import write_program, write_report

    audit = audited(state, problem, path)
    best = champion(state)
    written = None if best is None else str(write_program(store.program(best.program), out))
    report = write_report(state, problem, store, out, audit=audit)
    result = {
        **summarise(state, problem, program=written, audit=audit),
        "report": str(report),
        **(more or {}),
    }
    if as_json:
        emit(result)
    else:
        click.echo(readable(result))


def check_trackers(track: Sequence[str]) -> None:
    """Make sure that trackers can be made, before anything is written anywhere.

    Raises:
        UsageError: There is no such tracker, or its library is not installed.
    """
    for text in track:
        tracker(text)


def readable(result: dict[str, Any]) -> str:
    """A run's summary for people."""
    best, unit = result["best"], result["unit"]
    head = f"{result['run']}: {result['evaluations']} evaluations, stopped by {result['stopped']}"
    if best is None:
        broken = (result["terms"] or {}).get("infeasible", 0)
        why = f"all {broken} valid candidates broke a rail" if broken else "nothing valid was found"
        return f"{head}\n{why}; see {result['report']}"
    lines = [head, f"champion {best['candidate']} ({best['origin']})", ""]
    if result["self_scored"]:
        return "\n".join([*lines, *claimed(result), "", *_files(result)])
    for split in ("train", "validation", "test"):
        human, bound = result["human_by_split"].get(split), result["bounds"].get(split)
        limit = f", bound {number(bound['value'])} ({bound['kind']})" if bound else ""
        lines.append(f"{split:>10}: {number(best[split])} {unit}, human {number(human)}{limit}")
    if board := result["leaderboard"]:
        lines.append(f"leaderboard: {number(board['value'])} {unit}, human {number(board['human'])}")
    lines += [f"rail {words}" for words in _rails(result["terms"])]
    if margin := result["test_margin"]:
        lines.append(
            f"gain over human on test: {margin['mean']:+.2%}"
            f" (95 % interval {margin['low']:+.2%} to {margin['high']:+.2%})"
        )
    return "\n".join([*lines, *([result["audit"]] if result["audit"] else []), "", *_files(result)])


def claimed(result: dict[str, Any]) -> list[str]:
    """What a run on a self-scored problem brought, in lines, with what is odd about it."""
    best, initial = result["best"], result["initial"]
    lines = [f"   claimed: {number(best['train'])}, initial program {number(initial)}"]
    if best["validation"] is not None:
        lines.append(
            f"     again: {number(best['validation'])}, in fresh sandboxes with other random numbers"
        )
    lines += [f"     doubt: {doubt}" for doubt in result["doubts"]]
    return [*lines, SELF_SCORED, *([result["audit"]] if result["audit"] else [])]


def _files(result: dict[str, Any]) -> list[str]:
    return [f"program: {result['best']['program']}", f"report:  {result['report']}"]


def _rails(terms: dict[str, Any] | None) -> list[str]:
    """Each rail of the run on the test split, in words."""
    found = []
    for rail in (terms or {}).get("rails", ()):
        if (test := rail["by_split"].get("test")) is not None:
            sign, state = ">=" if rail["at_least"] else "<=", "kept" if test["kept"] else "BROKEN"
            value = f"{number(test['value'])} on test, {sign} {number(test['limit'])} asked"
            found.append(f"{rail['metric']}: {value}: {state}")
    return found
