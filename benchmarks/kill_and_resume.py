"""Kills real runs with SIGKILL at random moments, resumes them, and compares with an undisturbed run.

``python benchmarks/kill_and_resume.py [--trials 20] [--evals 40] [--seed S]``

A trial passes when, after the resume, no evaluation was lost or repeated and the story of the run
(candidates, programs, values, champion; times aside) equals the undisturbed one. Exits with 1 if any fails.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from adrs.core.events import Assessed, Finished, ProposalFailed, Told
from adrs.store.sqlite import SqliteStore

RUN = "prism-1"


def command(*words: str) -> list[str]:
    """An ``adrs`` command line."""
    return [sys.executable, "-m", "adrs", *words]


def begin(store: Path, evals: int) -> list[str]:
    """The command that starts the run."""
    numbers = ("--evals", str(evals), "--seed", "1", "--workers", "1")
    return command("run", "prism", *numbers, "--store", str(store), "--out", str(store.parent))


def story(path: Path) -> list[tuple[object, ...]]:
    """Everything that happened, times aside."""
    with SqliteStore(path, readonly=True) as store:
        events = [event for _, event in store.read(RUN)]
    told = [e for e in events if isinstance(e, Told | ProposalFailed | Assessed | Finished)]
    return [_facts(event) for event in told]


def _facts(event: Told | ProposalFailed | Assessed | Finished) -> tuple[object, ...]:
    match event:
        case Told():
            values = tuple((v.workload, v.outcome, v.value) for v in event.evaluation.verdicts)
            return ("told", event.candidate, event.program, event.origin, values, event.admission)
        case Assessed():
            values = tuple((v.workload, v.outcome, v.value) for v in event.evaluation.verdicts)
            return ("assessed", event.candidate, event.split, values)
        case ProposalFailed():
            return ("failed", event.brief, event.reason)
        case Finished():
            return ("finished", event.champion)


def killed_and_resumed(folder: Path, evals: int, after_s: float) -> tuple[list[tuple[object, ...]], int]:
    """The story of a run killed after ``after_s`` seconds and resumed, and how far it was when killed."""
    store = folder / "runs.sqlite"
    process = subprocess.Popen(begin(store, evals), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    try:
        reached = len(story(store))
    except Exception:
        reached = 0
    again = command("resume", RUN, "--store", str(store), "--out", str(folder))
    if reached == 0 and not _has_run(store):
        again = begin(store, evals)  # killed before the first fact: there is nothing to resume
    subprocess.run(again, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return story(store), reached


def _has_run(path: Path) -> bool:
    if not path.exists():
        return False
    with SqliteStore(path) as store:
        return RUN in store.runs()


def main() -> int:
    """Run the trials and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--evals", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        whole = Path(name) / "whole"
        whole.mkdir()
        started = time.monotonic()
        subprocess.run(begin(whole / "runs.sqlite", options.evals), check=True, stdout=subprocess.DEVNULL)
        length_s = time.monotonic() - started
        expected = story(whole / "runs.sqlite")
        print(f"undisturbed: {len(expected)} facts in {length_s:.1f} s; trials seeded {options.seed}")
        for trial in range(options.trials):
            folder = Path(name) / str(trial)
            folder.mkdir()
            after_s = rng.uniform(0.0, length_s)
            found, reached = killed_and_resumed(folder, options.evals, after_s)
            same = found == expected
            failures += not same
            verdict = "equal" if same else "DIFFERENT"
            print(f"trial {trial:2}: killed after {after_s:5.2f} s at fact {reached:3}: {verdict}")
    print(f"{options.trials - failures} of {options.trials} equal to the undisturbed run")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
