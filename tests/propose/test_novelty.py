"""What is too much like something tried, or brings deleted code back, is objected to."""

from hypothesis import given
from hypothesis import strategies as st

from adrs.core.candidate import Candidate, Lore, Trial
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.propose.novelty import objection_to, returning, shingles, similarity

BODY = "".join(f"    value_{i} = compute(value_{i - 1}, jobs[{i}]) + offset\n" for i in range(1, 60))
TEXT = f"def solve(jobs):\n    value_0 = 3.5\n{BODY}    return value_59\n"


def trial(name: str, text: str, score: float | None = 0.5, answers: str = "", **more: Outcome) -> Trial:
    outcome = more.get("outcome", Outcome.VALID)
    verdicts = (Verdict(workload="w", outcome=outcome, answer=answers, feedback="broke a rule"),)
    return Trial(Candidate(name, Program.from_text(text)), Evaluation(verdicts=verdicts, score=score))


PARENT = trial("p", TEXT, answers="aa")


def objection(text: str, *recent: Trial, removed: tuple[str, ...] = ()) -> str:
    return objection_to(Program.from_text(text), PARENT, Lore(removed=removed), recent) or ""


def test_other_numbers_are_no_other_program() -> None:
    assert "nothing but numbers" in objection(TEXT.replace("3.5", "4").replace("jobs[7]", "jobs[8]"))


def test_a_new_statement_is_new() -> None:
    assert objection(TEXT.replace("    return", "    value_59 = polish(value_59)\n    return")) == ""


TWIN = TEXT.replace("return value_59", "return improve(value_59)")
NEAR = TWIN.replace("value_0 = 3.5", "value_0 = 9.25")


def test_a_twin_of_what_led_nowhere_is_named_with_its_fate() -> None:
    assert "nearly the same as c3 (100.0 % alike), which gave the same answers" in objection(
        NEAR, trial("c3", TWIN, 0.5, "aa")
    )
    assert "which was no better than the parent" in objection(NEAR, trial("c3", TWIN, 0.4, "bb"))
    failed = trial("c3", TWIN, None, outcome=Outcome.INVALID)
    assert "which is INVALID: w: broke a rule" in objection(NEAR, failed)


def test_a_twin_of_what_did_well_is_welcome() -> None:
    assert objection(NEAR, trial("c3", TWIN, 0.9, "bb")) == ""


OLD = ("total = sum(weights[i] for i in order)", "best = min(best, total)")


def test_deleted_code_does_not_return_in_silence() -> None:
    back = TEXT.replace("    return", f"    {OLD[0]}\n    return")
    assert "brings back code that was deleted" in objection(back, removed=OLD)
    assert OLD[0] in objection(back, removed=OLD)
    assert objection(back) == ""


def test_a_deleted_line_among_much_that_is_new_is_let_through() -> None:
    new = "".join(f"    another_{i} = something_else(jobs, {i})\n" for i in range(4))
    text = TEXT.replace("    return", f"    {OLD[0]}\n{new}    return")
    assert returning(Program.from_text(text), PARENT.candidate.program, OLD) == []


def test_lines_that_come_and_go_anywhere_do_not_count() -> None:
    text = TEXT.replace("    return", "    for j in jobs:\n        pass\n    return")
    assert objection(text, removed=("for j in jobs:", "pass")) == ""


def test_code_that_the_parent_has_does_not_return() -> None:
    line = "value_9 = compute(value_8, jobs[9]) + offset"
    assert returning(Program.from_text(TEXT + "x = 1\n"), PARENT.candidate.program, (line,)) == []


def test_other_languages_and_broken_text_have_shingles() -> None:
    rust = Program({"a.rs": "fn main() { let x = 1; }"}, main="a.rs", language="rust")
    assert len(shingles(rust)) > 3
    assert shingles(Program.from_text("def f(:\n  'open\n"))


@given(st.text(), st.text())
def test_similarity_is_a_symmetric_share(a: str, b: str) -> None:
    x, y = shingles(Program.from_text(a)), shingles(Program.from_text(b))
    assert similarity(x, y) == similarity(y, x)
    assert 0.0 <= similarity(x, y) <= 1.0
    assert similarity(x, x) == 1.0
