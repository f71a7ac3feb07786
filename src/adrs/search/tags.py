"""What a strategy wants to know again of a brief when its trial comes back."""

from __future__ import annotations

from typing import Generic, TypeVar

from adrs.core.candidate import Brief, Trial
from adrs.search.desk import MOST_OUT, brief_number

T = TypeVar("T")


class Tags(Generic[T]):
    """Notes on briefs that are out; of an interrupted run's the oldest are forgotten."""

    def __init__(self) -> None:
        self._notes: dict[int, T] = {}

    def put(self, brief: Brief, note: T) -> Brief:
        """Keep a note on ``brief``; the brief."""
        self._notes[brief.id] = note
        if len(self._notes) > MOST_OUT:
            del self._notes[next(iter(self._notes))]
        return brief

    def take(self, trial: Trial) -> T | None:
        """The note on the brief that the trial answers; ``None`` where there is none."""
        number = brief_number(trial)
        return None if number is None else self._notes.pop(number, None)

    def drop(self, brief: Brief) -> T | None:
        """The note on a brief that brought nothing."""
        return self._notes.pop(brief.id, None)
