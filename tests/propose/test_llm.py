"""A model as a proposer, end to end with a script in its place."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest

from adrs import problems
from adrs.core.candidate import Arm, Brief, Candidate, Lore, Objection, Proposal, Trial
from adrs.core.errors import ModelError, ProposalError, SpendingError
from adrs.core.model import Finish, Reply, Request, Role
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.propose.context import ContextBuilder, Detail
from adrs.propose.findings import Findings, HotSpot
from adrs.propose.llm.operators import EXPLORE, OPERATORS, REFINE, names_of
from adrs.propose.llm.proposer import Llm
from adrs.propose.source import Source
from adrs.propose.tuner import Tuner
from adrs.testing.proposer import ProposerContract, ask
from adrs.testing.scripted import Line, ScriptedModel
from adrs.testing.tiny import BEST, NAIVE, TinyProblem

ONE = Usage(tokens=100, cost_usd=0.01)


def fenced(text: str) -> str:
    return f"```python\n{text}```\n"


def shown(prompt: str, heading: str) -> str:
    """The first fenced program below a heading of the prompt."""
    return re.search(r"```python\n(.*?)```", prompt[prompt.index(heading) :], re.DOTALL)[1]  # type: ignore[index]


def willing(request: Request) -> str:
    """What a model that does as it is told would say, whatever the problem."""
    prompt, operator = request.messages[-1].text, request.purpose.partition(":")[2]
    program = shown(prompt, "## The program")
    if operator == "tune":
        value = re.search(r"^1\. `([\d.]+)`", prompt, re.MULTILINE)[1]  # type: ignore[index]
        low, high = float(value) / 4, float(value) * 4
        entry = (
            f'{{"number": 1, "name": "the knob", "value": {2 * float(value)}, "low": {low}, "high": {high}}}'
        )
        return f"NOTE: the knob\n```json\n[{entry}]\n```"
    line = next(line for line in program.splitlines() if re.match(r" +(return|if|self\.\w+ =) ", line))
    indent = line[: len(line) - len(line.lstrip())]
    note = f"NOTE: does **{operator}**\n"
    if operator in ("rewrite", "paradigm", "crossover"):
        words = "FAMILY: counting sheep\n" if operator == "paradigm" else ""
        return words + note + fenced(program.replace(line, f"{indent}_sheep = 1\n{line}", 1))
    if operator == "simplify":
        docstring = re.search(r'^( +)"""[^"]*"""\n(?= +\S)', program, re.MULTILINE)
        quoted = docstring[0].rstrip("\n") if docstring else line
        return f"{note}<<<<<<< SEARCH\n{quoted}\n=======\n{indent}1\n>>>>>>> REPLACE\n"
    at = program[: program.index(line)].splitlines()[-2:]
    quoted = "\n".join([*at, line])
    new = "\n".join([*at, f"{indent}_sheep = 1", line])
    return f"{note}<<<<<<< SEARCH\n{quoted}\n=======\n{new}\n>>>>>>> REPLACE\n"


class TestContract(ProposerContract):
    briefs = 1

    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Proposer:
        return Llm(ScriptedModel(willing))

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return problems.load("congestion_control")


def trial(name: str, text: str, evaluation: Evaluation | None = None) -> Trial:
    return Trial(Candidate(name, Program.from_text(text)), evaluation or Evaluation(verdicts=(), score=0.0))


def brief_for(operator: str, text: str = NAIVE, **more: object) -> Brief:
    brief = Brief(id=7, arm=Arm("llm", operator), parent=trial("s0", text))
    return replace(brief, **more)  # type: ignore[arg-type]


def says(text: str, finish: Finish = Finish.STOP) -> Reply:
    return Reply(text=text, finish=finish, usage=ONE)


def propose(script: Iterable[Line], brief: Brief, **options: object) -> tuple[Proposal, ScriptedModel]:
    model = ScriptedModel(script)
    proposal = ask(Llm(model, **options), TinyProblem(), brief)  # type: ignore[arg-type]
    return proposal, model


def failure(script: Iterable[Line], brief: Brief) -> tuple[ProposalError, ScriptedModel]:
    model = ScriptedModel(script)
    with pytest.raises(ProposalError) as caught:
        ask(Llm(model), TinyProblem(), brief)
    return caught.value, model


EDIT = f"""NOTE: Smith's rule, \x1b[31mheaviest\tper unit first.
<<<<<<< SEARCH
{NAIVE.splitlines()[1]}
=======
{BEST.splitlines()[1]}
>>>>>>> REPLACE
"""


def test_an_edit_is_asked_for_in_one_function_where_the_brief_names_one() -> None:
    sentence = "change the function `solve` and nothing else"
    for focus in ("", "solve"):
        _, model = propose([says(EDIT)], brief_for("edit", focus=focus))
        assert (sentence in model.requests[0].messages[-1].text) == bool(focus)


def test_one_reply_is_one_call_and_a_clean_note() -> None:
    proposal, model = propose([says(EDIT)], brief_for("edit"))
    assert proposal.program.text == BEST
    assert proposal.note == "Smith's rule, [31mheaviest per unit first."
    assert proposal.usage == ONE
    (request,) = model.requests
    assert (request.purpose, request.brief) == ("llm:edit", 7)
    assert [message.role for message in request.messages] == [Role.SYSTEM, Role.USER]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (says(EDIT.replace("1.0", "9.9")), "edit block 1 does not match program.py"),
        (says("I would sort the jobs."), "neither an edit block"),
        (says(EDIT, Finish.LENGTH), "cut off at the output limit"),
        (says(""), "neither an edit block"),
        (says(fenced("def other():\n    pass\n")), "no longer defines solve"),
        (says(fenced(NAIVE + "# better\n")), "nothing but comments or layout"),
    ],
)
def test_a_reply_that_cannot_be_used_is_answered_once_with_the_reason(bad: Reply, told: str) -> None:
    proposal, model = propose([bad, says(EDIT)], brief_for("edit"))
    assert proposal.program.text == BEST
    assert proposal.usage == ONE + ONE
    first, second = model.requests
    assert second.messages[:2] == first.messages
    assert [message.role for message in second.messages[2:]] == [Role.ASSISTANT, Role.USER]
    assert second.messages[2].text
    assert told in second.messages[3].text


