"""A run in the layout of the EvoTrace data set, as its companion code, EvoReplay, reads it.

Pelleriti et al. 2026, *What Do Evolutionary Coding Agents Evolve?* (arXiv:2605.20086), publish runs of four
search frameworks in one layout: ``meta.json``, ``programs.jsonl``, ``iterations.jsonl``,
``iter_scalars.jsonl``, ``logs/llm_calls.jsonl``, and programs as blobs by SHA-256,
``blobs/<first two digits>/<digest>.txt``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adrs.core.candidate import Admission
from adrs.core.events import Called, Calling, Told
from adrs.core.seams import Store
from adrs.core.verdict import Outcome
from adrs.core.verdict_json import write_usage
from adrs.interop.exports.folder import line, new_folder, source
from adrs.interop.exports.rows import Row, about_run, calls, metrics, ours, rows
from adrs.run.state import RunState

SCHEMA = "evotrace, as read by EvoReplay in 2026"


def write(store: Store, state: RunState, folder: Path) -> int:
    """Write the run's folder; the number of programs in it.

    Raises:
        UsageError: The folder is not empty, or cannot be written.
        StoreError: The journal is damaged.
    """
    counts = {"accepted_unique": 0, "rejected_unique": 0, "failed_unique": 0}
    best: list[dict[str, Any]] = []
    steps = {point.candidate for point in state.curve}
    last = 0
    with new_folder(folder) as making:
        with (making / "programs.jsonl").open("w", encoding="ascii", newline="\n") as to:
            for row in rows(store, state):
                digest = _blob(making, source(row.program.text))
                record = program_record(row, digest)
                counts[f"{record['status']}_unique"] += 1
                last = row.iteration
                line(record, to)
                if row.told.candidate in steps:
                    best.append(_scalar(row.iteration, "best_program_id", row.told.candidate))
        (making / "iterations.jsonl").touch()  # which slot held whom, at checkpoints: there are none here
        _lines(making / "iter_scalars.jsonl", [*best, _scalar(last, "last_iteration", last)])
        (making / "logs").mkdir()
        _lines(making / "logs" / "llm_calls.jsonl", (_call(*pair) for pair in calls(store, state.run_id)))
        about = {"backend": "adrs", "source": state.run_id, "schema": SCHEMA, "counts": counts}
        _lines(making / "meta.json", [about | {"adrs": about_run(state)}])
    return sum(counts.values())


def program_record(row: Row, digest: str) -> dict[str, Any]:
    """A row of ``programs.jsonl``; prompts are named by the digests of the requests, under ``adrs``."""
    told = row.told
    failed = told.evaluation.reason
    return {
        "id": told.candidate,
        "language": row.program.language,
        "metrics": metrics(told.evaluation),
        "iteration_found": row.iteration,
        "parent_id": told.parents[0] if told.parents else None,
        "other_context_ids": list(told.parents[1:]),
        "timestamp": told.at,
        "metadata": {"changes": told.note},
        "generation": row.generation,
        "status": _status(told),
        "source": "adrs.journal",
        "solution_sha256": digest,
        "prompts_sha256": None,
        "artifacts": {"failure": failed} if failed else None,
        "adrs": ours(row),
    }


def _status(told: Told) -> str:
    """``failed``: no valid result; ``rejected``: a gate or the archive turned it away; else ``accepted``."""
    if told.evaluation.outcome is not Outcome.VALID:
        return "failed"
    turned_away = told.admission is Admission.REJECTED or not told.evaluation.complete
    return "rejected" if turned_away else "accepted"


def _scalar(iteration: int, key: str, value: Any) -> dict[str, Any]:
    return {"iteration": iteration, "key": key, "value": value}


def _call(call: Calling, ended: Called | None) -> dict[str, Any]:
    said: dict[str, Any] = {"purpose": call.purpose, "request": call.request, "brief": call.brief}
    if ended is not None:
        said |= {"finish": ended.finish, "error": ended.error, "seconds": ended.seconds}
        said |= {"usage": write_usage(ended.usage)}
    return {"ts": call.at, "model": call.model, "adrs": said}


def _blob(making: Path, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    path = making / "blobs" / digest[:2] / f"{digest}.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return digest


def _lines(path: Path, values: Iterable[Any]) -> None:
    with path.open("w", encoding="ascii", newline="\n") as to:
        for value in values:
            line(value, to)
