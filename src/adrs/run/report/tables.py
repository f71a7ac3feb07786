"""The tables of a report, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.verdict import Evaluation, Verdict
from adrs.core.workload import Split
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.paired import gain
from adrs.run.report.lineage import Lineage
from adrs.run.state import RunState

DASH = "–"


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> str:
    """A Markdown table; the first ``left`` columns are text, the others numbers."""
    marks = [":---" if i < left else "---:" for i in range(len(header))]
    lines = [header, marks, *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def figure(value: float | None) -> str:
    """A figure with six significant digits, or a dash."""
    return DASH if value is None else f"{value:,.6g}"


def percent(value: float | None) -> str:
    """A share in percent, signed, or a dash."""
    return DASH if value is None else f"{value:+.2%}"


def gap_closed(value: float | None, reference: float | None, limit: float | None) -> float | None:
    """Share of the way from ``reference`` to ``limit`` that ``value`` has gone; ``None`` if undefined."""
    if value is None or reference is None or limit is None or reference == limit:
        return None
    return (reference - value) / (reference - limit)


def split_table(summary: Mapping[str, Any]) -> str:
    """Per split: naive, human, champion, bound, and the share of the gap closed."""
    header = (
        "split",
        "naive",
        "human",
        "champion",
        "bound",
        "gain over human, aggregated",
        "gap human–bound closed",
    )
    rows = [row for split in Split if (row := _split_row(summary, split.value)) is not None]
    return table(header, rows)


def _split_row(summary: Mapping[str, Any], split: str) -> Sequence[str] | None:
    best, bound = summary["best"], summary["bounds"].get(split)
    ours = (summary["leaderboard"] or {}).get("value") if split == Split.LEADERBOARD else best.get(split)
    naive, human = summary["initial_by_split"].get(split), summary["human_by_split"].get(split)
    if ours is None and human is None:
        return None
    limit = None if bound is None else bound["value"]
    kind = "" if bound is None else f" ({bound['kind'].replace('_', ' ')})"
    closed = gap_closed(ours, human, limit)
    return (
        split,
        figure(naive),
        figure(human),
        f"**{figure(ours)}**",
        f"{figure(limit)}{kind}",
        percent(_relative(summary, ours, human)),
        DASH if closed is None else f"{closed:.1%}",
    )


def _relative(summary: Mapping[str, Any], ours: float | None, reference: float | None) -> float | None:
    if ours is None or not reference:
        return None
    sign = 1.0 if summary["direction"] == "minimize" else -1.0
    return sign * (reference - ours) / abs(reference)


def workload_table(problem: Problem, state: RunState, candidate: str, split: Split) -> str | None:
    """Per workload of a split: naive, human, champion, bound; ``None`` if it was not assessed."""
    ours = state.assessed.get((candidate, split.value))
    return None if ours is None else evaluation_table(problem, state, ours, split)


def evaluation_table(problem: Problem, state: RunState, ours: Evaluation, split: Split) -> str | None:
    """The same for an evaluation that is at hand; ``None`` if the split's data are missing."""
    naive = _verdicts(state.assessed.get((NAIVE, split.value)))
    human = _verdicts(state.assessed.get((HUMAN, split.value)))
    mine = _verdicts(ours)
    try:
        workloads = problem.workloads(split)
    except DataError:
        return None
    rows = []
    for workload in workloads:
        verdict, bound = mine.get(workload.id), problem.bound(workload)
        value = _value(verdict)
        reference = _value(human.get(workload.id))
        compared = None if value is None or not reference else gain(problem.objective, value, reference)
        rows.append(
            (
                f"`{workload.id}`",
                workload.family,
                figure(_value(naive.get(workload.id))),
                figure(reference),
                figure(value) if verdict is None or verdict.ok else verdict.outcome.value,
                DASH if bound is None else f"{figure(bound.value)} ({bound.kind.value.replace('_', ' ')})",
                percent(compared),
            )
        )
    header = ("workload", "family", "naive", "human", "champion", "bound", "gain over human")
    return table(header, rows, left=2)


def _verdicts(evaluation: Evaluation | None) -> dict[str, Verdict]:
    return {} if evaluation is None else {v.workload: v for v in evaluation.verdicts}


def _value(verdict: Verdict | None) -> float | None:
    return None if verdict is None else verdict.value


def arms_table(state: RunState) -> str:
    """Per arm: tried, admitted to the archive, failed."""
    ranked = sorted(state.arms.items(), key=lambda item: (-item[1].improved, -item[1].tried, item[0]))
    rows = [(f"`{name}`", str(t.tried), str(t.improved), str(t.failed)) for name, t in ranked]
    return table(("arm", "tried", "improved", "failed"), rows)


def counts_table(title: str, counts: Mapping[str, int]) -> str:
    """Counts, most frequent first."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return table((title, "times"), [(name, str(count)) for name, count in ranked])


def lineage_table(found: Lineage) -> str:
    """From the seed to the champion, one row a step."""
    rows: list[Sequence[str]] = []
    before: float | None = None
    for step in found.line:
        change = None if before is None or step.value is None else step.value - before
        delta = DASH if change is None else f"{change:+,.4g}"
        rows.append(
            (
                step.candidate,
                f"`{step.origin}`",
                step.note.replace("\n", " ") or DASH,
                str(step.evaluations),
                figure(step.value),
                delta,
            )
        )
        before = step.value if step.value is not None else before
    return table(("candidate", "made by", "what", "at evaluation", "train", "change"), rows, left=3)
