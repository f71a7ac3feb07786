"""Processes that write, read and die at the same time."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from adrs.core.errors import StoreError
from adrs.core.events import Stopped
from adrs.core.program import Program
from adrs.store.sqlite import SqliteStore

# Appends for ever, and says what was acknowledged: number and the digest of the program beside it.
WRITER = """
import sys
from adrs.core.events import Stopped
from adrs.core.program import Program
from adrs.store.sqlite import SqliteStore
path, run = sys.argv[1:]
store = SqliteStore(path)
number = 0
while True:
    text = "".join(f"x{i} = {number * i}\\n" for i in range(100))
    program = Program.from_text(text)
    number = store.append(run, [Stopped(reason=program.digest)], [program])
    print(number, program.digest, flush=True)
"""

# Fills its file up to a limit that the kernel enforces, as a full disk would.
FILLER = """
import random, resource, string, sys
from adrs.core.errors import StoreError
from adrs.core.events import Stopped
from adrs.core.program import Program
from adrs.store.sqlite import SqliteStore
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
store = SqliteStore(sys.argv[1])
rng = random.Random(0)
try:
    while True:
        text = "".join(rng.choices(string.printable, k=3000))
        print(store.append("r", [Stopped(reason=text)], [Program.from_text(text)]), flush=True)
except StoreError as error:
    print(error)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def kill(process: subprocess.Popen[str]) -> list[str]:
    """What it still said before it died."""
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return rest.splitlines(keepends=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_what_was_acknowledged_survives_kill_9_and_the_run_goes_on(path: Path) -> None:
    rng = Random(7)
    acknowledged: dict[int, str] = {}
    for _ in range(4):
        writer = start(WRITER, str(path), "r")
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(rng.randrange(1, 400))]
        lines += kill(writer)
        # The last line may be cut short by the kill; what was said in full must be there.
        acknowledged |= {int(n): digest for n, digest in (x.split() for x in lines if x.endswith("\n"))}
        with SqliteStore(path, patience_s=0.1) as store:
            events = dict(store.read("r"))
            assert list(events) == list(range(1, len(events) + 1))
            for number, digest in acknowledged.items():
                assert events[number] == Stopped(reason=digest)
                assert store.program(digest).digest == digest
            last = store.append("r", [Stopped(reason="mine")])
        assert last == len(events) + 1
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_run_that_a_live_process_writes_is_refused_and_free_when_it_dies(path: Path) -> None:
    writer = start(WRITER, str(path), "r")
    assert writer.stdout is not None
    writer.stdout.readline()
    with SqliteStore(path) as store:
        with pytest.raises(StoreError, match=f"'r' is being written by process {writer.pid}"):
            store.append("r", [Stopped(reason="x")])
        assert store.append("other", [Stopped(reason="x")]) == 1
        kill(writer)
        number, _ = store.last("r")
        assert store.append("r", [Stopped(reason="x")]) == number + 1


def test_two_processes_write_two_runs_into_one_file_while_a_third_reads(path: Path) -> None:
    writers = [start(WRITER, str(path), run) for run in ("a", "b")]
    said = []
    for writer in writers:
        assert writer.stdout is not None
        said.append(writer.stdout.readline())
    with SqliteStore(path, readonly=True) as store:
        seen = dict.fromkeys(("a", "b"), 0)
        while min(seen.values()) < 150:
            for run in seen:
                for number, _ in store.read(run, after=seen[run]):
                    assert number == seen[run] + 1
                    seen[run] = number
        for writer in writers:
            kill(writer)
        for run in seen:
            event = store.last(run)[1]
            assert isinstance(event, Stopped)
            assert store.program(event.reason).digest == event.reason


def test_a_full_disk_is_said_to_be_and_loses_nothing(path: Path) -> None:
    filler = start(FILLER, str(path))
    *acknowledged, sentence = filler.communicate(timeout=60)[0].splitlines()
    assert "journal.sqlite cannot" in sentence
    assert int(acknowledged[-1]) == len(acknowledged) > 10
    with SqliteStore(path) as store:
        events = [event for _, event in store.read("r")]
        assert len(events) == len(acknowledged)
        for event in events:
            assert isinstance(event, Stopped)
            assert store.program(Program.from_text(event.reason).digest).text == event.reason
        assert store.append("r", [Stopped(reason="x")]) == len(events) + 1


def test_two_stores_of_one_process_exclude_each_other_too(path: Path) -> None:
    with SqliteStore(path) as first, SqliteStore(path) as second:
        first.append("r", [Stopped(reason="1")])
        with pytest.raises(StoreError, match="is being written"):
            second.append("r", [Stopped(reason="2")])
        first.close()
        assert second.append("r", [Stopped(reason="2")]) == 2
