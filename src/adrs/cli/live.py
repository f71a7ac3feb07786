"""The live table of a run on a terminal."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from adrs.cli.output import number
from adrs.cli.progress import Frame, duration, rate
from adrs.core.claimed import self_scored
from adrs.core.events import Steered, Stopped
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.interventions import sentence_of

if TYPE_CHECKING:
    from adrs.core.events import Event
    from adrs.run.state import RunState

_ARMS = 6


class LiveTable:
    """Draws a run twice a second: how far, how good, how fast, which arms pay."""

    def __init__(self, frame: Frame, *, console: Console | None = None) -> None:
        self.frame = frame
        self._state: RunState | None = None
        self._phase = "scoring the references"
        console = console or Console(stderr=True)
        self._live = Live(console=console, get_renderable=self._draw, refresh_per_second=2)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # the terminal is gone; the run is not
            self._live.stop()

    def observe(self, event: Event, state: RunState) -> None:
        """Remember the state; the table is drawn on its own time."""
        self._state = state
        if isinstance(event, Stopped):
            self._phase = f"search ended ({event.reason}); scoring held-out workloads"
        elif state.best is not None and state.stopped is None:
            self._phase = "paused" if state.paused else "searching"
        if isinstance(event, Steered):
            self.note(sentence_of(event))

    def tick(self) -> None:
        """Nothing: the table redraws itself."""

    def note(self, text: str) -> None:
        """A line above the table."""
        with contextlib.suppress(OSError):
            self._live.console.print(text, markup=False)

    def _draw(self) -> RenderableType:
        state = self._state
        if state is None:
            return Text("starting…")
        return Group(self._head(state), self._standings(state), self._arms(state))

    def _head(self, state: RunState) -> RenderableType:
        pace = f"{rate(state):.1f}/s  {duration(state.elapsed_s)} gone  {self._left(state)} left"
        bar = Table.grid(padding=(0, 2))
        bar.add_row(
            ProgressBar(total=1.0, completed=self._share(state), width=40),
            f"{self.frame.done(state)} evaluations",
            pace,
        )
        return Group(Text(f"{state.run_id}  {self._phase}", style="bold"), bar)

    def _left(self, state: RunState) -> str:
        return duration(self.frame.seconds_left(state))

    def _share(self, state: RunState) -> float:
        budget = self.frame.budget_of(state)
        shares = [0.0]
        if budget.evaluations is not None:
            shares.append(state.evaluations / budget.evaluations)
        if budget.seconds is not None:
            shares.append(state.elapsed_s / budget.seconds)
        return min(1.0, max(shares))

    def _standings(self, state: RunState) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        best, bound = state.best, self.frame.bound
        unit = self.frame.problem.objective.unit
        if best is not None:
            table.add_row(
                "best on train", f"[bold]{number(best.value)}[/] {unit}", f"{best.candidate} {best.origin}"
            )
        who = "initial program" if self_scored(self.frame.problem) else "human"
        table.add_row(who, number(self.frame.reference(state, HUMAN)), "")
        table.add_row("naive", number(self.frame.reference(state, NAIVE)), "")
        if bound is not None:
            table.add_row("bound", number(bound.value), bound.kind.value.replace("_", " "))
        return table

    def _arms(self, state: RunState) -> RenderableType:
        table = Table("arm", "tried", "improved", "failed", box=None, padding=(0, 2))
        ranked = sorted(state.arms.items(), key=lambda item: (-item[1].improved, -item[1].tried))
        for name, tally in ranked[:_ARMS]:
            table.add_row(name, str(tally.tried), str(tally.improved), str(tally.failed))
        return table
