"""Processes of a real run that are killed or stopped: server, candidate, driver, machine, neighbour."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adrs.core.events import Told
from adrs.core.verdict import Outcome
from tests.faults.real import LAZY, House, ended, send

FEW, MANY = "12", "400"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server needs Linux")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def begin(house: House, *words: str, evaluations: str = FEW, after: int = 3) -> subprocess.Popen[str]:
    """A run that has tried a few candidates."""
    process = house.start("run", *LAZY, "--evals", evaluations, "--workers", "2", "--json", *words)
    house.wait_for(Told, count=after)
    return process


def outcomes(house: House) -> list[Outcome]:
    return [event.evaluation.outcome for event in house.events() if isinstance(event, Told)]


def test_killed_sandbox_servers_are_replaced_and_nobody_is_blamed(house: House) -> None:
    process = begin(house)
    before = house.events()
    killed = house.processes()
    assert killed
    send(signal.SIGKILL, *killed)
    code, result, _ = ended(process)
    assert (code, result["stopped"]) == (0, "evaluations")
    assert not set(house.processes()) & set(killed)
    house.check_whole(before, evaluations=int(FEW))
    assert set(outcomes(house)) == {Outcome.VALID}


def test_a_killed_candidate_is_an_ordinary_verdict(house: House) -> None:
    process = begin(house)
    before = house.events()
    send(signal.SIGKILL, house.candidate())
    code, result, _ = ended(process)
    assert (code, result["stopped"]) == (0, "evaluations")
    house.check_whole(before, evaluations=int(FEW))
    (crash,) = [
        verdict
        for event in house.events()
        if isinstance(event, Told)
        for verdict in event.evaluation.verdicts
        if verdict.outcome is not Outcome.VALID
    ]
    assert crash.outcome is Outcome.CRASHED
    assert "SIGKILL" in crash.feedback


def test_a_killed_driver_leaves_no_process_and_its_run_goes_on(house: House) -> None:
    process = begin(house, evaluations=MANY)
    process.kill()
    process.communicate()
    before = house.events()
    house.check_tidy()
    more = 3 + sum(isinstance(event, Told) for event in before)
    code, result, _ = house.do("resume", "lazy-1", "--evals", str(more))
    assert (code, result["stopped"]) == (0, "evaluations")
    house.check_whole(before, evaluations=more)


def test_of_two_runs_in_one_file_one_is_killed_and_the_other_notices_nothing(house: House) -> None:
    doomed = begin(house, evaluations=MANY)
    other = house.start("run", *LAZY, "--evals", FEW, "--workers", "1", "--json")
    house.wait_for(Told, "lazy-2", count=2)
    doomed.kill()
    doomed.communicate()
    torn = house.events("lazy-1")
    code, result, _ = ended(other)
    assert (code, result["run"], result["stopped"]) == (0, "lazy-2", "evaluations")
    house.check_whole([], evaluations=int(FEW), run="lazy-2")
    more = 3 + sum(isinstance(event, Told) for event in torn)
    assert house.do("resume", "lazy-1", "--evals", str(more))[0] == 0
    house.check_whole(torn, evaluations=more)


def test_a_machine_that_sleeps_blames_nobody_when_it_wakes(house: House) -> None:
    process = begin(house, evaluations=MANY)
    everyone = [process.pid, *house.processes()]
    send(signal.SIGSTOP, *everyone)
    before = house.events()
    time.sleep(5.0)  # longer than a candidate may take
    assert house.events() == before
    send(signal.SIGCONT, *everyone)
    house.wait_for(Told, count=len(before))
    send(signal.SIGINT, process.pid)
    code, result, _ = ended(process)
    assert (code, result["stopped"]) == (0, "interrupted")
    assert set(outcomes(house)) == {Outcome.VALID}
    house.check_whole(before, evaluations=result["evaluations"])


@pytest.mark.slow
def test_a_sandbox_that_sleeps_alone_blames_nobody_when_it_wakes(house: House) -> None:
    process = begin(house, evaluations="30")
    before, asleep = house.events(), house.processes()
    send(signal.SIGSTOP, *asleep)
    time.sleep(5.0)
    send(signal.SIGCONT, *asleep)
    code, result, _ = ended(process)
    assert (code, result["stopped"]) == (0, "evaluations")
    assert set(outcomes(house)) == {Outcome.VALID}
    house.check_whole(before, evaluations=30)