def test_two_bad_replies_end_the_proposal_and_both_are_paid() -> None:
    error, model = failure([says("hm"), says("hm"), says(EDIT)], brief_for("edit"))
    assert "no usable reply in two" in str(error)
    assert error.usage == ONE + ONE
    assert len(model.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        says("", Finish.REFUSAL),
        says("I'm sorry, but I can't help with that."),
        says("I cannot assist with this request."),
        says(EDIT, Finish.REFUSAL),
    ],
)
def test_a_refusal_costs_one_call(reply: Reply) -> None:
    error, model = failure([reply, says(EDIT)], brief_for("edit"))
    assert str(error).startswith("refused: ")
    assert error.usage == ONE
    assert len(model.requests) == 1


def test_a_refusal_after_a_bad_reply_ends_there_too() -> None:
    error, _ = failure([says("hm"), says("", Finish.REFUSAL)], brief_for("edit"))
    assert "refused" in str(error)
    assert error.usage == ONE + ONE


def test_a_model_that_fails_says_what_it_cost() -> None:
    with pytest.raises(ModelError, match="cut off") as caught:
        propose([ModelError("cut off", usage=ONE)], brief_for("edit"))
    assert caught.value.usage == ONE
    error, _ = failure([says("hm"), ModelError("gone", usage=ONE)], brief_for("edit"))
    assert error.usage == ONE + ONE


def test_a_cap_stops_the_run_unless_something_was_paid_already() -> None:
    cap = SpendingError("too dear", cap="usd")
    with pytest.raises(SpendingError):
        propose([cap], brief_for("edit"))
    error, _ = failure([says("hm"), cap], brief_for("edit"))
    assert "too dear" in str(error)
    assert error.usage == ONE


def test_an_objection_is_told_with_what_was_rejected() -> None:
    objection = Objection(program=Program.from_text(BEST), reason="duplicate: the same program as c3")
    _, model = propose([says(EDIT)], brief_for("edit", objection=objection))
    prompt = model.requests[0].messages[1].text
    assert "turned away" in prompt
    assert "the same program as c3" in prompt
    assert BEST.splitlines()[1] in prompt.partition("turned away")[2]


