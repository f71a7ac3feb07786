"""Puts a run's files into a folder: ``best.py``, the report in several formats, and its figures."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.run.report.as_html import to_html
from adrs.run.report.as_markdown import to_markdown
from adrs.run.report.build import Material, report_document
from adrs.run.report.document import Document
from adrs.run.state import RunState
from adrs.run.summary import summarise

FORMATS = ("md", "html", "json")


def write_program(program: Program, folder: Path) -> Path:
    """Write the main file as ``best.py``; the path. Further files keep their names beside it.

    Raises:
        UsageError: The folder cannot be written.
    """
    for path, text in program.files.items():
        if path != program.main:
            _write(folder / path, text)
    return _write(folder / "best.py", program.text)


def write_report(
    state: RunState, problem: Problem, store: Store, folder: Path, *, audit: str | None = None
) -> Path:
    """Write the report of a run as Markdown with its curve; the report's path.

    Raises:
        UsageError: The folder cannot be written.
        StoreError: The journal cannot be read.
    """
    given = Material(state=state, problem=problem, store=store, audit=audit)
    return write_formats(given, folder, formats=("md",))[0]


def write_formats(given: Material, folder: Path, *, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write a report in each of the formats, and its figures as SVG; the reports' paths, in order.

    Raises:
        UsageError: The folder cannot be written.
        StoreError: The journal cannot be read.
    """
    document = report_document(given)
    for drawing in document.drawings:
        _write(folder / f"{drawing.name}.svg", drawing.svg)
    return [_write(folder / f"report.{name}", _text(given, document, name)) for name in formats]


def _text(given: Material, document: Document, name: str) -> str:
    if name == "md":
        return to_markdown(document)
    if name == "html":
        return to_html(document)
    return json.dumps(_plain(report_json(given)), indent=1) + "\n"


def report_json(given: Material) -> dict[str, Any]:
    """The report as plain data: summary, lineage, failures, curve, and the analysis if there is one."""
    found = given.lineage()
    return {
        "summary": summarise(given.state, given.problem, audit=given.audit),
        "lineage": [] if found is None else [asdict(ancestor) for ancestor in found.line],
        "failures": {} if found is None else dict(found.failures),
        "curve": [asdict(point) for point in given.state.curve],
        "analysis": None if given.analysis is None else asdict(given.analysis),
    }


def _plain(value: Any) -> Any:
    """JSON has no infinities."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {error.strerror}; give another folder with -o or --out"
        ) from None
    return path
