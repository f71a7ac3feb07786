"""What one sees on standard error while a run goes on: lines when piped, a live table on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from adrs.cli.output import number, say
from adrs.core.claimed import self_scored
from adrs.core.events import Finished, Resumed, Steered, Stopped
from adrs.core.workload import Split
from adrs.run.bounds import split_bound
from adrs.run.finale import HUMAN
from adrs.run.interventions import sentence_of

if TYPE_CHECKING:
    from adrs.api.sitting import Display
    from adrs.core.budget import Budget
    from adrs.core.events import Event
    from adrs.core.problem import Bound, Problem
    from adrs.run.state import RunState

_EVERY_S = 5.0
_HELD_OUT = "scoring the best on held-out workloads"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What progress is measured against.

    Args:
        problem: The problem searched on.
        budget: What may be spent.
        bound: Bound on the train split, if any.
    """

    problem: Problem
    budget: Budget
    bound: Bound | None

    def seconds_left(self, state: RunState) -> float | None:
        """Estimated time to the first limit; ``None`` without a rate or a limit in sight."""
        guesses = []
        budget = self.budget_of(state)
        if budget.seconds is not None:
            guesses.append(budget.seconds - state.elapsed_s)
        if budget.evaluations is not None and (pace := rate(state)):
            guesses.append((budget.evaluations - state.evaluations) / pace)
        return max(0.0, min(guesses)) if guesses else None

    def budget_of(self, state: RunState) -> Budget:
        """What may be spent now: a budget can be steered."""
        steered = any(event.kind == "budget" and not event.refused for event in state.steered)
        return state.config.budget if steered and state.config is not None else self.budget

    def done(self, state: RunState) -> str:
        """Evaluations done, of how many."""
        limit = self.budget_of(state).evaluations
        return f"{state.evaluations}" + ("" if limit is None else f"/{limit}")

    def reference(self, state: RunState, name: str) -> float | None:
        """The train value of a reference, once it is known."""
        evaluation = state.assessed.get((name, Split.TRAIN.value))
        return None if evaluation is None else evaluation.value


def rate(state: RunState) -> float:
    """Evaluations a second over the whole run."""
    return state.evaluations / state.elapsed_s if state.elapsed_s > 0 else 0.0


def duration(seconds: float | None) -> str:
    """Seconds for people: ``42s``, ``3m05s``, ``2h07m``."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"


class Lines:
    """One line for every improvement, and one about every five seconds."""

    def __init__(self, frame: Frame, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.frame = frame
        self._clock = clock
        self._spoke = clock()
        self._points = 0
        self._state: RunState | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def observe(self, event: Event, state: RunState) -> None:
        """Tell of an improvement, of the end of the search, or that time has passed."""
        self._state = state
        if isinstance(event, Resumed):
            self._points = len(state.curve)  # what the earlier sittings found is no news
        elif isinstance(event, Stopped):
            scoring = "evaluating the best again" if self_scored(self.frame.problem) else _HELD_OUT
            self.note(f"search ended ({event.reason}); {scoring}")
        elif isinstance(event, Steered):
            self.note(sentence_of(event))
            self._points = len(state.curve)
        elif isinstance(event, Finished):
            self.note(f"champion: {event.champion}")
        elif len(state.curve) > self._points:
            self._points = len(state.curve)
            self._tell(state, "best")
        else:
            self.tick()

    def tick(self) -> None:
        """A line if none was written for a while."""
        state = self._state
        if state is None or self._clock() - self._spoke < _EVERY_S:
            return
        if state.stopped is None:
            self._tell(state, "paused at" if state.paused else "at")
        else:
            self.note(f"scoring held-out workloads, {len(state.assessed)} of the scores are there")

    def note(self, text: str) -> None:
        """A line at once."""
        self._spoke = self._clock()
        say(text)

    def _tell(self, state: RunState, word: str) -> None:
        self.note(f"{word} {self.frame.done(state)} evaluations, {progress_line(self.frame, state)}")


def progress_line(frame: Frame, state: RunState) -> str:
    """The state of a run in one line."""
    best = state.best
    parts = [f"{duration(state.elapsed_s)}"]
    if best is not None:
        parts.append(f"best {number(best.value)} ({best.candidate}, {best.origin})")
    if (human := frame.reference(state, HUMAN)) is not None:
        who = "initial program" if self_scored(frame.problem) else "human"
        parts.append(f"{who} {number(human)}")
    if frame.bound is not None:
        parts.append(f"bound {number(frame.bound.value)}")
    parts.append(f"{rate(state):.1f}/s, {duration(frame.seconds_left(state))} left")
    return ", ".join(parts)


def display(problem: Problem, budget: Budget) -> Display:
    """The live table on a terminal, else lines."""
    frame = Frame(problem=problem, budget=budget, bound=split_bound(problem, Split.TRAIN))
    if sys.stderr.isatty():
        from adrs.cli.live import LiveTable

        return LiveTable(frame)
    return Lines(frame)
