from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adrs.study.crew import Crew, Job, Progress

WORKER = """
import json, os, sys, time
told = json.loads(sys.stdin.readline())
print(json.dumps({"evaluations": 1}), flush=True)
print("not ours", flush=True)
if told["do"] == "crash":
    print("something broke", file=sys.stderr)
    os.abort()
if told["do"] == "refuse":
    print(json.dumps({"error": "no such problem"}), flush=True)
    sys.exit(2)
if told["do"] == "hang":
    open(told["file"], "w").write(str(os.getpid()))
    sys.stdin.read()
    time.sleep(60)
open(told["file"], "w").write("done")
"""
COMMAND = [sys.executable, "-c", WORKER]


def jobs(folder: Path, *what: str) -> list[Job]:
    return [
        Job(run_id=f"{number}-{do}", order={"do": do, "file": str(folder / f"{number}-{do}")})
        for number, do in enumerate(what)
    ]


def test_a_crash_ends_one_job_only(tmp_path: Path) -> None:
    told: list[Progress] = []
    crew = Crew(COMMAND, size=2, observer=told.append)
    errors = asyncio.run(crew.work(jobs(tmp_path, "work", "crash", "refuse", "work")))
    assert set(errors) == {"1-crash", "2-refuse"}
    assert errors["2-refuse"] == "no such problem"
    assert "ended with code -6: something broke" in errors["1-crash"]
    assert (tmp_path / "0-work").read_text() == (tmp_path / "3-work").read_text() == "done"
    assert {p.run_id for p in told if p.ended} == {"0-work", "1-crash", "2-refuse", "3-work"}
    assert [p.evaluations for p in told if p.run_id == "0-work" and not p.ended] == [1]


def test_nothing_to_do_is_done(tmp_path: Path) -> None:
    assert asyncio.run(Crew(COMMAND, size=2, observer=lambda progress: None).work([])) == {}


def wait_for(file: Path) -> int:
    for _ in range(600):
        if file.exists() and file.read_text():
            return int(file.read_text())
        time.sleep(0.02)
    raise AssertionError(f"{file} never came")


def gone(pid: int) -> bool:
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_cancelling_leaves_no_process(tmp_path: Path) -> None:
    async def begin_and_cancel() -> int:
        crew = Crew(COMMAND, size=1, observer=lambda progress: None)
        work = asyncio.ensure_future(crew.work(jobs(tmp_path, "hang", "work")))
        pid = await asyncio.to_thread(wait_for, tmp_path / "0-hang")
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        return pid

    assert gone(asyncio.run(begin_and_cancel()))
    assert not (tmp_path / "1-work").exists()


def test_a_job_is_not_interrupted_by_the_terminal(tmp_path: Path) -> None:
    async def sessions() -> tuple[int, int]:
        crew = Crew(COMMAND, size=1, observer=lambda progress: None)
        work = asyncio.ensure_future(crew.work(jobs(tmp_path, "hang")))
        pid = await asyncio.to_thread(wait_for, tmp_path / "0-hang")
        theirs = os.getsid(pid)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        return theirs, os.getsid(0)

    theirs, ours = asyncio.run(sessions())
    assert theirs != ours


def test_standard_input_ends_with_the_study(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from adrs.study.crew import Crew, Job\n"
        "job = Job(run_id='j', order={'do': 'hang', 'file': sys.argv[2]})\n"
        "asyncio.run(Crew([sys.executable, '-c', sys.argv[1]], size=1, observer=print).work([job]))\n"
    )
    worker = WORKER.replace("time.sleep(60)", "sys.exit(0)")
    study = subprocess.Popen(
        [sys.executable, "-c", code, worker, str(tmp_path / "pid")], stdout=subprocess.DEVNULL
    )
    pid = wait_for(tmp_path / "pid")
    study.kill()
    study.wait()
    assert gone(pid)
