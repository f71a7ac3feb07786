"""A run as an OpenEvolve checkpoint: ``metadata.json``, ``programs/*.json``, ``best_program.*``.

The contract is that of ``ProgramDatabase.load`` and ``Program.from_dict`` in OpenEvolve 0.4.1: unknown keys
at the top of a program are dropped on loading, ``metadata`` is kept, so what has no counterpart is in
``metadata.adrs``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adrs.core.errors import StoreError
from adrs.core.seams import Store
from adrs.interop.exports.folder import new_folder, source, suffix
from adrs.interop.exports.rows import Row, about_run, metrics, ours, rows
from adrs.run.state import RunState
from adrs.run.summary import champion


def write(store: Store, state: RunState, folder: Path) -> int:
    """Write the checkpoint; the number of programs in it.

    Raises:
        UsageError: The folder is not empty, or cannot be written.
        StoreError: The journal is damaged.
    """
    best = champion(state)
    ids: list[str] = []
    last = 0
    with new_folder(folder) as making:
        (making / "programs").mkdir()
        for row in rows(store, state):
            record = program_record(row)
            ids.append(record["id"])
            last = row.iteration
            _json(making / "programs" / f"{_file(record['id'])}.json", record)
            if best is not None and best.candidate == row.told.candidate:
                _best(making, row, record)
        _json(making / "metadata.json", _metadata(state, ids, None if best is None else best.candidate, last))
    return len(ids)


def program_record(row: Row) -> dict[str, Any]:
    """A candidate as OpenEvolve's ``Program``."""
    told = row.told
    record: dict[str, Any] = {
        "id": told.candidate,
        "code": row.program.text,
        "changes_description": told.note,
        "language": row.program.language,
        "parent_id": told.parents[0] if told.parents else None,
        "generation": row.generation,
        "timestamp": told.at,
        "iteration_found": row.iteration,
        "metrics": metrics(told.evaluation),
        "metadata": {"island": 0, "adrs": ours(row)},
    }
    if told.evaluation.reason:
        failure = {"outcome": told.evaluation.outcome.value, "failure": told.evaluation.reason}
        record["artifacts_json"] = json.dumps(failure)
    return record


def _metadata(state: RunState, ids: Sequence[str], best: str | None, last: int) -> dict[str, Any]:
    """What the database itself remembers. A run of ours has no islands: everything is on the first."""
    return {
        "island_feature_maps": [{}],
        "islands": [list(ids)],
        "archive": [],
        "best_program_id": best,
        "island_best_programs": [best],
        "last_iteration": last,
        "current_island": 0,
        "island_generations": [0],
        "last_migration_generation": 0,
        "feature_stats": {},
        "adrs": about_run(state),
    }


def _best(making: Path, row: Row, record: dict[str, Any]) -> None:
    (making / f"best_program{suffix(row.program)}").write_bytes(source(row.program.text))
    names = ("id", "parent_id", "generation", "metrics", "language", "timestamp")
    info = {name: record[name] for name in names} | {"iteration": row.iteration}
    _json(making / "best_program_info.json", info | {"adrs": {"opened": ours(row)["opened"]}})


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, allow_nan=False), encoding="ascii")


def _file(name: str) -> str:
    if not re.fullmatch(r"\w[\w.-]*", name, re.ASCII):
        raise StoreError(f"the candidate {name!r} cannot name a file; take --format jsonl")
    return name
