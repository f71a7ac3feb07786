from __future__ import annotations

from adrs.core.candidate import Admission
from adrs.core.events import Event, Told
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.run.report.lineage import lineage


def told(candidate: str, *parents: str, value: float | None = 1.0, feedback: str = "") -> Told:
    """A candidate that was tried; without a value it crashed."""
    outcome = Outcome.CRASHED if value is None else Outcome.VALID
    verdict = Verdict(workload="train/0", outcome=outcome, value=value, feedback=feedback)
    return Told(
        candidate=candidate,
        program=f"program of {candidate}",
        syntax=candidate,
        parents=parents,
        origin="genetic:x",
        note="",
        evaluation=Evaluation(verdicts=(verdict,), value=value, score=value),
        admission=Admission.NEW,
        usage=Usage(evaluations=1),
    )


def numbered(*events: Event) -> list[tuple[int, Event]]:
    """Events as a store gives them."""
    return list(enumerate(events, 1))


def test_the_line_runs_from_the_seed_along_first_parents() -> None:
    events = numbered(told("s0"), told("c0", "s0"), told("c1", "s0"), told("c2", "c1", "c0", value=7.0))
    found = lineage(events, "c2")
    assert [step.candidate for step in found.line] == ["s0", "c1", "c2"]
    assert [step.evaluations for step in found.line] == [1, 3, 4]
    assert found.train is not None
    assert found.train.value == 7.0


def test_like_failures_add_up() -> None:
    crashes = [told(f"c{i}", value=None, feedback=f"IndexError: {i}\n  line {i}") for i in range(3)]
    found = lineage(numbered(told("s0"), *crashes), "s0")
    assert found.failures == {"CRASHED: IndexError: N": 3}


def test_a_journal_that_goes_round_in_circles_ends() -> None:
    assert len(lineage(numbered(told("a", "b"), told("b", "a")), "a").line) == 2


def test_an_unknown_champion_has_no_line() -> None:
    assert lineage(numbered(told("s0")), "c9").line == ()
