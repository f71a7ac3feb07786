"""What proposers that read are told, and that it stays small."""

from __future__ import annotations

from adrs.core.candidate import Arm, Brief, Candidate, Lesson, Trial
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.run.chronicle import Chronicle, outcome_of
from adrs.testing.trials import make_evaluation, make_trial

PARENT = make_trial("s0", [0.5, 0.5], text="def solve(jobs):\n    order = sorted(jobs)\n    return order\n")


def brief(number: int, parent: Trial = PARENT, operator: str = "edit") -> Brief:
    return Brief(id=number, arm=Arm("llm", operator), parent=parent)


def child(number: int, text: str, scores: list[float], parent: Trial = PARENT) -> Trial:
    program = Program.from_text(text)
    candidate = Candidate(
        f"c{number}", program, parents=(parent.candidate.id,), origin="llm:edit", note=f"try {number}"
    )
    return Trial(candidate, make_evaluation(scores))


def test_the_next_brief_for_a_parent_says_what_became_of_earlier_ones() -> None:
    chronicle = Chronicle(["llm"])
    chronicle.told(child(0, "def solve(jobs): return jobs\n", [0.6, 0.4]), brief(0))
    chronicle.failed(brief(1), "duplicate: the same program as c0")
    first, second = chronicle.lore(brief(2)).tried
    assert (first.candidate, first.origin, first.note) == ("c0", "llm:edit", "try 0")
    assert first.result == "score +0.0000 (better on 1 workloads, worse on 1)"
    assert (second.candidate, second.result) == ("", "duplicate: the same program as c0")
    assert chronicle.lore(brief(3, parent=child(0, "x = 1\n", [0.6, 0.4]))).tried == ()


def test_deleted_lines_are_remembered_down_the_line_until_they_return() -> None:
    chronicle = Chronicle(["llm"])
    without = child(0, "def solve(jobs):\n    return list(jobs)\n", [0.6, 0.6])
    chronicle.told(without, brief(0))
    assert chronicle.lore(brief(1, without)).removed == ("order = sorted(jobs)", "return order")
    text = "def solve(jobs):\n    order = sorted(jobs)\n    return list(order)\n"
    back = child(1, text, [0.7, 0.7], without)
    chronicle.told(back, brief(1, without))
    assert chronicle.lore(brief(2, back)).removed == ("return order", "return list(jobs)")


def test_families_lessons_and_hints_are_passed_on_newest_lesson_first() -> None:
    chronicle = Chronicle(["llm"], hints=["think of Smith"])
    chronicle.told(child(0, "x = 1\n", [0.1, 0.1]), brief(0, operator="paradigm"))
    chronicle.learned(Lesson(text="first", evidence=("c0",)))
    chronicle.learned(Lesson(text="second"))
    lore = chronicle.lore(brief(1))
    assert lore.families == ("try 0",)
    assert [lesson.text for lesson in lore.lessons] == ["second", "first"]
    assert lore.hints == ("think of Smith",)


def test_what_it_holds_is_bounded() -> None:
    chronicle = Chronicle(["llm"])
    for number in range(6000):
        parent = make_trial(f"c{number}", [0.5], text=f"value = {number}\n")
        chronicle.told(child(number + 1, f"value = {number + 1}\n", [0.5], parent), brief(number, parent))
        chronicle.failed(brief(number), "no")
        chronicle.learned(Lesson(text=str(number)))
    assert len(chronicle._entries) <= 4096
    lore = chronicle.lore(brief(1))
    assert len(lore.tried) == 12
    assert len(lore.lessons) == 24


def test_without_readers_nothing_is_kept() -> None:
    chronicle = Chronicle([])
    chronicle.told(child(0, "x = 1\n", [0.1]), brief(0))
    chronicle.failed(brief(1), "no")
    assert chronicle.lore(brief(2)).tried == ()
    assert not chronicle.recent


def test_a_failure_names_the_workload_and_the_reason() -> None:
    failure = Verdict(workload="train/7", outcome=Outcome.INVALID, feedback="two jobs\n are missing")
    result = outcome_of(Evaluation(verdicts=(failure,)), PARENT.evaluation)
    assert result == "INVALID on train/7: two jobs are missing"


def test_a_lost_race_says_how_far_it_came() -> None:
    result = outcome_of(make_evaluation([0.4, 0.6], complete=False), PARENT.evaluation)
    assert result == "behind its parent after 2 workloads (better on 1, worse on 1); given up"


def test_the_same_answers_are_called_that() -> None:
    answered = [Verdict(workload="w0", outcome=Outcome.VALID, value=1.0, normalised=0.5, answer="aa")]
    parent = Evaluation(verdicts=tuple(answered), value=1.0, score=0.5)
    again = Evaluation(verdicts=tuple(answered), complete=False)
    assert outcome_of(again, parent).startswith("the same answers as its parent on the first 1")
