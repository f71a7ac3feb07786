"""What can be wrong with a journal file is said in one sentence, and nothing is lost by it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from string import printable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.errors import StoreError
from adrs.core.events import Event, Stopped
from adrs.core.program import Program
from adrs.store import schema
from adrs.store.sqlite import SqliteStore
from adrs.testing.journals import told

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Permissions mean something: the superuser, whom they do not stop, becomes somebody else."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(user)


def write(path: Path, reasons: str = "abc") -> list[Event]:
    events: list[Event] = [Stopped(reason=reason) for reason in reasons]
    with SqliteStore(path) as store:
        store.append("r", events)
    return events


def everything(path: Path, *, readonly: bool = True) -> list[Event]:
    with SqliteStore(path, readonly=readonly) as store:
        return [event for _, event in store.read("r")]


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize("content", [b"hello", b"hello" * 1000, b"\0" * 4096])
def test_a_file_that_is_not_sqlite_is_refused_and_left_alone(
    path: Path, content: bytes, readonly: bool
) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not a journal"):
        SqliteStore(path, readonly=readonly)
    assert path.read_bytes() == content
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("readonly", [True, False])
def test_another_applications_file_is_refused_and_left_alone(path: Path, readonly: bool) -> None:
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE notes (text)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another application"):
        SqliteStore(path, readonly=readonly)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("readonly", [True, False])
def test_a_newer_journal_is_refused_by_its_version(path: Path, readonly: bool) -> None:
    write(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match=f"format {schema.VERSION + 1}.*newer adrs"):
        SqliteStore(path, readonly=readonly)


@pytest.mark.parametrize("readonly", [True, False])
def test_a_folder_is_refused(tmp_path: Path, readonly: bool) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        SqliteStore(tmp_path, readonly=readonly)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot create the folder"):
        SqliteStore(tmp_path / "file" / "journal.sqlite")


def test_a_reader_never_creates_a_journal(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no journal"):
        SqliteStore(path, readonly=True)
    assert os.listdir(path.parent) == []


def test_an_empty_file_is_no_journal_to_a_reader_and_a_new_one_to_a_writer(path: Path) -> None:
    path.touch()
    with pytest.raises(StoreError, match="it is empty"):
        SqliteStore(path, readonly=True)
    events = write(path)
    assert everything(path) == events


def test_a_reader_cannot_append(path: Path) -> None:
    events = write(path)
    with SqliteStore(path, readonly=True) as store, pytest.raises(StoreError, match="reading only"):
        store.append("r", [Stopped(reason="x")])
    assert everything(path) == events


def test_a_name_that_is_not_text_is_refused(path: Path) -> None:
    with SqliteStore(path) as store:
        with pytest.raises(StoreError, match="cannot be the name of a run"):
            store.append("\udcff", [Stopped(reason="x")])
        assert store.runs() == []


@pytest.mark.usefixtures("ordinary_user")
class TestWithoutPermission:
    @pytest.fixture
    def journal(self, open_folder: Path) -> Path:
        return open_folder / "journal.sqlite"

    @pytest.fixture(autouse=True)
    def written(self, journal: Path, request: pytest.FixtureRequest) -> list[Event]:
        events = write(journal)
        request.getfixturevalue("ordinary_user")
        return events

    # The superuser owns the folder, so to somebody else it is read-only as it is; to any other user we
    # take the permission away.
    def forbid(self, *paths: Path) -> None:
        if os.getuid() != 0:
            for path in paths:
                path.chmod(path.stat().st_mode & 0o555)

    def test_a_folder_that_cannot_be_written_is_refused_for_writing(self, journal: Path) -> None:
        self.forbid(journal, journal.parent)
        with pytest.raises(StoreError, match="cannot"):
            SqliteStore(journal)
        with pytest.raises(StoreError, match="cannot"):
            SqliteStore(journal.with_name("other.sqlite"))

    def test_a_journal_in_it_can_be_read(self, journal: Path, written: list[Event]) -> None:
        self.forbid(journal, journal.parent)
        assert everything(journal) == written

    def test_an_unclosed_journal_in_it_is_refused_rather_than_read_without_its_end(
        self, journal: Path
    ) -> None:
        user = os.geteuid()
        os.seteuid(os.getuid())
        store = SqliteStore(journal)
        store.append("r", [Stopped(reason="only in the log")])
        for name in ("journal.sqlite", "journal.sqlite-wal"):
            shutil.copy(journal.with_name(name), journal.with_name(name.replace("journal", "copy")))
        store.close()
        os.seteuid(user)
        copy = journal.with_name("copy.sqlite")
        self.forbid(copy, journal.parent)
        with pytest.raises(StoreError, match="was not closed"):
            SqliteStore(copy, readonly=True)


def test_a_file_without_write_permission_is_refused_when_opened(open_folder: Path) -> None:
    path = open_folder / "journal.sqlite"
    write(path)
    open_folder.chmod(0o777)
    (open_folder / "journal.sqlite-lock").chmod(0o666)
    path.chmod(0o444)
    user = os.geteuid()
    os.seteuid(NOBODY if user == 0 else user)
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            SqliteStore(path)
    finally:
        os.seteuid(user)


def test_a_journal_locked_by_a_foreign_tool_is_said_to_be_and_keeps_what_it_has(path: Path) -> None:
    events = write(path)
    tool = sqlite3.connect(path, isolation_level=None)
    with SqliteStore(path, patience_s=0.05) as store:
        tool.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another process"):
            store.append("r", [Stopped(reason="x")])
        tool.execute("ROLLBACK")
        assert store.append("r", [Stopped(reason="x")]) == len(events) + 1
    tool.close()


def test_a_full_file_loses_nothing_and_goes_on_once_there_is_room(path: Path) -> None:
    events = write(path)
    with SqliteStore(path) as store:
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 3}")
        large = Program.from_text("".join(Random(0).choices(printable, k=50_000)))
        with pytest.raises(StoreError, match="disk is full"):
            store.append("r", [Stopped(reason="x")], [large])
        assert [event for _, event in store.read("r")] == events
        store._connection.execute("PRAGMA max_page_count = 1000000")
        assert store.append("r", [Stopped(reason="x")], [large]) == len(events) + 1
        assert store.program(large.digest) == large


def test_a_missing_event_is_damage_and_not_a_shorter_run(path: Path) -> None:
    write(path)
    connection = sqlite3.connect(path)
    connection.execute(f"DELETE FROM events WHERE id = {(1 << 32) + 2}")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="event 2 is missing"):
        everything(path)


def test_a_journal_without_its_tables_is_damaged(path: Path) -> None:
    write(path)
    connection = sqlite3.connect(path)
    connection.executescript("DROP TABLE events")
    connection.close()
    with pytest.raises(StoreError, match="is damaged"):
        everything(path)


def test_an_event_of_a_later_format_is_refused_with_its_number(path: Path) -> None:
    from adrs.store.texts import deflate

    write(path)
    connection = sqlite3.connect(path)
    body = deflate(b'{"v":9,"kind":"stopped"}')
    connection.execute("UPDATE events SET body = ? WHERE id = ?", (body, (1 << 32) + 2))
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="event 2: event format 9"):
        everything(path)


def test_a_torn_file_is_refused(path: Path) -> None:
    write(path, "x" * 500)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match="is damaged"):
        everything(path)


def test_flipped_bits_are_noticed_or_harmless(path: Path) -> None:
    lines = [f"x{i} = {i * 7919 % 1000}" for i in range(60)]
    with SqliteStore(path) as store:
        for i in range(12):
            lines[i] = f"y{i} = {i}"
            program = Program.from_text("\n".join(lines))
            store.append("r", [told(i, program, parents=(f"c{i - 1}",), workloads=3)], [program])
    whole, events = path.read_bytes(), everything(path)
    copy = path.with_name("copy.sqlite")

    @settings(max_examples=150, deadline=None)
    @given(st.integers(0, len(whole) * 8 - 1))
    def check(bit: int) -> None:
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        copy.write_bytes(flipped)
        try:
            with SqliteStore(copy, readonly=True) as store:
                seen = [event for _, event in store.read("r")]
                digests = [store.program(event.program).digest for event in seen]
        except StoreError:
            return
        # SQLite does not guard the number of rows on a page: the newest ones can go unnoticed.
        assert seen == events[: len(seen)]
        assert digests == [event.program for event in seen]

    check()
