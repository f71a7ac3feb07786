"""What proposers that read are told, and that it stays small."""

from __future__ import annotations

from adrs.core.candidate import Arm, Brief, Candidate, Lesson, Trial
from adrs.core.program import Program
from adrs.run.chronicle import Chronicle
from adrs.testing.tiny import TinyProblem
from adrs.testing.trials import make_evaluation, make_trial

OBJECTIVE = TinyProblem.objective
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
    chronicle = Chronicle(OBJECTIVE, ["llm"])
    chronicle.told(child(0, "def solve(jobs): return jobs\n", [0.6, 0.4]), brief(0))
    chronicle.failed(brief(1), "duplicate: the same program as c0")
    first, second = chronicle.lore(brief(2)).tried
    assert (first.candidate, first.origin, first.note) == ("c0", "llm:edit", "try 0")
    assert "better on 1, worse on 1" in first.result
    assert (second.candidate, second.result) == ("", "duplicate: the same program as c0")
    assert chronicle.lore(brief(3, parent=child(0, "x = 1\n", [0.6, 0.4]))).tried == ()


def test_deleted_lines_are_remembered_down_the_line_until_they_return() -> None:
    chronicle = Chronicle(OBJECTIVE, ["llm"])
    without = child(0, "def solve(jobs):\n    return list(jobs)\n", [0.6, 0.6])
    chronicle.told(without, brief(0))
    assert chronicle.lore(brief(1, without)).removed == ("order = sorted(jobs)", "return order")
    text = "def solve(jobs):\n    order = sorted(jobs)\n    return list(order)\n"
    back = child(1, text, [0.7, 0.7], without)
    chronicle.told(back, brief(1, without))
    assert chronicle.lore(brief(2, back)).removed == ("return order", "return list(jobs)")


def test_families_distilled_lessons_and_hints_are_passed_on() -> None:
    chronicle = Chronicle(OBJECTIVE, ["llm"], hints=["think of Smith"])
    chronicle.told(child(0, "x = 1\n", [0.1, 0.1]), brief(0, operator="paradigm"))
    chronicle.learned([Lesson(text="forgotten")])
    chronicle.learned([Lesson(text="first", evidence=("c0",)), Lesson(text="second")])
    lore = chronicle.lore(brief(1))
    assert lore.families == ("try 0",)
    assert [lesson.text for lesson in lore.lessons[:2]] == ["first", "second"]
    assert lore.hints == ("think of Smith",)


def test_what_it_holds_is_bounded() -> None:
    chronicle = Chronicle(OBJECTIVE, ["llm"])
    for number in range(6000):
        parent = make_trial(f"c{number}", [0.5], text=f"value = {number}\n")
        chronicle.told(child(number + 1, f"value = {number + 1}\n", [0.5], parent), brief(number, parent))
        chronicle.failed(brief(number), "no")
    assert len(chronicle._entries) <= 4096
    for number in range(40):
        chronicle.told(child(number, f"value = {number}\n", [0.1 + 0.02 * number]), brief(number, PARENT))
    lore = chronicle.lore(brief(1))
    assert len(lore.tried) == 12
    assert len(lore.lessons) == 16


def test_without_readers_nothing_is_kept() -> None:
    chronicle = Chronicle(OBJECTIVE, [])
    chronicle.told(child(0, "x = 1\n", [0.1]), brief(0))
    chronicle.failed(brief(1), "no")
    assert chronicle.lore(brief(2)).tried == ()