def test_crossover_needs_a_partner_and_says_whose_code_it_took() -> None:
    error, model = failure([], brief_for("crossover"))
    assert "no other program" in str(error)
    assert model.requests == []
    partner = trial("c4", BEST)
    reply = says("NOTE: both\n" + fenced(BEST.replace("-jobs", "- jobs[i][1] * 0 - jobs")))
    proposal, model = propose([reply], brief_for("crossover", inspirations=(partner,)))
    assert proposal.borrowed == ("c4",)
    assert model.requests[0].messages[1].text.count(BEST.splitlines()[1]) == 1


def test_a_new_paradigm_is_told_the_families_and_names_its_own() -> None:
    brief = brief_for("paradigm", lore=Lore(families=("family greedy: by weight",)))
    bad, good = says("NOTE: x\n" + fenced(BEST)), says("FAMILY: exact **search**.\nNOTE: x\n" + fenced(BEST))
    proposal, model = propose([bad, good], brief)
    assert proposal.note == "family exact **search**: x"
    assert "family greedy: by weight" in model.requests[0].messages[1].text.partition("## Your task")[2]
    assert "FAMILY:" in model.requests[1].messages[-1].text


def test_repair_is_told_the_failure_whatever_the_detail() -> None:
    verdicts = (
        Verdict(workload="train/0", outcome=Outcome.VALID, value=1.0),
        Verdict(workload="train/1", outcome=Outcome.CRASHED, feedback="IndexError: list index out of range"),
    )
    parent = trial("c1", NAIVE, Evaluation(verdicts=verdicts))
    _, model = propose([says(EDIT)], brief_for("repair", parent=parent))
    task = model.requests[0].messages[1].text.partition("## Your task")[2]
    assert "`train/1` it is CRASHED: IndexError: list index out of range" in task


@pytest.mark.parametrize("operator", sorted(set(OPERATORS) - {"tune"}))
@pytest.mark.parametrize("detail", [Detail.NONE, Detail.SCORE])
def test_no_operator_tells_more_than_the_level_of_detail(operator: str, detail: Detail) -> None:
    verdicts = (Verdict(workload="train/0", outcome=Outcome.VALID, value=1.0, normalised=0.1),)
    better = (replace(verdicts[0], normalised=0.9),)
    parent, partner = (
        trial("c1", NAIVE, Evaluation(verdicts=verdicts)),
        trial("c2", BEST, Evaluation(verdicts=better)),
    )
    model = ScriptedModel(["I cannot."])
    with pytest.raises(ProposalError, match="refused"):
        ask(
            Llm(model, builder=ContextBuilder(detail=detail)),
            TinyProblem(),
            brief_for(operator, parent=parent, inspirations=(partner,)),
        )
    assert "train/0" not in model.requests[0].messages[1].text


def test_simplify_must_make_the_program_shorter() -> None:
    longer = says(EDIT.replace("-jobs[i][0] /", "-jobs[i][0] * 1.0 * 1.0 * 1.0 * 1.0 * 1.0 /"))
    proposal, model = propose([longer, says(EDIT)], brief_for("simplify"))
    assert "did not get shorter" in model.requests[1].messages[-1].text
    assert len(proposal.program.text) < len(NAIVE)


TUNED = """def solve(jobs):
    \"\"\"Orders.\"\"\"
    return sorted(jobs, key=lambda j: j[0] * 2.5 + j[1] ** 3)
"""
WISH = '[{"number": 1, "name": "Weight of it", "value": 2.0, "low": 0.5, "high": 4},'
WISHES = (
    f'NOTE: w\n```json\n{WISH} {{"number": 2, "name": "power", "value": 3, "low": 0.2, "high": 5.5}}]\n```'
)


