"""Whatever is wrong with a request: one sentence, exit code 2, no traceback, nothing lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Adrs, Outcome
from tests.cli.tiny import BEST, Memory


def refused(done: Outcome) -> str:
    """The one sentence with which a request was refused."""
    assert done.code == 2
    assert "Traceback" not in done.err + done.out
    lines = [line for line in done.err.splitlines() if line]
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    return lines[0]


REQUESTS = {
    "unknown command": (["rnu"], "did you mean run"),
    "unknown problem": (["score", "prims", "naive"], "did you mean prism"),
    "unknown problem to run": (["run", "nothing"], "There are: "),
    "a folder that is not there": (["run", "./nowhere"], "there is no folder ./nowhere; give"),
    "unknown problem to show": (["show", "nothing"], "no problem called 'nothing'"),
    "unimportable problem": (["run", "no.such:thing"], "cannot be imported"),
    "problem that is no factory": (["run", "math:pi"], "not a function"),
    "unknown strategy": (["run", "tiny", "--strategy", "no.such:thing"], "strategy 'no.such:thing'"),
    "unknown proposer": (["run", "tiny", "--proposer", "no.such:thing"], "proposer 'no.such:thing'"),
    "unknown split": (["score", "tiny", "naive", "--split", "tset"], "did you mean test"),
    "split without data": (["score", "tiny", "naive", "--split", "leaderboard"], "--data"),
    "unknown run": (["best", "tiny-9"], "no run called 'tiny-9'"),
    "unknown run to resume": (["resume", "tiny-9"], "no run called 'tiny-9'"),
    "unknown run to report": (["report", "tiny-9"], "no run called 'tiny-9'"),
    "unknown program": (["score", "tiny", "naiv"], "did you mean naive"),
    "missing program file": (["score", "tiny", "missing.py"], "does not exist"),
    "folder as program": (["score", "tiny", "./.adrs"], "is a folder"),
    "device as program": (["score", "tiny", "/dev/null"], "not an ordinary file"),
    "no evaluations": (["run", "tiny", "--evals", "0"], "0 evaluations is not positive"),
    "negative evaluations": (["run", "tiny", "--evals", "-3"], "-3 evaluations is not positive"),
    "negative seconds": (["run", "tiny", "--seconds", "-1"], "--seconds -1"),
    "endless seconds": (["run", "tiny", "--seconds", "inf"], "--seconds inf"),
    "negative money": (["run", "tiny", "--usd", "-1"], "--usd -1"),
    "target that is no number": (["run", "tiny", "--target", "nan"], "--target nan"),
    "words for numbers": (["run", "tiny", "--evals", "many"], "'many' is not a valid integer"),
    "no workers": (["run", "tiny", "--workers", "0"], "--workers 0"),
    "no workers to score": (["score", "tiny", "naive", "--workers", "0"], "--workers 0"),
    "absurdly many workers": (["run", "tiny", "--workers", "100000"], "--workers 100000"),
    "missing data folder": (["run", "tiny", "--data", "nowhere"], "data folder nowhere does not exist"),
    "file as data folder": (["run", "tiny", "--data", ".adrs/runs.sqlite"], "is a file, not a folder"),
    "out into a missing folder": (["run", "tiny", "--out", "no/where"], "does not exist"),
    "file as out": (["run", "tiny", "--out", ".adrs/runs.sqlite"], "is a file"),
    "best into a missing folder": (["best", "x", "-o", "no/where/best.py"], "folder no/where does not exist"),
    "best onto a folder": (["best", "x", "-o", ".adrs"], "is a folder"),
    "missing journal": (["runs", "--store", "nowhere.sqlite"], "no journal at nowhere.sqlite"),
    "unknown option": (["run", "tiny", "--evlas", "3"], "--evlas"),
    "missing argument": (["run"], "Missing argument"),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_a_wrong_request_gets_one_sentence(adrs: Adrs, memory: Memory, case: str) -> None:
    args, expected = REQUESTS[case]
    assert expected in refused(adrs(*args))
    assert memory.events == {}


@pytest.mark.parametrize("case", REQUESTS)
def test_and_with_json_an_object_as_the_last_line(adrs: Adrs, case: str) -> None:
    args, expected = REQUESTS[case]
    done = adrs(*args, "--json")
    assert done.code == 2
    assert expected in done.json["error"]


PROGRAMS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "only white space": (b" \n\t\n", "is empty"),
    "not Python": (b"def solve(jobs:\n", "line 1"),
    "without the entry": (b"def solved(jobs):\n    return []\n", "does not define the function solve"),
    "not UTF-8": (b"def solve(jobs):\n    return '\xff'\n", "is not UTF-8"),
    "with a null byte": (b"def solve(jobs):\n    return 1\x00\n", "mine.py"),
    "with a broken block": (b"# EVOLVE-BLOCK-END\ndef solve(jobs): ...\n", "EVOLVE-BLOCK"),
    "nested too deeply": (b"x = " + b"(" * 5000 + b"\ndef solve(jobs): ...\n", "mine.py"),
}


@pytest.mark.parametrize("case", PROGRAMS)
def test_a_wrong_program_is_refused_before_it_is_run(adrs: Adrs, here: Path, case: str) -> None:
    text, expected = PROGRAMS[case]
    (here / "mine.py").write_bytes(text)
    assert expected in refused(adrs("score", "tiny", "mine.py"))


def test_an_unreadable_program_is_refused(adrs: Adrs, here: Path) -> None:
    (here / "mine.py").symlink_to(here / "mine.py")
    assert "mine.py" in refused(adrs("score", "tiny", "mine.py"))


def test_a_folder_that_cannot_be_written_is_refused_before_the_run(
    adrs: Adrs, here: Path, memory: Memory
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (here / "locked").mkdir(mode=0o500)
    assert "cannot be written" in refused(adrs("run", "tiny", "--out", "locked"))
    assert memory.events == {}


def test_nothing_is_written_over_an_existing_file_when_the_run_is_unknown(adrs: Adrs, here: Path) -> None:
    (here / "best.py").write_text(BEST)
    assert "no run called" in refused(adrs("best", "tiny-9", "-o", "best.py"))
    assert (here / "best.py").read_text() == BEST


def test_bugs_stay_tracebacks(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> Callable[[], None]:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("tests.cli.tiny.TinyProblem.judge", broken)
    with pytest.raises(ZeroDivisionError):
        adrs("score", "tiny", "naive")
