"""`adrs` as a process that tests may hurt, and what must be true of it afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adrs.core.errors import StoreError
from adrs.core.events import Event, Finished, ProposalFailed, Told
from adrs.store.sqlite import SqliteStore

ROOT = Path(__file__).parents[2]
LAZY = ("tests.faults.lazy:Lazy", "--proposer", "tests.faults.lazy:numbers", "--proposing", "1")
PATIENCE_S = 60.0


class House:
    """A folder in which `adrs` runs.

    Args:
        folder: Where journals and reports go. It is part of the command line of every process of the
            sandbox, by which strays are found.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "ADRS_TEST_HOUSE": str(folder)}

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / ".adrs" / "runs.sqlite"

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """A command that goes on by itself."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        line = [sys.executable, "-m", "adrs.cli.main", *words]
        return subprocess.Popen(line, cwd=self.folder, env=self.environment, text=True, **pipes)

    def do(self, *words: str) -> tuple[int, dict[str, Any], str]:
        """Exit code, JSON of the last line, and standard error of a command that is waited for."""
        return ended(self.start(*words, "--json"))

    def events(self, run: str = "lazy-1") -> list[Event]:
        """The journal of a run, also while it is written."""
        with SqliteStore(self.journal, readonly=True) as store:
            return [event for _, event in store.read(run)]

    def wait_for(self, kind: type[Event], run: str = "lazy-1", *, count: int = 1) -> None:
        """Until the journal has so many events of a kind."""
        for _ in patiently(f"{count} events {kind.__name__}"):
            with contextlib.suppress(StoreError):  # it has no journal yet
                if sum(isinstance(event, kind) for event in self.events(run)) >= count:
                    return

    def processes(self) -> dict[int, int]:
        """Processes of its sandboxes that live, with their parents."""
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and f'"{self.folder}"'.encode() in (entry / "cmdline").read_bytes():
                    state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                    if state not in "ZX":
                        found[int(entry.name)] = int(parent)
            except OSError:  # it has ended meanwhile
                continue
        return found

    def candidate(self) -> int:
        """A candidate that is at work and past its preparations: the process below everything else."""
        for _ in patiently("a candidate at work"):
            processes = self.processes()
            below = [pid for pid in processes if pid not in processes.values()]
            deep = [pid for pid in below if processes.get(processes.get(pid, 0), 0) in processes]
            time.sleep(0.03)
            if deep and deep[0] in self.processes():
                return deep[0]
        raise AssertionError

    def check_tidy(self) -> None:
        """No process is left."""
        for _ in patiently("the end of every process"):
            if not self.processes():
                return

    def check_whole(self, before: list[Event], *, evaluations: int, run: str = "lazy-1") -> None:
        """A run that has been hurt and has ended: nothing lost, nothing twice, nothing left behind."""
        whole = self.events(run)
        check_story(before, whole, evaluations=evaluations)
        self.check_tidy()


def check_story(before: list[Event], whole: list[Event], *, evaluations: int) -> None:
    """The journal goes on where it was, tells everything once, and comes to an end."""
    assert whole[: len(before)] == before, "something finished was lost"
    told = Counter(event.candidate for event in whole if isinstance(event, Told))
    assert set(told.values()) == {1}, "something was done twice"
    assert len(told) == evaluations
    settled = Counter(e.brief for e in whole if isinstance(e, Told | ProposalFailed) if e.brief is not None)
    assert set(settled.values()) <= {1}
    assert isinstance(whole[-1], Finished)


def ended(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any], str]:
    """Exit code, JSON of the last line if there is any, and standard error."""
    out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in (err or ""), err
    lines = (out or "").splitlines()
    return process.returncode, json.loads(lines[-1]) if lines else {}, err or ""


def patiently(what: str) -> Iterator[None]:
    """Look again and again, for a while."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        yield
        time.sleep(0.01)
    raise AssertionError(f"waited {PATIENCE_S:g} s in vain for {what}")


def send(number: signal.Signals, *pids: int) -> None:
    """Send a signal to processes that may have ended."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
