"""A study's figures as tidy tables: one row a run, and one row a step of a curve."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.errors import UsageError
from adrs.core.verdict import Outcome
from adrs.study.gaps import Measured
from adrs.study.records import SPLITS, Record
from adrs.study.yardstick import Yardstick

OUTCOMES = ("VALID", "GATED", *(o.value for o in Outcome if o is not Outcome.VALID))


def run_rows(measured: Iterable[Measured]) -> list[dict[str, Any]]:
    """One row a run; ``None`` where there is no figure."""
    return [_run_row(run) for run in measured]


def _run_row(run: Measured) -> dict[str, Any]:
    record, cell = run.record, run.record.cell
    row: dict[str, Any] = {
        "run": cell.run_id,
        **_who(record),
        "stopped": record.stopped,
        "evaluations": record.usage.evaluations,
        "briefs": record.asked,
        "proposals_failed": sum(record.failures.values()),
        "cpu_s": round(record.usage.cpu_s, 6),
        "tokens": record.usage.tokens,
        "cost_usd": record.usage.cost_usd,
        "champion": record.champion,
        "best_train": record.steps[-1].value if record.steps else None,
        "area": run.area,
        "drop_train_to_test": run.drop,
    }
    for split in SPLITS:
        row[f"champion_{split}"] = record.values.get(split)
        row[f"human_{split}"] = record.human.get(split)
        row[f"gap_{split}"] = run.gaps.get(split)
    row |= {f"outcome_{name.lower()}": record.outcomes.get(name, 0) for name in OUTCOMES}
    return row


def _who(record: Record) -> dict[str, Any]:
    cell, contender = record.cell, record.cell.contender
    return {
        "problem": cell.problem,
        "contender": contender.label,
        "strategy": contender.strategy.name,
        "proposers": "+".join(contender.proposers),
        "models": "+".join(contender.models),
        "seed": cell.seed,
    }


def curve_rows(measured: Iterable[Measured], train_scales: Mapping[str, Yardstick]) -> list[dict[str, Any]]:
    """One row for every improvement of every run, and one for its end."""
    return [row for run in measured for row in _curve_rows(run.record, train_scales)]


def _curve_rows(record: Record, scales: Mapping[str, Yardstick]) -> list[dict[str, Any]]:
    scale = scales.get(record.cell.problem)
    who = {"run": record.cell.run_id, **_who(record)}
    spent = record.usage
    rows = [(s.evaluations, s.value, s.cpu_s, s.tokens, s.cost_usd) for s in record.steps]
    if rows:
        rows.append((spent.evaluations, rows[-1][1], spent.cpu_s, spent.tokens, spent.cost_usd))
    return [
        {
            **who,
            "evaluations": evaluations,
            "best_train": value,
            "gap_train": None if scale is None else scale.gap(value),
            "cpu_s": round(cpu_s, 6),
            "tokens": tokens,
            "cost_usd": cost_usd,
        }
        for evaluations, value, cpu_s, tokens, cost_usd in rows
    ]


def write_table(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> list[Path]:
    """Write ``name.csv``, and ``name.parquet`` where pyarrow is installed; the paths.

    Raises:
        UsageError: The folder cannot be written.
    """
    path = folder / f"{name}.csv"
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; make room or give another folder") from None
    return [path, *_parquet(folder / f"{name}.parquet", rows)]


def _parquet(path: Path, rows: Sequence[Mapping[str, Any]]) -> list[Path]:
    if importlib.util.find_spec("pyarrow") is None or not rows:
        return []
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path)
    return [path]
