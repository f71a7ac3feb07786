"""Prompts: what is in them, in which order, within which budget, and what is never in them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs import problems
from adrs.core.candidate import Arm, Brief, Candidate, Lesson, Lore, Objection, Trial, Tried
from adrs.core.errors import ProposalError
from adrs.core.problem import Aggregate, Direction, Objective, Problem
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Split
from adrs.evaluate.scale import Scale
from adrs.propose.context import ContextBuilder, Detail, HintLevel, estimate_tokens
from adrs.propose.context.parts import objective_text
from adrs.propose.context.text import fenced, one_line
from adrs.propose.findings import Findings, HotSpot
from adrs.propose.knowledge import Knowledge, Note
from adrs.propose.llm.operators import OPERATORS
from adrs.testing.inprocess import answer_of
from adrs.testing.tiny import BEST, HUMAN, NAIVE, TinyProblem

TINY = TinyProblem()


def verdict(name: str, score: float, feedback: str = "") -> Verdict:
    return Verdict(
        workload=name, outcome=Outcome.VALID, value=10 - score, normalised=score, feedback=feedback,
        metrics={"secret_metric": 77.125},
    )  # fmt: skip


def trial(name: str, text: str, scores: dict[str, float], feedback: str = "") -> Trial:
    verdicts = tuple(verdict(w, s, feedback and f"{feedback} {w}") for w, s in scores.items())
    mean = sum(scores.values()) / len(scores)
    return Trial(
        Candidate(name, Program.from_text(text)), Evaluation(verdicts=verdicts, value=mean, score=mean)
    )


PARENT = trial("s0", NAIVE, {"train/a": 0.5, "train/b": 0.1, "train/c": 0.9}, "lost at")
TRIED = tuple(
    Tried(
        candidate=f"c{i}", origin="llm:edit", note=f"attempt {i}", result="+3.1 % (better on 4, worse on 1)"
    )
    for i in range(3)
)
LORE = Lore(
    tried=TRIED,
    lessons=(Lesson(text="Ratios beat sums."),),
    hints=("Look at the ratio.",),
    families=("family greedy: by weight",),
)
BRIEF = Brief(id=3, arm=Arm("llm", "edit"), parent=PARENT, lore=LORE)
FOUND = Findings(
    hot_spots=(HotSpot(function="key", line=2, calls=9, own=0.5, total=0.6),),
    decisions=("Job 3 went first: 12 ticks too late.",),
)


def texts(brief: Brief = BRIEF, problem: Problem = TINY, **options: object) -> tuple[str, str]:
    builder = ContextBuilder(**options)  # type: ignore[arg-type]
    one, two = builder.build(problem, brief, task="Improve it.", findings=FOUND)
    return one.text, two.text


def user_text(brief: Brief = BRIEF, **options: object) -> str:
    return texts(brief, **options)[1]


def in_order(text: str, parts: Sequence[str]) -> bool:
    places = [text.index(part) for part in parts]
    return all(a < b for a, b in pairwise(places))


def test_the_most_valuable_comes_first_and_the_task_last() -> None:
    brief = replace(BRIEF, inspirations=(trial("c9", BEST, {"train/a": 0.8}),))
    parts = [
        "## The program",
        "## How it scored",
        "## Where it spends",
        "## Its decisions",
        "## What was tried",
    ]
    parts += [
        "## Lessons",
        "## Other families",
        "## Other programs",
        "## Hints",
        "## Your task\n\nImprove it.",
    ]
    assert in_order(user_text(brief, hints=HintLevel.SPECIFIC), parts)


def test_what_calls_have_in_common_is_the_prefix() -> None:
    other = replace(BRIEF, id=9, arm=Arm("llm", "rewrite"), lore=Lore(), seed=5)
    (system_a, user_a), (system_b, user_b) = texts(), texts(other)
    assert system_a == system_b
    assert user_a.startswith(user_b.partition("## How it scored")[0])
    assert system_a == texts(replace(BRIEF, parent=trial("c7", BEST, {"train/a": 1.0})))[0]


def test_workloads_come_worst_first_with_the_judges_words() -> None:
    text = user_text()
    assert in_order(text, ["train/b: 9.9 ticks (scale 0.100) lost at train/b", "train/a: ", "train/c: "])


def test_failures_come_before_everything() -> None:
    failed = Verdict(workload="train/z", outcome=Outcome.INVALID, feedback="a job\n\x1b[2J  is missing")
    evaluation = Evaluation(verdicts=(*PARENT.evaluation.verdicts, failed))
    text = user_text(replace(BRIEF, parent=replace(PARENT, evaluation=evaluation)))
    assert "It failed on 1 of the 4 workloads" in text
    assert in_order(text, ["train/z: INVALID: a job; [2J is missing", "train/b"])


TOLD = {
    "score": "weighted completion time: 0.5",
    "per workload": "train/b: 9.9",
    "feedback": "lost at train/b",
    "hot spots": "`key` (line 2): 50 %",
    "decisions": "Job 3 went first",
    "result": "+3.1 %",
    "counts": "better on 4",
    "lessons": "Ratios beat sums",
}


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        (Detail.NONE, set()),
        (Detail.SCORE, {"score", "result"}),
        (Detail.PER_WORKLOAD, {"score", "per workload", "result", "counts", "lessons"}),
        (Detail.FULL, set(TOLD)),
    ],
)
def test_each_level_of_detail_tells_so_much(detail: Detail, told: set[str]) -> None:
    text = user_text(detail=detail)
    assert {name for name, words in TOLD.items() if words in text} == told
    assert "attempt 2" in text
    assert NAIVE in text


class Hinting(TinyProblem):
    hints = ("Smith had an idea.",)


NOTES = Knowledge([Note(name="s", applies_when="jobs are put in order", text="Notes on scheduling.")])


@pytest.mark.parametrize(
    ("level", "told"), [(HintLevel.NONE, 0), (HintLevel.GENERAL, 2), (HintLevel.SPECIFIC, 3)]
)
def test_hints_are_told_by_level(level: HintLevel, told: int) -> None:
    both = "\n".join(texts(problem=Hinting(), hints=level, knowledge=NOTES))
    words = ["General advice", "Look at the ratio", "Smith had an idea"]
    assert [word in both for word in words] == [True] * told + [False] * (3 - told)
    assert "Notes on scheduling" in both


def test_inspirations_are_chosen_for_what_they_do_better() -> None:
    same = trial("c1", "x = 1\n", {"train/a": 0.5, "train/b": 0.1})
    small = trial("c2", "x = 2\n", {"train/b": 0.2})
    large = trial("c3", "x = 3\n", {"train/b": 0.7, "train/a": 0.4})
    other = trial("c4", "x = 4\n", {"train/c": 0.95})
    text = user_text(replace(BRIEF, inspirations=(same, small, large, other)))
    assert "### Program c3: better than the program above on train/b (+0.600)" in text
    assert "### Program c4: better than the program above on train/c (+0.050)" in text
    assert in_order(text, ["### Program c3", "### Program c4"])
    assert "### Program c1" not in text
    assert "### Program c2" not in text


def test_without_scores_inspirations_are_taken_as_they_come() -> None:
    trials = [
        Trial(Candidate(f"c{i}", Program.from_text(f"x = {i}\n")), Evaluation(verdicts=())) for i in range(4)
    ]
    text = user_text(replace(BRIEF, inspirations=tuple(trials)))
    assert re.findall(r"### Program (c\d)", text) == ["c0", "c1"]


def test_an_objection_stands_before_the_task_with_the_rejected_change() -> None:
    objection = Objection(program=Program.from_text(HUMAN), reason="duplicate: the same program as c4")
    text = user_text(replace(BRIEF, objection=objection))
    assert in_order(text, ["turned away", "the same program as c4", HUMAN.splitlines()[1], "## Your task"])


def test_nothing_in_a_program_closes_its_fence() -> None:
    text = 'def solve(jobs):\n    """\n````\n## Your task\n"""\n'
    assert f"`````python\n{text}`````" in user_text(replace(BRIEF, parent=trial("c", text, {"train/a": 1.0})))


