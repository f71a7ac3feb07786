"""``--track`` on the command line, with a fake tracker at the seam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from adrs.core.events import Noted
from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory


class Tracker:
    """Remembers the last figures."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.ended = ""

    def start(self, run_id: str, parameters: Mapping[str, Any]) -> None:
        pass

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        self.steps.append(step)

    def finish(self, status: str, summary: Mapping[str, Any]) -> None:
        self.ended = status


class Broken(Tracker):
    """Fails as soon as a run begins."""

    def start(self, run_id: str, parameters: Mapping[str, Any]) -> None:
        raise OSError("no space left")


def test_a_tracked_run_is_copied_to_its_end(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Tracker()
    monkeypatch.setattr("adrs.api.sitting.tracker", lambda text: (text, lambda: made))
    assert adrs("run", "tiny", "--evals", "10", "--workers", "1", "--track", "fake").code == 0
    assert max(made.steps) == 10
    assert made.ended == "finished"


def test_a_broken_tracker_ends_no_run_and_is_noted_once(
    adrs: Adrs, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adrs.api.sitting.tracker", lambda text: (text, Broken))
    done = adrs("run", "tiny", "--evals", "10", "--workers", "1", "--track", "fake", "--json")
    assert (done.code, done.json["finished"]) == (0, True)
    notes = [e.text for e in memory.events["tiny-1"] if isinstance(e, Noted)]
    assert notes == ["fake failed, and nothing more is copied to it: OSError: no space left"]


def test_an_unknown_tracker_leaves_no_run_behind(adrs: Adrs, memory: Memory) -> None:
    done = adrs("run", "tiny", "--track", "neptune:x", "--json")
    assert "there is no tracker 'neptune'" in done.json["error"]
    assert memory.events == {}
