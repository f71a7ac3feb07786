from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from adrs.core.candidate import Admission
from adrs.core.events import Finished, Noted, Started, Stopped, Told
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.run.config import RunConfig
from adrs.run.journal import Journal
from adrs.run.state import RunState
from adrs.run.track.mirror import Mirror
from adrs.store.memory import MemoryStore


class Tracker:
    """Remembers what it is told; fails where asked to."""

    def __init__(self, *, fails_on: str = "") -> None:
        self.calls: list[tuple[str, Any]] = []
        self.fails_on = fails_on

    def _call(self, kind: str, body: Any) -> None:
        if kind == self.fails_on:
            raise ConnectionError("no route to http://user:secret@tracker.example/api\nmore")
        self.calls.append((kind, body))

    def start(self, run_id: str, parameters: Mapping[str, Any]) -> None:
        self._call("start", (run_id, dict(parameters)))

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        self._call("log", (step, dict(metrics)))

    def finish(self, status: str, summary: Mapping[str, Any]) -> None:
        self._call("finish", (status, dict(summary)))


def told(name: str, value: float) -> Told:
    """A seed that was tried."""
    verdict = Verdict(workload="train/0", outcome=Outcome.VALID, value=value)
    return Told(
        candidate=name, program="p", syntax=name, parents=(), origin="seed:x", note="",
        evaluation=Evaluation(verdicts=(verdict,), value=value, score=-value), admission=Admission.NEW,
        usage=Usage(evaluations=1),
    )  # fmt: skip


def mirrored(tracker: Tracker) -> tuple[Journal, Mirror]:
    """A journal whose events go to a tracker."""
    held: list[Mirror] = []
    journal = Journal(MemoryStore(), RunState("tiny-1"), lambda event, state: held[0].observe(event, state))
    note = lambda text: journal.append(Noted(source="track", text=text))  # noqa: E731
    held.append(Mirror("fake", lambda: tracker, note=note))
    return journal, held[0]


def run_through(journal: Journal) -> None:
    """A whole run in four events."""
    journal.append(Started(problem="tiny", config=RunConfig(problem="tiny", seed=7).to_json()))
    journal.append(told("s0", 9.0))
    journal.append(told("s1", 4.0))
    journal.append(Stopped(reason="evaluations"))
    journal.append(Finished(champion="s1"))


def notes(journal: Journal) -> list[str]:
    """What the journal says of trackers."""
    return [e.text for _, e in journal.store.read("tiny-1") if isinstance(e, Noted)]


def test_a_run_is_copied_in_order() -> None:
    tracker = Tracker()
    journal, mirror = mirrored(tracker)
    run_through(journal)
    mirror.close()
    assert [kind for kind, _ in tracker.calls] == ["start", "log", "log", "finish"]
    assert tracker.calls[0][1][1]["seed"] == 7
    step, metrics = tracker.calls[2][1]
    assert (step, metrics["value"], metrics["best"]) == (2, 4.0, 4.0)
    assert tracker.calls[3][1] == (
        "finished", {"champion": "s1", "stopped": "evaluations", "evaluations": 2},
    )  # fmt: skip
    assert notes(journal) == []


def test_a_tracker_that_fails_leaves_one_note_without_its_password_and_the_run_goes_on() -> None:
    journal, mirror = mirrored(Tracker(fails_on="log"))
    run_through(journal)
    mirror.close()
    mirror.close()
    (note,) = notes(journal)
    assert note.startswith("fake failed, and nothing more is copied to it: ConnectionError")
    assert "secret" not in note
    assert journal.state.finished


def test_a_tracker_that_cannot_be_made_is_one_note_too() -> None:
    found: list[str] = []

    def broken() -> Tracker:
        raise ImportError("no module")

    mirror = Mirror("fake", broken, note=found.append)
    mirror.close()
    assert found == ["fake failed, and nothing more is copied to it: ImportError: no module"]


def test_a_tracker_that_hangs_is_not_waited_for() -> None:
    found: list[str] = []
    released = threading.Event()

    class Hanging(Tracker):
        def start(self, run_id: str, parameters: Mapping[str, Any]) -> None:
            released.wait(60)

    mirror = Mirror("fake", Hanging, note=found.append)
    mirror.observe(Started(problem="tiny", config={}), RunState("tiny-1"))
    mirror.close(timeout_s=0.05)
    released.set()
    assert "did not answer" in found[0]
