"""The table of programs: each once, by digest, as its difference from another."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from adrs.core.errors import AdrsError, StoreError
from adrs.core.program import Program
from adrs.store import texts
from adrs.store.recent import Recent

MAX_DEPTH = 8
"""Longest chain of bases behind a program, so that reading one is never long work."""

_CACHED = 128


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    base: int | None
    depth: int
    body: bytes


class Programs:
    """Reads and writes programs through a connection; the caller begins and ends transactions."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._texts: Recent[int, bytes] = Recent(_CACHED)

    def get(self, digest: str) -> Program:
        """The program with this digest.

        Raises:
            StoreError: It is not in the store, or damaged.
        """
        row = self._find(digest)
        if row is None:
            raise StoreError(f"{self._path} has no program {digest!r}")
        try:
            program = texts.from_bytes(self._text(row))
        except (ValueError, AdrsError) as error:
            raise self._damaged(digest, str(error)) from None
        if program.digest != digest:
            raise self._damaged(digest, f"its text has digest {program.digest}")
        return program

    def put(self, program: Program, base: str | None = None) -> None:
        """Write a program unless it is there; ``base`` is the digest of one that resembles it."""
        if self._find(program.digest) is not None:
            return
        data = texts.to_bytes(program)
        row = self._against(data, self._base(base))
        cursor = self._connection.execute(
            "INSERT INTO programs (digest, base, depth, body) VALUES (?, ?, ?, ?)",
            (bytes.fromhex(program.digest), row.base, row.depth, row.body),
        )
        self._texts.put(cursor.lastrowid or 0, data)

    def forget(self) -> None:
        """Drop what is remembered of programs whose transaction came to nothing."""
        self._texts = Recent(_CACHED)

    def _against(self, data: bytes, base: _Row | None) -> _Row:
        """``data`` as a row: a difference where that is much shorter, else in full."""
        full = None
        if base is not None:
            body = texts.deflate(data, self._text(base))
            if len(body) * 8 < len(data):
                return _Row(0, base.id, base.depth + 1, body)
            full = texts.deflate(data)
            if len(body) * 2 < len(full):
                return _Row(0, base.id, base.depth + 1, body)
        return _Row(0, None, 0, full or texts.deflate(data))

    def _base(self, digest: str | None) -> _Row | None:
        """The row to write against: of ``digest``, else the newest; at full depth, its first ancestor."""
        row = self._find(digest) if digest is not None else None
        if row is None:
            row = self._row("ORDER BY id DESC LIMIT 1", ())
        while row is not None and row.depth >= MAX_DEPTH:
            row = self._chain(row)[-1]
        return row

    def _text(self, row: _Row) -> bytes:
        known = self._texts.get(row.id)
        if known is not None:
            return known
        text = b""
        for link in reversed(self._chain(row)):
            try:
                text = texts.inflate(link.body, text)
            except ValueError as error:
                raise self._damaged(f"number {link.id}", str(error)) from None
        self._texts.put(row.id, text)
        return text

    def _chain(self, row: _Row) -> list[_Row]:
        """The row, its base, that one's base, … to a program written in full."""
        chain = [row]
        while chain[-1].base is not None:
            base = self._row("WHERE id = ?", (chain[-1].base,))
            if base is None or base.depth != chain[-1].depth - 1:
                raise self._damaged(f"number {row.id}", "what it was written against is missing")
            chain.append(base)
        return chain

    def _find(self, digest: str) -> _Row | None:
        try:
            key = bytes.fromhex(digest)
        except ValueError:
            return None
        return self._row("WHERE digest = ?", (key,))

    def _row(self, condition: str, values: tuple[int | bytes, ...]) -> _Row | None:
        query = f"SELECT id, base, depth, body FROM programs {condition}"
        found = self._connection.execute(query, values).fetchone()
        if found is None:
            return None
        row = _Row(*found)
        if not isinstance(row.base, int | None) or not isinstance(row.depth, int):
            raise self._damaged(f"number {row.id}", "its row is not one of ours")
        return row

    def _damaged(self, name: str, why: str) -> StoreError:
        return StoreError(f"{self._path} is damaged: program {name}: {why}; restore the file from a copy")
