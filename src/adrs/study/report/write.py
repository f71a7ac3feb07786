"""Puts a study's reports into its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.workload import Split
from adrs.study.analysis import Analysis, analyse
from adrs.study.folder import StudyFolder
from adrs.study.records import read_records
from adrs.study.report.blocks import Drawing
from adrs.study.report.csv_files import curve_rows, run_rows, write_table
from adrs.study.report.html import html
from adrs.study.report.markdown import markdown
from adrs.study.report.sections import blocks
from adrs.study.spec import Spec


def write_reports(
    folder: StudyFolder, spec: Spec, problems: Mapping[str, Problem]
) -> tuple[Analysis, list[Path]]:
    """Write ``report.md``, ``report.html``, the curves and the tables; the findings and the files.

    Raises:
        StoreError: The journal cannot be read, or holds runs on other workloads.
        UsageError: The folder cannot be written.
    """
    analysis = analyse(spec, read_records(folder, spec, problems), problems)
    page = blocks(analysis)
    texts = {block.name: block.svg for block in page if isinstance(block, Drawing)}
    texts |= {"report.md": markdown(page), "report.html": html(page)}
    written = [_write(folder.path / name, text) for name, text in texts.items()]
    train = {p.choice.name: p.scales[Split.TRAIN] for p in analysis.problems if Split.TRAIN in p.scales}
    written += write_table(folder.path, "runs", run_rows(analysis.measured))
    written += write_table(folder.path, "curves", curve_rows(analysis.measured, train))
    return analysis, written


def summary(analysis: Analysis) -> dict[str, Any]:
    """The findings as plain data, for ``--json``."""
    return {
        "study": analysis.spec.name,
        "runs": {"planned": analysis.planned, "finished": analysis.finished},
        "reference": analysis.spec.reference,
        "outcome": analysis.spec.outcome.value,
        "overall": [asdict(overall) for overall in analysis.overall],
        "friedman_p": analysis.friedman,
        "problems": {
            p.choice.name: {
                "gaps": {
                    label: {split.value: asdict(gap) for split, gap in figures.gaps.items()}
                    for label, figures in p.figures.items()
                },
                "comparisons": [
                    {**asdict(c), "test": c.test, "finding": c.finding.value} for c in p.comparisons
                ],
            }
            for p in analysis.problems
        },
    }


def _write(path: Path, text: str) -> Path:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; make room or give another folder") from None
    return path