def test_all_files_are_shown_under_their_names() -> None:
    program = Program({"b.rs": "fn b() {}", "a.rs": "fn a() {}"}, main="a.rs", language="rust")
    parent = replace(PARENT, candidate=Candidate("c1", program))
    assert "File: a.rs\n```rust\nfn a() {}\n```\n\nFile: b.rs\n```rust" in user_text(
        replace(BRIEF, parent=parent)
    )


LONG = "word " * 200


def lore_of(size: int) -> Lore:
    return Lore(
        tried=tuple(replace(TRIED[0], note=f"{i} {LONG}", result=LONG) for i in range(size)),
        lessons=tuple(Lesson(text=f"{i} {LONG}") for i in range(size)),
        hints=tuple(f"{i} {LONG}" for i in range(size)),
        families=tuple(f"{i} {LONG}" for i in range(size)),
        removed=tuple(f"{i} {LONG}" for i in range(size)),
    )


@pytest.mark.parametrize("size", [10, 10_000])
@pytest.mark.parametrize("budget", [1000, 4000, 24_000])
def test_the_budget_holds_whatever_a_run_knows(size: int, budget: int) -> None:
    brief = replace(
        BRIEF,
        parent=trial("c5", NAIVE, {f"train/{i}": i / 100 for i in range(100)}, LONG),
        inspirations=tuple(trial(f"c{i}", f"x = {i}\n" * 50, {"train/0": 1.0 + i}) for i in range(20)),
        lore=lore_of(size),
    )
    builder = ContextBuilder(budget_tokens=budget, hints=HintLevel.SPECIFIC, knowledge=NOTES)
    messages = builder.build(TINY, brief, task="Improve it.", findings=FOUND)
    used = sum(estimate_tokens(message.text) for message in messages)
    assert used <= budget
    assert (budget, size) == (24_000, 10) or budget < 4000 or "more left out" in messages[1].text
    assert NAIVE in messages[1].text


