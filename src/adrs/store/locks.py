"""File locks that die with their process: who may write which run, and whose turn it is.

``flock`` is the kernel's word, so a killed writer leaves nothing to clean up, and two stores inside one
process exclude each other too. Lock files hold no data; they may be deleted when nobody writes.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adrs.core.errors import StoreError

_POLL_S = 0.005


class Turn:
    """One writer at a time on a journal file, transaction by transaction.

    SQLite has a lock of its own, but before 3.51.3 two connections that commit and reset the write-ahead log
    at the same moment can corrupt the file. Holding this lock around every transaction rules that out.
    """

    def __init__(self, path: Path, *, patience_s: float) -> None:
        self._path = path
        self._patience_s = patience_s
        self._file = _open(path)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Holds the turn.

        Raises:
            StoreError: Another process held it for longer than ``patience_s`` seconds.
        """
        self._take()
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _take(self) -> None:
        deadline = time.monotonic() + self._patience_s
        while not _try_lock(self._file):
            if time.monotonic() > deadline:
                raise StoreError(
                    f"{self._path} has been locked by another process for {self._patience_s:g} s; "
                    "end that process or try again"
                )
            time.sleep(_POLL_S)

    def close(self) -> None:
        """Give the file back. Not idempotent."""
        os.close(self._file)


class Lease:
    """The right to write one run, for as long as this process lives or until :meth:`release`.

    Raises:
        StoreError: Another live process, or another store of this one, is writing the run.
    """

    def __init__(self, path: Path, run_id: str) -> None:
        self._path = path
        self._file = _open(path)
        try:
            self._acquire(run_id)
        except BaseException:
            os.close(self._file)
            raise

    def _acquire(self, run_id: str) -> None:
        # The last holder may delete the file between our open and our lock: then we hold a lock on nothing.
        while not (locked := _try_lock(self._file)) or not _is_at(self._file, self._path):
            if not locked and _is_at(self._file, self._path):
                holder = os.pread(self._file, 32, 0).decode("ascii", "replace") or "unknown"
                raise StoreError(
                    f"run {run_id!r} is being written by process {holder}; wait for it to end, or stop it"
                )
            os.close(self._file)
            self._file = _open(self._path)
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let others write the run. Not idempotent."""
        self._path.unlink(missing_ok=True)
        os.close(self._file)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StoreError(
            f"cannot write {path}: {error.strerror}; a journal needs a folder that can be written"
        ) from None


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(file: int, path: Path) -> bool:
    """Whether the open file is still the one found at ``path``."""
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False
