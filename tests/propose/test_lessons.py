"""Lessons say what was measured, name their evidence, and go when they are contradicted."""

import asyncio
import json

import pytest

from adrs.core.candidate import Candidate, Lesson, Trial, Tried
from adrs.core.errors import ModelError
from adrs.core.problem import Direction, Objective
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.propose.lessons import Distiller, lesson_of
from adrs.testing.scripted import ScriptedModel
from adrs.testing.tiny import TinyProblem

COST = TinyProblem.objective
GAIN = Objective(name="throughput", unit="1/s", direction=Direction.MAXIMIZE)


def trial(name: str, values: dict[str, float], *, total: bool = True, failed: str = "") -> Trial:
    verdicts = [Verdict(workload=w, outcome=Outcome.VALID, value=v) for w, v in values.items()]
    if failed:
        verdicts.append(Verdict(workload="z", outcome=Outcome.CRASHED, feedback=failed))
    value = sum(values.values()) / len(values) if total and not failed else None
    candidate = Candidate(name, Program.from_text("x = 1\n"), origin="llm:edit", note="sorts\nfirst")
    return Trial(candidate, Evaluation(verdicts=tuple(verdicts), value=value, complete=total))


PARENT = trial("p", {"a": 10.0, "b": 20.0, "c": 30.0})


@pytest.mark.parametrize(
    ("child", "words"),
    [
        (trial("c1", {"a": 5.0, "b": 22.0, "c": 30.0}), "+5 % (better on 1, worse on 1, most on a (+50 %))"),
        (trial("c1", {"a": 10.0, "b": 20.0, "c": 30.0}), "no difference on 3 workloads"),
        (
            trial("c1", {"a": 20.0}, total=False),
            "stopped early (better on 0, worse on 1, most on a (-100 %))",
        ),
        (trial("c1", {"a": 1.0}, failed="IndexError:\n  x"), "CRASHED on z: IndexError: x"),
    ],
)
def test_a_lesson_is_one_line_of_measurements(child: Trial, words: str) -> None:
    lesson = lesson_of(PARENT, child, COST)
    assert lesson == Lesson(text=f"llm:edit: sorts first → {words}", evidence=("c1",))


def test_better_follows_the_objective() -> None:
    child = trial("c1", {"a": 5.0, "b": 20.0, "c": 30.0})
    assert "worse on 1" in lesson_of(PARENT, child, GAIN).text
    zero = trial("p", {"a": 0.0})
    assert "+1000 %" in lesson_of(zero, trial("c1", {"a": 1.0}), GAIN).text


TRIED = [
    Tried(candidate=f"c{i}", origin="llm:edit", note=f"note {i}", result="+1 % (better on 1, worse on 0)")
    for i in range(500)
]
OLD = Lesson(text="Old wisdom.", evidence=("c3",))


def distilled(reply: object, lessons: tuple[Lesson, ...] = (OLD,)) -> tuple[Lesson, ...]:
    text = reply if isinstance(reply, str) else f"```json\n{json.dumps(reply)}\n```"
    return asyncio.run(Distiller(ScriptedModel([text])).distil(TinyProblem(), TRIED, lessons))


def test_lessons_keep_their_evidence() -> None:
    entry = {"lesson": "Ratios\nbeat sums.", "evidence": ["c499", "c3", "c499"], "contradicted_by": []}
    assert distilled([entry]) == (Lesson(text="Ratios beat sums.", evidence=("c499", "c3")),)


@pytest.mark.parametrize(
    "entry",
    [
        {"lesson": "No evidence.", "evidence": []},
        {"lesson": "Made up.", "evidence": ["c9999"]},
        {"lesson": "Partly made up.", "evidence": ["c499", "c9999"]},
        {"lesson": "Contradicted.", "evidence": ["c499"], "contradicted_by": ["c498"]},
        {"lesson": 5, "evidence": ["c499"]},
        {"lesson": "", "evidence": ["c499"]},
        {"lesson": "x", "evidence": "c499"},
        {"lesson": "x", "evidence": [["c499"]]},
        {"lesson": "x", "evidence": ["c499"], "contradicted_by": 3},
        "text",
    ],
)
def test_a_lesson_without_proof_is_dropped(entry: object) -> None:
    good = {"lesson": "Good.", "evidence": ["c480"]}
    assert distilled([entry, good] if isinstance(entry, dict) else [good, entry]) == (
        Lesson(text="Good.", evidence=("c480",)),
    )


@pytest.mark.parametrize("reply", ["I learned a lot.", "[{", "", '{"lesson": "x"}'])
def test_a_reply_of_no_use_changes_nothing(reply: str) -> None:
    assert distilled(reply) == (OLD,)


def test_an_empty_list_forgets_what_was_wrong() -> None:
    assert distilled([]) == ()


def test_the_question_does_not_grow_with_the_run() -> None:
    lessons = tuple(Lesson(text=f"Lesson {i}", evidence=(f"c{i}",)) for i in range(5000))
    model = ScriptedModel(["[]"])
    asyncio.run(Distiller(model).distil(TinyProblem(), TRIED * 100, lessons))
    (request,) = model.requests
    assert len(request.messages[1].text) < 20_000
    assert "c499" in request.messages[1].text
    assert request.purpose == "lessons:distil"


def test_nothing_tried_is_no_call_and_no_reply_is_an_error() -> None:
    assert asyncio.run(Distiller(ScriptedModel([])).distil(TinyProblem(), [], (OLD,))) == (OLD,)
    with pytest.raises(ModelError):
        asyncio.run(Distiller(ScriptedModel([])).distil(TinyProblem(), TRIED, ()))
