"""The tables of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adrs.core.claimed import self_scored
from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.verdict import Evaluation, Verdict
from adrs.core.workload import Split
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.paired import Margin, gain, margin
from adrs.run.report.document import Cell, Code, Line, Strong, Table
from adrs.run.report.lineage import Lineage
from adrs.run.state import RunState

DASH = "–"
_HUGE = 10.0  # shares past this say no more than that a scale has been left


def figure(value: float | None) -> str:
    """A figure with six significant digits, or a dash."""
    return DASH if value is None else f"{value:,.6g}"


def percent(value: float | None) -> str:
    """A share in percent, signed, or a dash."""
    if value is None:
        return DASH
    if abs(value) > _HUGE:
        return f"{'more' if value > 0 else 'less'} than {_HUGE if value > 0 else -_HUGE:+,.0%}"
    return f"{value:+.2%}".replace("-0.00%", "+0.00%")


def gap_closed(value: float | None, reference: float | None, limit: float | None) -> float | None:
    """Share of the way from ``reference`` to ``limit`` that ``value`` has gone; ``None`` if undefined."""
    if value is None or reference is None or limit is None or reference == limit:
        return None
    return (reference - value) / (reference - limit)


def split_table(state: RunState, problem: Problem, summary: Mapping[str, Any], found: Lineage) -> Table:
    """Per split: naive, human, champion, bound, the paired gain with its interval, the gap closed."""
    header = (
        "split",
        "naive",
        "human",
        "champion",
        "bound",
        "gain over human, aggregated",
        "gain per workload (95 % interval)",
        "gap human–bound closed",
    )
    rows = [_split_row(state, problem, summary, found, split) for split in Split]
    return Table(header, tuple(row for row in rows if row is not None))


def _split_row(
    state: RunState, problem: Problem, summary: Mapping[str, Any], found: Lineage, split: Split
) -> tuple[Cell, ...] | None:
    best, bound = summary["best"], summary["bounds"].get(split)
    ours = (summary["leaderboard"] or {}).get("value") if split is Split.LEADERBOARD else best.get(split)
    naive, human = summary["initial_by_split"].get(split), summary["human_by_split"].get(split)
    if ours is None and human is None:
        return None
    limit = None if bound is None else bound["value"]
    kind = "" if bound is None else f" ({bound['kind'].replace('_', ' ')})"
    closed = gap_closed(ours, human, limit)
    return (
        split.value,
        figure(naive),
        figure(human),
        Strong(figure(ours)),
        f"{figure(limit)}{kind}",
        percent(_relative(summary, ours, human)),
        interval(paired(state, problem, found, best["candidate"], split)),
        DASH if closed is None else f"{closed:.1%}",
    )


def paired(state: RunState, problem: Problem, found: Lineage, candidate: str, split: Split) -> Margin | None:
    """The champion's gain over human by workload, on one split."""
    ours = found.train if split is Split.TRAIN else state.assessed.get((candidate, split.value))
    human = _human(state, problem, split)
    return None if ours is None or human is None else margin(problem.objective, ours, human)


def interval(found: Margin | None) -> str:
    """A mean gain with its interval, or a dash."""
    return DASH if found is None else f"{found.mean:+.2%} ({found.low:+.2%} to {found.high:+.2%})"


def _relative(summary: Mapping[str, Any], ours: float | None, reference: float | None) -> float | None:
    if ours is None or not reference:
        return None
    sign = 1.0 if summary["direction"] == "minimize" else -1.0
    return sign * (reference - ours) / abs(reference)


def workload_table(problem: Problem, state: RunState, ours: Evaluation | None, split: Split) -> Table | None:
    """Per workload: naive, human, champion, bound; ``None`` if it was not assessed, or has no data here."""
    if ours is None:
        return None
    naive = _verdicts(state.assessed.get((NAIVE, split.value)))
    human = _verdicts(_human(state, problem, split))
    mine = _verdicts(ours)
    try:
        workloads = problem.workloads(split)
    except DataError:
        return None
    rows = []
    for workload in workloads:
        verdict, bound = mine.get(workload.id), problem.bound(workload)
        value, reference = _value(verdict), _value(human.get(workload.id))
        compared = None if value is None or not reference else gain(problem.objective, value, reference)
        rows.append(
            (
                Code(workload.id),
                workload.family,
                figure(_value(naive.get(workload.id))),
                figure(reference),
                figure(value) if verdict is None or verdict.ok else verdict.outcome.value,
                DASH if bound is None else f"{figure(bound.value)} ({bound.kind.value.replace('_', ' ')})",
                percent(compared),
            )
        )
    header = ("workload", "family", "naive", "human", "champion", "bound", "gain over human")
    return Table(header, tuple(rows), left=2)


def family_table(problem: Problem, state: RunState, ours: Evaluation | None, split: Split) -> Table | None:
    """The paired gain over human by family; ``None`` with fewer than two families of several workloads."""
    human = _human(state, problem, split)
    if ours is None or human is None:
        return None
    families: dict[str, set[str]] = {}
    for workload in problem.workloads(split):
        families.setdefault(workload.family, set()).add(workload.id)
    families = {name: members for name, members in families.items() if len(members) > 1}
    if len(families) < 2:
        return None
    rows = []
    for family, members in sorted(families.items()):
        inside = Evaluation(verdicts=tuple(v for v in ours.verdicts if v.workload in members))
        rows.append((family, str(len(members)), interval(margin(problem.objective, inside, human))))
    return Table(("family", "workloads", "gain over human (95 % interval)"), tuple(rows))


def _human(state: RunState, problem: Problem, split: Split) -> Evaluation | None:
    """The human program's evaluation; where scores are claims, there is none to hold a champion against."""
    return None if self_scored(problem) else state.assessed.get((HUMAN, split.value))


def _verdicts(evaluation: Evaluation | None) -> dict[str, Verdict]:
    return {} if evaluation is None else {v.workload: v for v in evaluation.verdicts}


def _value(verdict: Verdict | None) -> float | None:
    return None if verdict is None else verdict.value


def arms_table(state: RunState) -> Table:
    """Per arm: tried, admitted to the archive, failed."""
    ranked = sorted(state.arms.items(), key=lambda item: (-item[1].improved, -item[1].tried, item[0]))
    rows = [(Code(name), str(t.tried), str(t.improved), str(t.failed)) for name, t in ranked]
    return Table(("arm", "tried", "improved", "failed"), tuple(rows))


def counts_table(title: str, counts: Mapping[str, int]) -> Table:
    """Counts, most frequent first."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return Table((title, "times"), tuple((name, str(count)) for name, count in ranked))


def facts_table(header: tuple[str, str], rows: Sequence[tuple[str, str]], *, left: int = 1) -> Table:
    """Names and what belongs to them."""
    return Table(header, tuple(rows), left=left)


def lineage_table(found: Lineage) -> Table:
    """From the seed to the champion, one row a step."""
    rows: list[tuple[Cell, ...]] = []
    before: float | None = None
    for step in found.line:
        change = None if before is None or step.value is None else step.value - before
        delta = DASH if change is None else f"{change:+,.4g}"
        note = step.note.strip() or DASH
        rows.append(
            (step.candidate, Code(step.origin), note, str(step.evaluations), figure(step.value), delta)
        )
        before = step.value if step.value is not None else before
    return Table(("candidate", "made by", "what", "at evaluation", "train", "change"), tuple(rows), left=3)


def titled(title: str, run_id: str) -> Line:
    """The title of a report."""
    return (f"{title}: run ", Code(run_id))