def test_tune_marks_the_constants_that_the_tuner_then_moves() -> None:
    proposal, model = propose([says(WISHES)], brief_for("tune", TUNED))
    assert "1. `2.5` in line 3: `return sorted(" in model.requests[0].messages[1].text
    assert proposal.program.text == (
        'def solve(jobs):\n    """Orders."""\n'
        "    weight_of_it = 2.0  # tune: 0.5..4\n    power = 3  # tune: 1..6\n"
        "    return sorted(jobs, key=lambda j: j[0] * weight_of_it + j[1] ** power)\n"
    )
    assert proposal.note == "weight_of_it 2.5 → 2, power 3 → 3: w"
    parent = Trial(Candidate("c9", proposal.program), Evaluation(verdicts=(), score=0.0))
    for seed in range(30):
        brief = Brief(id=1, arm=Arm("tuner", "constants"), parent=parent, seed=seed)
        moved = ask(Tuner(), TinyProblem(), brief).program.text
        weight, power = [node.value for node in Source(moved).literals][:2]
        assert 0.5 <= weight <= 4  # type: ignore[operator]
        assert 1 <= power <= 6  # type: ignore[operator]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("none of them", "no JSON list"),
        ("[]", "no JSON list"),
        ('[{"number": 9, "value": 1, "low": 1, "high": 2}]', "no constant number 9"),
        ('[{"number": true, "value": 1, "low": 1, "high": 2}]', "no constant number True"),
        ('[{"number": 1, "value": "2", "low": 1, "high": 2}]', "value must be a number"),
        ('[{"number": 1, "value": NaN, "low": 1, "high": 2}]', "value must be a number"),
        ('[{"number": 1, "value": 1, "low": 2, "high": 3}]', "low <= value <= high"),
        ('[{"number": 1, "value": 1, "low": 0, "high": 3}]', "0 < low"),
        ('[{"number": 1, "value": 2.5, "low": 1, "high": 3}]', "every value is what it was"),
        (WISH + WISH[1:-1] + "]", "listed twice"),
        ("[{[{" * 5000, "no JSON list"),
    ],
)
def test_wishes_that_make_no_sense_are_answered(reply: str, told: str) -> None:
    _, model = propose([says(reply), says(WISHES)], brief_for("tune", TUNED))
    assert told in model.requests[1].messages[-1].text


def test_constants_that_are_marked_already_are_left_to_the_tuner() -> None:
    marked, _ = propose([says(WISHES)], brief_for("tune", TUNED))
    error, model = failure([], brief_for("tune", marked.program.text))
    assert "no constants" in str(error)
    assert model.requests == []


def test_without_constants_there_is_no_call() -> None:
    error, model = failure([], brief_for("tune", "def solve(jobs):\n    return jobs\n"))
    assert "no constants" in str(error)
    assert model.requests == []


def test_what_an_examination_of_the_parent_found_is_told() -> None:
    async def examiner(program: Program) -> Findings:
        spot = HotSpot(function="sort_key", line=2, calls=40, own=0.81, total=0.9)
        return Findings(hot_spots=(spot,), decisions=("at tick 4 it waited: 3 USD",))

    model = ScriptedModel([says(EDIT)])
    ask(Llm(model, examiner=examiner), TinyProblem(), brief_for("edit"))
    assert "`sort_key` (line 2): 80 % in itself" in model.requests[0].messages[1].text
    assert "at tick 4 it waited" in model.requests[0].messages[1].text


def test_operators_have_roles_and_may_be_chosen() -> None:
    assert set(names_of(EXPLORE)) == {"paradigm", "rewrite", "crossover"}
    assert set(names_of(EXPLORE) + names_of(REFINE)) == set(OPERATORS)
    llm = Llm(ScriptedModel([]), name="big", operators=("edit",))
    assert (llm.name, tuple(llm.operators), llm.reads) == ("big", ("edit",), True)
    with pytest.raises(ValueError, match="operators are edit"):
        Llm(ScriptedModel([]), operators=("polish",))
    with pytest.raises(ProposalError, match="no operator 'rewrite'"):
        ask(llm, TinyProblem(), brief_for("rewrite"))


def test_a_program_too_long_for_the_prompt_is_not_paid_for() -> None:
    model = ScriptedModel([])
    llm = Llm(model, builder=ContextBuilder(budget_tokens=500))
    with pytest.raises(ProposalError, match="past the prompt's budget"):
        asyncio.run(llm.propose(TinyProblem(), brief_for("edit")))
    assert model.requests == []


def test_programs_in_other_languages_are_edited_too() -> None:
    parent = Program({"main.cc": "int solve() { return 1; }\n"}, main="main.cc", language="cpp")
    reply = says(
        "<<<<<<< SEARCH\nint solve() { return 1; }\n=======\nint solve() { return 2; }\n>>>>>>> REPLACE"
    )
    brief = brief_for("edit", parent=Trial(Candidate("s0", parent), Evaluation(verdicts=(), score=0.0)))
    proposal, model = propose([reply], brief)
    assert proposal.program.text == "int solve() { return 2; }\n"
    assert "```cpp\nint solve()" in model.requests[0].messages[1].text