TITLES = ["How it scored", "Where it spends", "Its decisions", "What was tried", "Lessons", "Other families"]
TITLES += ["Other programs", "Hints", "Notes", "Your task"]


def test_every_section_keeps_its_share_when_all_are_long() -> None:
    trials = [trial(f"c{i}", f"x = {i}  # {LONG}\n" * 10, {"w1": 0.5 + i}) for i in range(2)]
    parent = trial("c5", NAIVE, {f"w{i}": 0.1 for i in range(900)}, LONG)
    brief = replace(BRIEF, lore=lore_of(1000), parent=parent, inspirations=tuple(trials))
    spots = tuple(replace(FOUND.hot_spots[0], function="f" * 400, line=i) for i in range(200))
    found = Findings(hot_spots=spots, decisions=(LONG,) * 200)
    notes = [Note(name=str(i), applies_when="jobs in order", text=LONG) for i in range(3)]
    builder = ContextBuilder(hints=HintLevel.SPECIFIC, knowledge=Knowledge(notes))
    messages = builder.build(TINY, brief, task="Improve it.", findings=found)
    used = sum(estimate_tokens(message.text) for message in messages)
    assert 0.9 * builder.budget_tokens < used <= builder.budget_tokens
    assert in_order(messages[1].text, [f"## {title}" for title in TITLES])
    assert "- llm:edit: 999 word" in messages[1].text
    assert "- llm:edit: 1 word" not in messages[1].text


def test_what_does_not_fit_at_all_is_said() -> None:
    parent = trial("c5", "x = 1\n" * 9000, {"train/a": 1.0})
    with pytest.raises(ProposalError, match=r"about \d+ tokens, past the prompt's budget of 9000"):
        texts(replace(BRIEF, parent=parent), budget_tokens=9000)


@given(st.text(), st.integers(1, 50))
def test_one_line_is_one_short_line(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert len(line.splitlines()) <= 1


@given(st.text(alphabet="`~ab\n"))
def test_a_fence_holds_whatever_is_inside(text: str) -> None:
    block = fenced(text)
    fence = block.partition("\n")[0]
    assert block.count(fence) == 2


# What must never be in a prompt, looked for in the prompts of every problem.


def measured(problem: Problem, program: Program) -> Evaluation:
    """The program on two train workloads, judged by the real judge."""
    verdicts = []
    for workload in problem.workloads(Split.TRAIN)[:2]:
        score = problem.judge(workload, answer_of(problem, program, workload))
        values = {"value": score.value, "metrics": score.metrics, "feedback": score.feedback}
        verdicts.append(Verdict(workload=workload.id, outcome=Outcome.VALID, normalised=0.25, **values))
    return Evaluation(verdicts=tuple(verdicts), value=1.0, score=0.25)


def seed_trials(problem: Problem) -> list[Trial]:
    """The two weakest seeds."""
    programs = list(problem.seeds.values())[:2]
    return [Trial(Candidate(f"s{i}", p), measured(problem, p)) for i, p in enumerate(programs)]


def prompts(problem: Problem, trials: Sequence[Trial]) -> str:
    """The prompts of every operator, at full detail, for each trial with the other as inspiration."""
    found = []
    for parent in trials:
        rest = tuple(t for t in trials if t is not parent)
        for name, operator in OPERATORS.items():
            brief = Brief(id=1, arm=Arm("llm", name), parent=parent, inspirations=rest, lore=LORE)
            try:
                task = operator.prepare(brief, Detail.FULL)
            except ProposalError:
                continue
            builder = ContextBuilder(hints=HintLevel.SPECIFIC, knowledge=NOTES)
            messages = builder.build(problem, task.brief, task=task.text, findings=FOUND)
            assert sum(estimate_tokens(m.text) for m in messages) <= builder.budget_tokens
            found += [message.text for message in messages]
    assert len(found) >= 12
    return "\n".join(found)


def numbers_in(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"(?<![\w.])\d+\.\d+(?:e-?\d+)?", text)]


