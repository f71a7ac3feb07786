"""Wishes survive what kills a run: each is done once, journalled once, and none is lost."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from adrs.core.events import Event, Steered, Stopped, Told
from adrs.run.state import fold
from adrs.run.steering import Mailbox, Wish
from adrs.testing.tiny import RULE
from tests.faults.doom import RUN, Plan
from tests.faults.real import LAZY, House, ended
from tests.faults.test_kill_points import SEED, check, events, killed, steps_of, story

SMITH = RULE.format(key="-jobs[i][0] / jobs[i][1] * 1.0")
MANY = pytest.param(300, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])
WISHES = (
    Wish("pin", "ann", {"candidate": "s0"}),
    Wish("inject", "ann", {"files": {"program.py": SMITH}, "note": "Smith"}),
    Wish("veto", "bob", {"candidate": "c999"}),
)


def interventions(found: list[Event]) -> list[Steered]:
    return [event for event in found if isinstance(event, Steered)]


def wished(folder: Path) -> Plan:
    """A run for which wishes lie ready."""
    folder.mkdir()
    plan = Plan(folder=folder)
    for wish in WISHES:
        Mailbox(plan.journal, RUN).put(wish)
    return plan


@pytest.mark.parametrize("kills", [20, MANY])
def test_a_wish_is_done_once_wherever_the_run_is_killed(tmp_path: Path, kills: int) -> None:
    rng = Random(SEED)
    undisturbed = wished(tmp_path / "undisturbed")
    steps = steps_of(undisturbed)
    for number in range(kills):
        plan = wished(tmp_path / str(number))
        # Half of the kills fall into the opening, where the wishes are read.
        at = rng.randint(1, steps if number % 2 else steps // 4)
        torn = killed(plan, at)
        label = f"kill {number} at step {at} of {steps}, seed {SEED}"
        check(plan, torn, alike=story(events(undisturbed)), label=label)
        done = interventions(events(plan))
        assert [event.kind for event in done] == [wish.kind for wish in WISHES], label
        assert Counter(event.wish for event in done).most_common(1)[0][1] == 1, label
        assert [bool(event.refused) for event in done] == [False, False, True], label
        assert not Mailbox(plan.journal, RUN).letters(), label


@pytest.mark.skipif(sys.platform != "linux", reason="the fork server needs Linux")
def test_a_paused_run_that_is_killed_is_paused_when_it_goes_on(tmp_path: Path) -> None:
    house = House(tmp_path)
    process = house.start("run", *LAZY, "--evals", "400", "--workers", "1", "--json")
    house.wait_for(Told)
    code, said, _ = house.do("steer", "lazy-1", "pause", "--author", "ann")
    assert (code, said["steered"]["kind"], said["steered"]["author"]) == (0, "pause", "ann")
    assert house.do("runs")[1]["runs"][0]["status"] == "paused"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    left = house.start("steer", "lazy-1", "budget", "--evals", "12", "--no-wait", "--json")
    assert ended(left)[1]["done"] is False
    before = house.events()
    resumed = house.start("resume", "lazy-1", "--workers", "1", "--json")
    house.wait_for(Steered, count=2)
    assert fold("lazy-1", house.events()).paused
    assert not any(isinstance(event, Stopped) for event in house.events())
    assert house.do("steer", "lazy-1", "resume")[0] == 0
    code, result, said_too = ended(resumed)
    assert (code, result["stopped"], result["evaluations"]) == (0, "evaluations", 12)
    assert [event["kind"] for event in result["steering"]] == ["pause", "budget", "resume"]
    assert "ann: pause" not in said_too
    house.check_whole(before, evaluations=12)
