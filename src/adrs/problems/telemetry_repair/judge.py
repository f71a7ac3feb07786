"""Checks repairs against the workload's own truth and scores them."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from statistics import fmean
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.telemetry_repair import rules
from adrs.problems.telemetry_repair.cases import Case, cases_of
from adrs.problems.telemetry_repair.rules import Repair

Repairs = dict[str, Repair]


def judge(workload: Workload, answer: Any) -> Score:
    """Points of quality that repairs gain over passing the readings through, averaged over snapshots.

    Args:
        workload: One of :mod:`adrs.problems.telemetry_repair.workloads`.
        answer: For each snapshot ``{interface: [[rx, confidence], [tx, confidence], [status, confidence]]}``.

    Raises:
        InvalidAnswer: A rule is broken; names the rule, the snapshot and the interface.
    """
    cases = cases_of(workload)
    if type(answer) is not list or len(answer) != len(cases):
        raise InvalidAnswer(f"an answer is a list with the repairs of each of the {len(cases)} snapshots")
    repairs = [
        checked(case, part, number) for number, (case, part) in enumerate(zip(cases, answer, strict=True))
    ]
    return score(cases, repairs)


def score(cases: tuple[Case, ...], repairs: list[Repairs]) -> Score:
    """The score of valid repairs."""
    ours = [rules.quality(case.truth, part) for case, part in zip(cases, repairs, strict=True)]
    value = fmean(case.points(quality) for case, quality in zip(cases, ours, strict=True))
    possible = fmean(case.possible for case in cases)
    public = [case.published(part) for case, part in zip(cases, repairs, strict=True)]
    metrics = {
        "counter": fmean(q.counter for q in ours),
        "status": fmean(q.status for q in ours),
        "calibration": fmean(q.calibration for q in ours),
        "share_undone": value / possible if possible > 0.0 else 0.0,
        "public_combined": fmean(scores.combined for scores in public),
        "public_pass_through": fmean(case.public_pass_through for case in cases),
    }
    return Score(value, metrics, _feedback(cases, repairs, metrics))


def checked(case: Case, part: Any, number: int) -> Repairs:
    """The repairs in an untrusted part of an answer.

    Raises:
        InvalidAnswer: An interface is missing or made up, or an entry is not of its kind.
    """
    if type(part) is not dict:
        raise InvalidAnswer(f"snapshot {number}: repairs are a dict by interface, not a {_kind(part)}")
    missing = [name for name in case.truth if name not in part]
    if missing or len(part) != len(case.truth):
        which = f"{missing[0]} is missing" if missing else "there are interfaces that do not exist"
        raise InvalidAnswer(f"snapshot {number}: {which}; return every interface, and no other")
    return {name: _repair(part[name], f"snapshot {number}, {name}") for name in case.truth}


def _repair(entry: Any, where: str) -> Repair:
    if type(entry) is not list or len(entry) != 3:
        raise InvalidAnswer(f"{where}: rx, tx and status are expected")
    rx, tx = (_rate(part, f"{where}: {rate}") for part, rate in zip(entry, rules.RATES, strict=False))
    status, _ = _pair(entry[2], f"{where}: {rules.STATUS}")
    if type(status) is not str:
        raise InvalidAnswer(f"{where}: a status is a str such as 'up', not a {_kind(status)}")
    return rx, tx, status


def _rate(part: Any, where: str) -> tuple[float, float]:
    value, confidence = _pair(part, where)
    if type(value) not in (int, float) or not isfinite(value) or value < 0:
        raise InvalidAnswer(f"{where}: a rate is a finite number of Mbps, 0 or more, not {_short(value)}")
    return float(value), confidence


def _pair(part: Any, where: str) -> tuple[Any, float]:
    if type(part) is not list or len(part) != 2:
        raise InvalidAnswer(f"{where}: a value and its confidence are expected")
    value, confidence = part
    if type(confidence) not in (int, float) or not 0 <= confidence <= 1:
        raise InvalidAnswer(f"{where}: a confidence is a number from 0 to 1, not {_short(confidence)}")
    return value, float(confidence)


def _feedback(cases: tuple[Case, ...], repairs: list[Repairs], metrics: Mapping[str, float]) -> str:
    """What a proposer should know: the balance, and the three counters that cost most."""
    lost = sorted(
        (-rules.error_of(value, true), number, name, rate, value, confidence, true, case.reported[name][i])
        for number, (case, part) in enumerate(zip(cases, repairs, strict=True))
        for name, (*trues, _) in case.truth.items()
        for i, (rate, true) in enumerate(zip(rules.RATES, trues, strict=True))
        if isinstance(true, float)
        for value, confidence in [part[name][0] if i == 0 else part[name][1]]
    )
    lines = [
        f"{100 * metrics['share_undone']:.1f} % of the damage undone (counter {metrics['counter']:.4f}, "
        f"calibration {metrics['calibration']:.4f})"
    ]
    lines += [
        f"snapshot {number} {name} {rate}: read {read:.4g}, repaired to {value:.4g} "
        f"(confidence {confidence:.2g}), true {true:.4g}"
        for _, number, name, rate, value, confidence, true, read in lost[:3]
    ]
    return "; ".join(lines)


def _kind(value: Any) -> str:
    return type(value).__name__


def _short(value: Any) -> str:
    return f"{value!r:.40}"
