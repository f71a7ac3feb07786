"""An observer that copies a run's facts to a tracker, in a thread of its own."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Any, Protocol

from adrs.core.events import Assessed, Event, Finished, Resumed, Started, Stopped, Told
from adrs.run.state import RunState

_WAITING = 10_000  # facts that may wait for a slow tracker
_CLOSE_S = 20.0
_PASSWORD = re.compile(r"(//)[^/@\s]+@")


class Tracker(Protocol):
    """Where facts are copied to. Every method may raise anything; the run goes on."""

    def start(self, run_id: str, parameters: Mapping[str, Any]) -> None:
        """The run begins or goes on."""
        ...

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Figures after ``step`` evaluations."""
        ...

    def finish(self, status: str, summary: Mapping[str, Any]) -> None:
        """The run has ended."""
        ...


@dataclass(frozen=True, slots=True)
class _Fact:
    """A call of the tracker that waits."""

    kind: str
    body: Mapping[str, Any] = field(default_factory=dict)
    step: int = 0


class Mirror:
    """Copies facts to a tracker without ever making the run wait for it.

    The first failure ends the copying: ``note`` is then told once, in the thread that observes, so that it
    may write to the journal. What waits is bounded: a tracker that falls too far behind has failed too.

    Args:
        name: What it is called in the note.
        make: Makes the tracker, in the thread of its own; importing a library may take seconds.
        note: Told once, in words, if copying ended early.
    """

    def __init__(self, name: str, make: Callable[[], Tracker], *, note: Callable[[str], None]) -> None:
        self.name = name
        self._make = make
        self._note = note
        self._facts: Queue[_Fact | None] = Queue(_WAITING)
        self._failure: str | None = None
        self._silent = False
        self._thread = threading.Thread(target=self._work, name=f"track-{name}", daemon=True)
        self._thread.start()

    def observe(self, event: Event, state: RunState) -> None:
        """Take one more event; never raises for the tracker's sake, never waits."""
        if self._silent:
            return
        if self._failure is None and (fact := _fact(event, state)) is not None:
            try:
                self._facts.put_nowait(fact)
            except Full:
                self._failure = "it is too slow"
        self._tell()

    def close(self, *, timeout_s: float = _CLOSE_S) -> None:
        """Wait, for so long at most, until everything is copied. Idempotent."""
        if self._thread.is_alive() and self._failure is None:
            try:
                self._facts.put(None, timeout=timeout_s)
            except Full:
                self._failure = "it is too slow"
            self._thread.join(timeout_s)
            if self._thread.is_alive() and self._failure is None:
                self._failure = f"it did not answer within {timeout_s:g} s at the end"
        self._tell()

    def _tell(self) -> None:
        if self._failure is not None and not self._silent:
            self._silent = True  # first: the note is an event too, and comes back here
            self._note(f"{self.name} failed, and nothing more is copied to it: {self._failure}")

    def _work(self) -> None:
        try:
            tracker = self._make()
            while self._failure is None and (fact := self._facts.get()) is not None:
                _deliver(tracker, fact)
        except Exception as error:  # the tracker is not ours: whatever it raises is its failure
            self._failure = _in_words(error)
            self._drain()

    def _drain(self) -> None:
        try:
            while True:
                self._facts.get_nowait()
        except Empty:
            return


def _deliver(tracker: Tracker, fact: _Fact) -> None:
    if fact.kind == "start":
        tracker.start(fact.body["run"], fact.body["parameters"])
    elif fact.kind == "log":
        tracker.log(fact.body, fact.step)
    else:
        tracker.finish(fact.body["status"], fact.body["summary"])


def _in_words(error: Exception) -> str:
    """One line without the user and password that an address may hold."""
    first = _PASSWORD.sub(r"\1***@", str(error)).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first[:200]}"


def _fact(event: Event, state: RunState) -> _Fact | None:
    match event:
        case Started() | Resumed():
            parameters = {k: v for k, v in event.config.items() if isinstance(v, str | int | float | bool)}
            if isinstance(event, Started):
                parameters["problem"] = event.problem
            return _Fact("start", {"run": state.run_id, "parameters": parameters})
        case Told():
            return _Fact("log", _told(event, state), state.evaluations)
        case Assessed():
            return _Fact("log", _assessed(event), state.evaluations)
        case Finished():
            body = {"champion": event.champion, "stopped": state.stopped, "evaluations": state.evaluations}
            return _Fact("finish", {"status": "finished", "summary": body})
        case Stopped() if state.best is None:
            return _Fact("finish", {"status": "failed", "summary": {"stopped": event.reason}})
    return None


def _told(event: Told, state: RunState) -> dict[str, float]:
    usage = state.usage
    found = {
        "cost_usd": usage.cost_usd,
        "tokens": float(usage.tokens),
        "cpu_s": usage.cpu_s,
        "valid": float(event.evaluation.value is not None),
    }
    if event.evaluation.value is not None:
        found["value"] = event.evaluation.value
    if state.best is not None:
        found |= {"best": state.best.value, "best_score": state.best.score}
    return found


def _assessed(event: Assessed) -> dict[str, float]:
    who = event.candidate.replace(":", "_") if event.candidate.startswith("baseline:") else "candidate"
    value = event.evaluation.value
    return {} if value is None else {f"{event.split}/{who}": value}
