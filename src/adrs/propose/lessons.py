"""What a run learns: a line from each trial by template, and now and then a list distilled by a model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from adrs.core.candidate import Lesson, Trial, Tried
from adrs.core.model import Model, Request, system, user
from adrs.core.problem import Objective, Problem
from adrs.core.verdict import Evaluation
from adrs.propose.context.parts import objective_text
from adrs.propose.context.text import bullets, one_line
from adrs.propose.prompts import fill
from adrs.propose.replies import json_list_in

_MOST_TRIED = 60
_MOST_LESSONS = 40
_EQUAL = 1e-9


def lesson_of(parent: Trial, child: Trial, objective: Objective) -> Lesson:
    """One line on what a change did, from the measured values alone.

    Args:
        parent: What it was made from.
        child: What came of it; its origin and note say what was done.
        objective: Which way is better.
    """
    done = one_line(child.candidate.note, 120) or "a change without a note"
    what = f"{one_line(child.candidate.origin, 40)}: {done}"
    return Lesson(text=f"{what} → {outcome_of(parent, child, objective)}", evidence=(child.candidate.id,))


def outcome_of(parent: Trial, child: Trial, objective: Objective) -> str:
    """What became of a child, beside its parent: ``"+3.1 % (better on 4, worse on 1, most on train/x)"``."""
    evaluation = child.evaluation
    failed = next((v for v in evaluation.verdicts if not v.ok), None)
    if failed is not None:
        return f"{failed.outcome.value} on {failed.workload}: {one_line(failed.feedback, 160)}"
    gains = _gains(parent.evaluation, evaluation, objective)
    better = sum(gain > _EQUAL for gain in gains.values())
    worse = sum(gain < -_EQUAL for gain in gains.values())
    if not better and not worse:
        return f"no difference on {len(gains)} workloads"
    most = max(gains, key=lambda name: (abs(gains[name]), name))
    counts = f"better on {better}, worse on {worse}, most on {most} ({_percent(gains[most])})"
    if evaluation.value is None or parent.evaluation.value is None:
        return f"stopped early ({counts})"
    return f"{_percent(_gain(parent.evaluation.value, evaluation.value, objective))} ({counts})"


def _gains(parent: Evaluation, child: Evaluation, objective: Objective) -> dict[str, float]:
    """Relative gain by workload that both were run on; above 0 is better."""
    before = {v.workload: v.value for v in parent.verdicts if v.value is not None}
    return {
        v.workload: _gain(before[v.workload], v.value, objective)
        for v in child.verdicts
        if v.value is not None and v.workload in before
    }


def _gain(before: float, after: float, objective: Objective) -> float:
    scale = max(abs(before), abs(after))
    if scale == 0.0:
        return 0.0
    change = (after - before) / max(abs(before), _EQUAL * scale)
    return change if objective.better(1.0, 0.0) else -change


def _percent(gain: float) -> str:
    percent = 100.0 * max(-10.0, min(10.0, gain))
    return f"{percent:+.2g} %" if abs(percent) < 10.0 else f"{percent:+.0f} %"


class Distiller:
    """Asks a model what the trials of a run teach.

    Args:
        model: Who is asked.
        max_output_tokens: Where the reply is cut off.
        most: Lessons kept.
    """

    def __init__(self, model: Model, *, max_output_tokens: int = 2048, most: int = 12) -> None:
        self.model = model
        self.max_output_tokens = max_output_tokens
        self.most = most

    async def distil(
        self, problem: Problem, tried: Sequence[Tried], lessons: Sequence[Lesson]
    ) -> tuple[Lesson, ...]:
        """The lessons to keep from now on; the present ones if the reply is of no use.

        A lesson counts only with evidence, and only if all trials it names exist; one that a trial
        contradicts is dropped. One call, about the newest trials; its size does not grow with the run.

        Raises:
            ModelError: No reply came.
        """
        shown = [entry for entry in tried if entry.candidate][-_MOST_TRIED:]
        kept = lessons[:_MOST_LESSONS]
        if not shown:
            return tuple(lessons)
        text = fill(
            "distil",
            title=problem.title,
            objective=objective_text(problem.objective),
            tried="\n".join(bullets([_line(entry) for entry in shown])),
            lessons="\n".join(bullets([_kept(lesson) for lesson in kept])) or "(none)",
            most=str(self.most),
        )
        request = Request(
            messages=(system("You keep a research notebook: brief, exact, and honest."), user(text)),
            max_output_tokens=self.max_output_tokens,
            purpose="lessons:distil",
        )
        reply = await self.model.reply(request)
        known = {entry.candidate for entry in shown} | {name for lesson in kept for name in lesson.evidence}
        found = lessons_in(reply.text, known)
        return tuple(lessons) if found is None else found[: self.most]


def lessons_in(reply: str, known: Collection[str]) -> tuple[Lesson, ...] | None:
    """Lessons of a reply whose evidence exists and that nothing contradicts; ``None`` without a list."""
    entries = json_list_in(reply)
    if entries is None:
        return None
    found = [_lesson(entry, known) for entry in entries]
    texts: dict[str, Lesson] = {lesson.text: lesson for lesson in found if lesson is not None}
    return tuple(texts.values())


def _lesson(entry: Any, known: Collection[str]) -> Lesson | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("lesson"), str):
        return None
    evidence = entry.get("evidence")
    against = entry.get("contradicted_by") or []
    if not isinstance(evidence, list) or not isinstance(against, list) or not evidence:
        return None
    if any(not isinstance(name, str) or name not in known for name in evidence):
        return None
    text = one_line(entry["lesson"], 240)
    contradicted = any(isinstance(name, str) and name in known for name in against)
    return (
        Lesson(text=text, evidence=tuple(dict.fromkeys(evidence))[:12]) if text and not contradicted else None
    )


def _line(entry: Tried) -> str:
    note = one_line(entry.note, 160) or "(no note)"
    return f"{entry.candidate}, {one_line(entry.origin, 40)}: {note} → {one_line(entry.result, 200)}"


def _kept(lesson: Lesson) -> str:
    return f"{one_line(lesson.text, 240)} (evidence: {', '.join(lesson.evidence[:12])})"
