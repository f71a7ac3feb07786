"""Puts a study's reports into its folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.core.problem import Problem
from adrs.core.workload import Split
from adrs.study.folder import StudyFolder
from adrs.study.gaps import measure
from adrs.study.records import read_records
from adrs.study.report.csv_files import curve_rows, run_rows, write_table
from adrs.study.spec import Spec
from adrs.study.yardstick import yardsticks


def write_reports(folder: StudyFolder, spec: Spec, problems: Mapping[str, Problem]) -> dict[str, Any]:
    """x"""
    records = read_records(folder, spec, problems)
    scales = {}
    measured = []
    for choice in spec.problems:
        mine = [r for r in records if r.cell.problem == choice.name]
        if not mine:
            continue
        scales[choice.name] = yardsticks(problems[choice.name], mine[0].human, mine[0].naive)
        horizon = max(r.usage.evaluations for r in mine)
        measured += [measure(r, scales[choice.name], horizon) for r in mine]
    write_table(folder.path, "runs", run_rows(measured))
    write_table(folder.path, "curves", curve_rows(measured, {n: s[Split.TRAIN] for n, s in scales.items()}))
    return {"study": spec.name, "finished": len(records)}