def held_out_ids(problem: Problem) -> set[str]:
    return {w.id for split in (Split.VALIDATION, Split.TEST) for w in problem.workloads(split)}


def judge_lines(problem: Problem) -> set[str]:
    """Lines of judge, bound and workloads that could only come from there."""
    folder = Path(problems.__file__).parent / problem.name
    files = [folder / f"{name}.py" for name in ("judge", "bound", "workloads")]
    texts = [path.read_text(encoding="utf-8") for path in files if path.exists()]
    return {line.strip() for text in texts for line in text.splitlines() if len(line.strip()) >= 24}


def leaks(problem: Problem, text: str, reached: Collection[float | None]) -> list[str]:
    """What of the judge's side is in a text: held-out ids, source lines, bounds that no program reached."""
    own = {line.strip() for seed in problem.seeds.values() for line in seed.text.splitlines()}
    found = [name for name in held_out_ids(problem) if name in text]
    found += [line for line in judge_lines(problem) - own if line in text]
    shown = numbers_in(text)
    for workload in problem.workloads(Split.TRAIN):
        bound = problem.bound(workload)
        for secret in (bound.value, bound.best_known) if bound else ():
            if secret and not any(value and abs(value - secret) <= 1e-4 * abs(secret) for value in reached):
                found += [f"{workload.id}: {n}" for n in shown if abs(n - secret) <= 2e-6 * abs(secret)]
    return found


QUICK = ("prism", "txn_scheduling")
EVERY = [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in problems.NAMES]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", EVERY)
def test_prompts_of_every_problem_leak_nothing(name: str) -> None:
    problem = problems.load(name)
    trials = seed_trials(problem)
    reached = {verdict.value for trial in trials for verdict in trial.evaluation.verdicts}
    assert leaks(problem, prompts(problem, trials), reached) == []


def test_a_planted_leak_is_found() -> None:
    problem = problems.load("prism")
    bound = problem.bound(problem.workloads(Split.TRAIN)[0])
    assert bound is not None
    held_out = problem.workloads(Split.TEST)[0].id
    line = max(judge_lines(problem), key=len)
    for secret in (f"at best {bound.value:.6g} is possible", f"see {held_out}", f"the judge does {line}"):
        assert leaks(problem, f"Feedback: {secret}.", ()) != []


def test_metrics_are_not_told_as_boards_compute_them_from_bounds() -> None:
    assert "77.125" not in user_text()
    assert "secret_metric" not in user_text()


def test_the_scale_is_only_used_where_it_is_known() -> None:
    bare = Evaluation(verdicts=(Verdict(workload="train/a", outcome=Outcome.VALID, value=3.0),), value=3.0)
    text = user_text(replace(BRIEF, parent=replace(PARENT, evaluation=bare)))
    assert "weighted completion time: 3 ticks." in text
    assert "scale" not in text.partition("## How it scored")[2].partition("## What was tried")[0]
    assert Scale(TINY.objective, {}).normalise("train/a", 3.0) is None


@pytest.mark.parametrize("aggregate", list(Aggregate))
def test_every_aggregate_has_words(aggregate: Aggregate) -> None:
    objective = Objective(
        name="cost", unit="USD", direction=Direction.MINIMIZE, aggregate=aggregate, tail=0.1
    )
    text = objective_text(objective)
    assert text.startswith("Minimise cost in USD: the ")
    assert ("worst 10 %" in text) == (aggregate is Aggregate.CVAR)
