from __future__ import annotations

import pytest

from adrs.cli.study_watch import Watch
from adrs.study.crew import Progress


class Clock:
    """Goes only when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_time_left_follows_evaluations_where_budgets_count_them() -> None:
    clock = Clock()
    watch = Watch({"a": 100, "b": 100}, finished=2, clock=clock)
    assert watch.seconds_left() is None
    clock.now = 30.0
    watch(Progress(run_id="a", evaluations=50))
    assert watch.seconds_left() == pytest.approx(90.0)
    assert watch.line() == "2/4 runs, 50 evaluations in 30s, 1m30s left"


def test_a_run_that_ends_early_counts_as_done() -> None:
    clock = Clock()
    watch = Watch({"a": 100, "b": 100}, finished=0, clock=clock)
    clock.now = 30.0
    watch(Progress(run_id="a", evaluations=20))
    watch(Progress(run_id="a", ended=True))
    assert watch.seconds_left() == pytest.approx(30.0)


def test_time_left_follows_runs_where_budgets_do_not_count() -> None:
    clock = Clock()
    watch = Watch({"a": None, "b": None, "c": 5}, finished=0, clock=clock)
    clock.now = 10.0
    watch(Progress(run_id="a", ended=True))
    assert watch.seconds_left() == pytest.approx(20.0)


def test_failures_are_told_at_once_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch({"a": 5, "b": 5}, finished=0, clock=Clock())
    watch(Progress(run_id="a", ended=True, error="it broke"))
    assert "run a failed: it broke" in capsys.readouterr().err
    assert "1 failed" in watch.line()


def test_a_line_is_written_now_and_then_and_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    watch = Watch({"a": 100}, finished=0, clock=clock)
    for number in range(1, 40):
        clock.now = float(number)
        watch(Progress(run_id="a", evaluations=number))
    watch(Progress(run_id="a", ended=True))
    assert len(capsys.readouterr().err.splitlines()) == 4
