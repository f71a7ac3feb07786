"""What one sees while a study runs: one line at a time, with an estimate of the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping

import click

from adrs.cli.output import say
from adrs.cli.progress import duration
from adrs.study.crew import Progress

_EVERY_S = 10.0


class Watch:
    """Counts runs and evaluations of this sitting.

    Args:
        expected: Evaluations that each run has yet to do, by run; ``None`` where its budget does not say.
        finished: Runs that were finished before.
        clock: Seconds.
    """

    def __init__(
        self,
        expected: Mapping[str, int | None],
        *,
        finished: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._expected = expected
        self._finished = finished
        self._clock = clock
        self._began = self._spoke = clock()
        self._done: dict[str, int] = {}
        self._ended = 0
        self._failed = 0
        self._live = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        """Something has happened; tell it, if the last time is a moment ago."""
        if progress.evaluations is not None:
            self._done[progress.run_id] = progress.evaluations
        if progress.ended:
            self._ended += 1
            self._failed += bool(progress.error)
            self._done[progress.run_id] = self._expected[progress.run_id] or 0
            if progress.error:
                self._break_line()
                say(f"run {progress.run_id} failed: {progress.error}")
        last = self._ended == len(self._expected)
        if last or self._clock() - self._spoke >= (1.0 if self._live else _EVERY_S):
            self._spoke = self._clock()
            self._write(self.line(), last=last)

    def line(self) -> str:
        """Where the study is."""
        total = self._finished + len(self._expected)
        parts = [f"{self._finished + self._ended}/{total} runs"]
        if self._failed:
            parts.append(f"{self._failed} failed")
        parts.append(f"{sum(self._done.values())} evaluations in {duration(self._clock() - self._began)}")
        return ", ".join([*parts, f"{duration(self.seconds_left())} left"])

    def seconds_left(self) -> float | None:
        """Estimated by evaluations, where budgets count them, else by runs; ``None`` at the beginning."""
        spent = self._clock() - self._began
        counts = [count for count in self._expected.values() if count is not None]
        if len(counts) == len(self._expected):
            done, total = float(sum(self._done.values())), float(sum(counts))
        else:
            done, total = float(self._ended), float(len(self._expected))
        return spent * (total - done) / done if done > 0 else None

    def _write(self, line: str, *, last: bool) -> None:
        if not self._live:
            say(line)
            return
        click.echo(f"\r\x1b[K{line}" + ("\n" if last else ""), err=True, nl=False)

    def _break_line(self) -> None:
        if self._live:
            click.echo("\r\x1b[K", err=True, nl=False)
