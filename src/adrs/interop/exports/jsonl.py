"""A run as one file of JSON lines, one a candidate: nothing is left out, so that it can be read back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.interop.exports.folder import line, new_folder
from adrs.interop.exports.rows import Row, about_run, ours, rows
from adrs.run.state import RunState

FILE = "candidates.jsonl"


def write(store: Store, state: RunState, folder: Path) -> int:
    """Write ``candidates.jsonl`` and ``run.json``; the number of candidates.

    Raises:
        UsageError: The folder is not empty, or cannot be written.
        StoreError: The journal is damaged.
    """
    count = 0
    with new_folder(folder) as making:
        with (making / FILE).open("w", encoding="ascii", newline="\n") as to:
            for row in rows(store, state):
                line(candidate_record(row), to)
                count += 1
        with (making / "run.json").open("w", encoding="ascii") as to:
            line(about_run(state) | {"candidates": count}, to)
    return count


def candidate_record(row: Row) -> dict[str, Any]:
    """A candidate as plain data."""
    return {
        "id": row.told.candidate,
        "iteration": row.iteration,
        "generation": row.generation,
        "at": row.told.at,
        "note": row.told.note,
        "language": row.program.language,
        "code": row.program.text,
        **ours(row),
    }


def program_of(record: Mapping[str, Any]) -> Program:
    """The program in a line of ``candidates.jsonl``."""
    files = {**record["files"], record["main"]: record["code"]}
    return Program(files, main=record["main"], language=record["language"])
