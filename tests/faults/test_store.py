"""A journal that cannot be written, read or trusted in the middle of a run; then room again, and the rest."""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from adrs.core.errors import StoreError
from adrs.core.events import Event, Finished, Started, Told
from adrs.core.program import Program
from adrs.store.sqlite import SqliteStore
from tests.faults import doom
from tests.faults.doom import Doom, DoomedStore, Plan, go_on, in_a_child
from tests.faults.real import LAZY, House, check_story, ended
from tests.faults.test_kill_points import events, killed, steps_of

SEED = int(os.environ.get("ADRS_KILL_SEED", "20"))
NO_STORE = 7


def hurt(plan: Plan, words: str, before: Callable[[], None] = lambda: None) -> list[Event]:
    """The journal of a run that ended because it could not write, and said so in these words."""

    def work() -> None:
        before()
        try:
            go_on(plan, Doom())
        except StoreError as error:
            os._exit(NO_STORE if words in str(error) else 8)

    assert in_a_child(work) == NO_STORE
    return events(plan)


def check_it_goes_on(plan: Plan, torn: list[Event]) -> None:
    assert in_a_child(lambda: go_on(plan, Doom())) == 0
    check_story(torn, events(plan), evaluations=plan.evaluations)


def test_a_full_disk_ends_the_run_and_room_lets_it_go_on(tmp_path: Path) -> None:
    rng = Random(SEED)
    print(f"seed {SEED}")
    for number in range(6):
        plan = Plan(folder=tmp_path / str(number), evaluations=40)
        plan.folder.mkdir()
        room = rng.randrange(60_000, 150_000)
        limit = lambda room=room: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731
        torn = hurt(plan, "runs.sqlite cannot", limit)
        assert torn
        check_it_goes_on(plan, torn)


class Failing(DoomedStore):
    """Something happens to the file at one of its appends."""

    at = 12
    happens: Callable[[DoomedStore], None]

    def __init__(self, path: Path, doom: Doom) -> None:
        SqliteStore.__init__(self, path, patience_s=0.1)
        self.appends = 0
        self.doom = doom

    def append(self, run_id: str, events: Sequence[Event], programs: Sequence[Program] = ()) -> int:
        self.appends += 1
        if self.appends == self.at:
            type(self).happens(self)
        return super().append(run_id, events, programs)


def read_only(store: DoomedStore) -> None:
    store._connection.execute("PRAGMA query_only = ON")


def locked_by_another_run(store: DoomedStore) -> None:
    file = os.open(store.path.with_name(f"{store.path.name}-lock"), os.O_RDWR)
    fcntl.flock(file, fcntl.LOCK_EX)


def locked_by_a_tool(store: DoomedStore) -> None:
    connection = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    HELD.append(connection)


HELD: list[sqlite3.Connection] = []
HAPPENINGS = {
    "read-only": (read_only, "cannot be written"),
    "locked by another run": (locked_by_another_run, "locked by another process"),
    "locked by a tool": (locked_by_a_tool, "locked by another process"),
}


@pytest.mark.parametrize("name", HAPPENINGS)
@pytest.mark.parametrize("at", [2, 5, 12, 17])
def test_a_journal_that_stops_taking_writes_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    plan = Plan(folder=tmp_path)
    happens, words = HAPPENINGS[name]
    with monkeypatch.context() as patched:
        patched.setattr(Failing, "happens", happens, raising=False)
        patched.setattr(Failing, "at", at)
        patched.setattr(doom, "DoomedStore", Failing)
        torn = hurt(plan, words)
    check_it_goes_on(plan, torn)


def test_a_lock_that_is_soon_given_back_is_waited_for(tmp_path: Path) -> None:
    plan = Plan(folder=tmp_path)
    holding, held = os.pipe()
    holder = os.fork()
    if holder == 0:
        file = os.open(f"{plan.journal}-lock", os.O_RDWR | os.O_CREAT)
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(held, b"x")
        time.sleep(0.5)
        os._exit(0)  # and the lock is free
    assert os.read(holding, 1) == b"x"
    os.close(holding)
    os.close(held)
    assert in_a_child(lambda: go_on(plan, Doom())) == 0
    assert os.waitpid(holder, 0)[1] == 0
    check_story([], events(plan), evaluations=plan.evaluations)


def damaged(data: bytes, rng: Random) -> bytes:
    """The log as a crash of the machine may leave it: cut off anywhere, or its end never written."""
    keep = rng.randrange(len(data) + 1)
    return data[:keep] if rng.random() < 0.5 else data[:keep] + bytes(len(data) - keep)


def tear(folder: Path, *, times: int, seed: int) -> None:
    rng = Random(seed)
    reference = Plan(folder=folder / "reference")
    reference.folder.mkdir()
    steps = steps_of(reference)
    for number in range(times):
        plan = Plan(folder=folder / str(number))
        plan.folder.mkdir()
        whole = killed(plan, rng.randrange(steps // 2, steps))
        log = Path(f"{plan.journal}-wal")
        if not log.exists() or not whole:
            continue
        log.write_bytes(damaged(log.read_bytes(), rng))
        Path(f"{plan.journal}-shm").unlink(missing_ok=True)
        label = f"tear {number}, seed {seed}"
        torn = events(plan)
        assert torn == whole[: len(torn)], label
        check_it_goes_on(plan, torn)


def test_a_torn_log_is_read_up_to_the_tear(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    tear(tmp_path, times=15, seed=SEED)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_three_hundred_torn_logs(tmp_path: Path) -> None:
    print(f"seed {SEED + 1}")
    tear(tmp_path, times=300, seed=SEED + 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("only root may mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    return ballast


@pytest.mark.skipif(sys.platform != "linux", reason="the fork server needs Linux")
def test_a_real_run_on_a_full_disk_says_so_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    house = House(small_disk)
    process = house.start("run", *LAZY, "--evals", "400", "--workers", "2", "--json")
    house.wait_for(Told)
    ballast = fill(small_disk)
    code, result, said = ended(process)
    assert code == 2
    assert "free some space and resume the run" in result["error"]
    assert result["error"] in said
    house.check_tidy()
    ballast.unlink()
    torn = house.events()
    assert not any(isinstance(event, Finished) for event in torn)
    more = 3 + sum(isinstance(event, Told) for event in torn)
    code, result, said = house.do("resume", "lazy-1", "--evals", str(more))
    assert (code, result["stopped"]) == (0, "evaluations"), said
    house.check_whole(torn, evaluations=more)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the fork server needs Linux")
def test_a_report_that_finds_no_room_loses_nothing_but_itself(tmp_path: Path, small_disk: Path) -> None:
    house = House(tmp_path / "house")
    house.folder.mkdir()
    out = small_disk / "out"
    process = house.start("run", *LAZY, "--evals", "8", "--workers", "2", "--json", "--out", str(out))
    house.wait_for(Started)
    fill(small_disk)
    code, result, _ = ended(process)
    assert code == 2
    assert "out" in result["error"]
    house.check_whole([], evaluations=8)
    code, result, _ = house.do("resume", "lazy-1")
    assert code == 0
    assert Path(house.folder, result["report"]).is_file()
