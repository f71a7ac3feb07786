"""A study's folder: its files, who may write it, and how far its runs are."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from adrs.core.errors import DataError, UsageError
from adrs.core.events import Finished
from adrs.store.sqlite import SqliteStore
from adrs.study.spec import Cell


class Stage(StrEnum):
    """How far a cell is."""

    NEW = "new"
    BEGUN = "begun"
    FINISHED = "finished"


class StudyFolder:
    """The folder of one study.

    Args:
        path: The folder; it is there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = path / "runs.sqlite"
        self.verdicts = path / "verdicts.sqlite"
        self.plan = path / "study.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else runs a study in this folder meanwhile.

        Raises:
            UsageError: Somebody does; or the folder cannot be written.
        """
        try:
            file = os.open(self.path / "study.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise UsageError(f"cannot write into {self.path}: {error.strerror}; give another --out") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise UsageError(
                f"a study is running in {self.path} already; wait for it or give another --out"
            ) from None
        finally:
            os.close(file)

    def save(self, data: Any) -> None:
        """Keep what the study was begun with, so that its reports can be made again.

        Raises:
            UsageError: The folder cannot be written.
        """
        fresh = self.plan.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
            fresh.replace(self.plan)
        except OSError as error:
            raise UsageError(f"cannot write {self.plan}: {error.strerror}; give another --out") from None

    def saved(self) -> Any:
        """What :meth:`save` kept.

        Raises:
            DataError: There is nothing, or it is damaged.
        """
        try:
            return json.loads(self.plan.read_text(encoding="utf-8"))
        except OSError:
            raise DataError(
                f"there is no study in {self.path}; begin one with `adrs study run FILE --out {self.path}`"
            ) from None
        except ValueError as error:
            raise DataError(f"{self.plan} is damaged ({error}); run `adrs study run` again") from None

    def stages(self, cells: Sequence[Cell]) -> dict[str, Stage]:
        """How far each cell is, by run.

        Raises:
            StoreError: The journal cannot be read.
        """
        if not self.journal.exists():
            return {cell.run_id: Stage.NEW for cell in cells}
        with SqliteStore(self.journal, readonly=True) as store:
            begun = set(store.runs())
            return {cell.run_id: _stage(store, cell.run_id, begun) for cell in cells}


def _stage(store: SqliteStore, run_id: str, begun: set[str]) -> Stage:
    if run_id not in begun:
        return Stage.NEW
    _, event = store.last(run_id)
    return Stage.FINISHED if isinstance(event, Finished) else Stage.BEGUN
