"""Programs are stored once, small beside what they resemble, and never behind a long chain."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from adrs.core.errors import StoreError
from adrs.core.program import Program
from adrs.store import schema
from adrs.store.programs import MAX_DEPTH, Programs

RNG = Random(0)
TEXT = "".join(f"x{i} = {RNG.random()}\n" for i in range(250))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = schema.open_for_writing(tmp_path / "journal.sqlite", patience_s=1)
    yield connection
    connection.close()


@pytest.fixture
def programs(connection: sqlite3.Connection) -> Programs:
    return Programs(connection, Path("journal.sqlite"))


def rows(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """Length of the body and depth of each program, oldest first."""
    return connection.execute("SELECT length(body), depth FROM programs ORDER BY id").fetchall()


def descend(programs: Programs, n: int) -> list[Program]:
    line = [Program.from_text(TEXT)]
    programs.put(line[0])
    for i in range(n):
        line.append(line[-1].with_text(line[-1].text.replace(f"x{i} =", f"y{i} =")))
        programs.put(line[-1], line[-2].digest)
    return line


def test_a_changed_line_in_six_kilobytes_takes_about_a_hundred_bytes(
    connection: sqlite3.Connection, programs: Programs
) -> None:
    descend(programs, 1)
    (full, _), (changed, depth) = rows(connection)
    assert full > 2000
    assert changed < 100
    assert depth == 1


def test_chains_are_bounded_and_still_short(connection: sqlite3.Connection, programs: Programs) -> None:
    line = descend(programs, 60)
    found = rows(connection)
    assert max(depth for _, depth in found) == MAX_DEPTH
    assert sum(size for size, _ in found[1:]) < 60 * 300
    fresh = Programs(connection, Path("journal.sqlite"))
    assert [fresh.get(program.digest) for program in line] == line


def test_what_resembles_nothing_is_written_in_full(
    connection: sqlite3.Connection, programs: Programs
) -> None:
    descend(programs, 1)
    programs.put(Program.from_text("".join(Random(1).choices("abcdefgh\n", k=3000))))
    assert rows(connection)[-1][1] == 0


def test_without_a_parent_the_newest_program_serves(
    connection: sqlite3.Connection, programs: Programs
) -> None:
    line = descend(programs, 1)
    programs.put(line[-1].with_text(line[-1].text + "z = 1\n"))
    assert rows(connection)[-1][0] < 100


def test_the_same_program_is_written_once(connection: sqlite3.Connection, programs: Programs) -> None:
    programs.put(Program.from_text(TEXT))
    programs.put(Program.from_text(TEXT))
    assert len(rows(connection)) == 1


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("UPDATE programs SET body = x'00' WHERE id = 1", "number 1"),
        ("UPDATE programs SET body = 'text' WHERE id = 2", "not compressed data"),
        ("UPDATE programs SET base = 2 WHERE id = 2", "missing"),
        ("UPDATE programs SET base = 99 WHERE id = 2", "missing"),
        ("UPDATE programs SET base = 'x' WHERE id = 2", "not one of ours"),
        ("UPDATE programs SET digest = x'{0}' WHERE id = 3", "digest"),
    ],
)
def test_damage_is_noticed(connection: sqlite3.Connection, programs: Programs, damage: str, why: str) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    line = descend(programs, 2)
    swapped = Program.from_text("unrelated")
    connection.executescript(damage.format(swapped.digest))
    fresh = Programs(connection, Path("journal.sqlite"))
    with pytest.raises(StoreError, match=f"journal.sqlite is damaged: .*{why}"):
        fresh.get(swapped.digest if "{0}" in damage else line[2].digest)
