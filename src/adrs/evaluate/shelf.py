"""Verdicts in one SQLite file that several processes may read and write at the same time.

The file is a cache: it may be deleted whenever nobody uses it. It is written without a write-ahead log, since
SQLite before 3.51.3 may damage one that two processes write, and without waiting for the disk: a killed
process harms nothing, a power cut may cost the file.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from adrs.core.errors import StoreError
from adrs.core.verdict import Evaluation, Verdict
from adrs.core.verdict_json import read_evaluation, write_evaluation

PATIENCE_S = 60.0
"""How long to wait for other processes that write."""

_TABLE = "CREATE TABLE IF NOT EXISTS verdicts (key BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID"


class SqliteShelf:
    """Verdicts by key in the file at ``path``; implements :class:`adrs.evaluate.kept.Shelf`.

    Args:
        path: The file; made where there is none. Its folder is there.
        patience_s: How long to wait for another process that is in the middle of writing.

    Raises:
        StoreError: The file cannot be opened, or is something else.
    """

    def __init__(self, path: Path, *, patience_s: float = PATIENCE_S) -> None:
        self.path = path
        with self._told_plainly():
            self._connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
            try:
                self._connection.execute("PRAGMA journal_mode = TRUNCATE")
                self._connection.execute("PRAGMA synchronous = OFF")
                self._connection.execute(_TABLE)
            except BaseException:
                self._connection.close()
                raise

    def get(self, keys: Sequence[str]) -> Verdict | None:
        """The verdict under the first of ``keys`` that has one.

        Raises:
            StoreError: The file is damaged.
        """
        for key in keys:
            with self._told_plainly():
                query = "SELECT body FROM verdicts WHERE key = ?"
                row = self._connection.execute(query, (bytes.fromhex(key),)).fetchone()
            if row is not None:
                return self._read(row[0])
        return None

    def put(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict; what is there already stays, so that all runs see the same figures.

        Raises:
            StoreError: The file cannot be written.
        """
        body = json.dumps(write_evaluation(Evaluation(verdicts=(verdict,))), ensure_ascii=True)
        packed = zlib.compress(body.encode())
        with self._told_plainly():
            statement = "INSERT OR IGNORE INTO verdicts VALUES (?, ?)"
            self._connection.execute(statement, (bytes.fromhex(key), packed))

    def __len__(self) -> int:
        with self._told_plainly():
            (count,) = self._connection.execute("SELECT count(*) FROM verdicts").fetchone()
            return int(count)

    def close(self) -> None:
        """Release the file. Idempotent."""
        self._connection.close()

    def _read(self, body: bytes) -> Verdict:
        try:
            (verdict,) = read_evaluation(json.loads(zlib.decompress(body))).verdicts
        except (ValueError, TypeError, KeyError, zlib.error) as error:
            raise self._damaged(str(error)) from None
        return verdict

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from None

    def _damaged(self, why: str) -> StoreError:
        return StoreError(
            f"the cache of evaluations {self.path} cannot be used: {why}; delete it when no study runs"
            " (it is filled again), or check folder and disk"
        )
