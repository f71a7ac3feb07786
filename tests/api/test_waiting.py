"""Interrupts, as a terminal and a notebook deliver them: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import asyncio, os, signal, sys
import adrs
from adrs.core.events import Stopped, Told

def interrupt(event):
    if isinstance(event, Told) and event.candidate in WHEN:
        os.kill(os.getpid(), signal.SIGINT)

def cell():
    try:
        options = dict(evals=400, seed=1, workers=1, on_event=interrupt, store="runs.sqlite")
        result = adrs.evolve("control_two_stage_pipeline", **options)
        print(result.stopped_by, result.evaluations, result["test"].value is not None)
    except KeyboardInterrupt:
        print("interrupted")

async def notebook():
    cell()

print(type(signal.getsignal(signal.SIGINT)).__name__)
asyncio.run(notebook()) if LOOP else cell()
signal.signal(signal.SIGINT, signal.SIG_DFL) if LOOP else None
run = adrs.open("control_two_stage_pipeline-1", store="runs.sqlite")
print(run.state.finished, run.state.evaluations)
"""


def said(tmp_path: Path, *, loop: bool, when: tuple[str, ...]) -> list[list[str]]:
    """Words of the lines that the program prints when it is interrupted while ``when`` are told."""
    code = f"LOOP = {loop}\nWHEN = {set(when)!r}\n{CODE}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()[1:]]


@pytest.mark.parametrize("loop", [False, True], ids=["prompt", "notebook"])
def test_one_interrupt_finishes_early_with_a_result(loop: bool, tmp_path: Path) -> None:
    (reason, evaluations, scored), (finished, _) = said(tmp_path, loop=loop, when=("s0",))
    assert (reason, scored, finished) == ("interrupted", "True", "True")
    assert int(evaluations) < 400


@pytest.mark.parametrize("loop", [False, True], ids=["prompt", "notebook"])
def test_a_second_one_ends_it_with_the_journal_whole(loop: bool, tmp_path: Path) -> None:
    (word,), (finished, evaluations) = said(tmp_path, loop=loop, when=("s0", "s1", "s2"))
    assert (word, finished) == ("interrupted", "False")
    assert int(evaluations) >= 1
