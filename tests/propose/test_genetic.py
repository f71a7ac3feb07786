"""The genetic proposer on the real problems' seeds."""

import pytest

from adrs import problems
from adrs.core.candidate import Arm, Brief, Candidate, Trial
from adrs.core.errors import ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split
from adrs.propose.genetic.proposer import CATALOGUE, SMALL, Genetic
from adrs.testing.inprocess import answer_of
from adrs.testing.proposer import ProposerContract, ask, make_briefs
from adrs.testing.tiny import TinyProblem

SHAPED = tuple(n for n in problems.NAMES if problems.load(n).contract.cost is not None)
"""Problems with a shape of answer and a public cost, which idioms need."""


class TestOnPrism(ProposerContract):
    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Proposer:
        return Genetic()

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return problems.load("prism")


class TestOnTransactions(TestOnPrism):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return problems.load("txn_scheduling")


@pytest.mark.parametrize("name", SHAPED)
@pytest.mark.parametrize("operator", ["construct", "improve", "restart", "recombine"])
def test_idioms_give_valid_answers_and_never_worse_ones(name: str, operator: str) -> None:
    """Idioms keep the better of what they were given, unless they say that they build anew."""
    problem, genetic = problems.load(name), Genetic()
    workload = problem.workloads(Split.TRAIN)[0]
    for brief in make_briefs(genetic, problem, 3):
        if brief.arm.operator != operator:
            continue
        proposal = ask(genetic, problem, brief)
        parent = brief.parent.candidate.program
        before = problem.judge(workload, answer_of(problem, parent, workload)).value
        try:
            after = problem.judge(workload, answer_of(problem, proposal.program, workload)).value
        except TypeError:
            # Two stages may take arguments of the same names that mean different things.
            assert "stages of" in proposal.note, proposal.note
            continue
        if "built by" not in proposal.note:
            assert not problem.objective.better(before, after), proposal.note


@pytest.mark.parametrize("operator", CATALOGUE)
def test_most_proposals_of_every_family_run(operator: str) -> None:
    problem, genetic = problems.load("prism"), Genetic()
    workload = problem.workloads(Split.TRAIN)[0]
    ran = 0
    briefs = [b for b in make_briefs(genetic, problem, 6) if b.arm.operator == operator]
    for brief in briefs:
        try:
            answer_of(problem, ask(genetic, problem, brief).program, workload)
            ran += 1
        except Exception:
            continue
    assert ran > len(briefs) / 3


def test_champions_stay_one_self_contained_file() -> None:
    """The published cost comes along as source, once, however many idioms use it."""
    problem, genetic = problems.load("prism"), Genetic()
    program = next(iter(problem.seeds.values()))
    for seed, operator in enumerate(["improve", "restart", "construct", "improve"]):
        parent = Trial(Candidate("p", program), Evaluation(verdicts=()))
        brief = Brief(id=0, arm=Arm("genetic", operator), parent=parent, seed=seed)
        program = ask(genetic, problem, brief).program
    assert program.text.count("def max_kvpr") == 1
    assert "adrs" not in program.text


def test_a_problem_without_shape_and_cost_is_mutated_all_the_same() -> None:
    problem, genetic = TinyProblem(), Genetic()
    parent = Trial(Candidate("p", problem.seeds["naive"]), Evaluation(verdicts=()))
    brief = Brief(id=0, arm=Arm("genetic", "keys"), parent=parent, seed=3)
    assert ask(genetic, problem, brief).program != parent.candidate.program
    with pytest.raises(ProposalError, match="no place for improve"):
        ask(genetic, problem, Brief(id=0, arm=Arm("genetic", "improve"), parent=parent))


TWO_FUNCTIONS = """\
def weigh(job):
    return job * 2.5 + 1.5


def solve(jobs):
    return sorted(jobs, key=lambda job: weigh(job) * 3.5 - 4.5)
"""


@pytest.mark.parametrize("operator", sorted(SMALL - {"keys"}))
def test_a_small_change_keeps_to_the_function_that_the_brief_names(operator: str) -> None:
    problem, genetic = TinyProblem(), Genetic()
    parent = Trial(Candidate("p", Program.from_text(TWO_FUNCTIONS)), Evaluation(verdicts=()))
    before, after = TWO_FUNCTIONS.split("def solve")
    for seed in range(20):
        brief = Brief(id=0, arm=Arm("genetic", operator), parent=parent, seed=seed, focus="weigh")
        try:
            text = ask(genetic, problem, brief).program.text
        except ProposalError:
            continue
        assert text.endswith("def solve" + after)
        assert not text.startswith(before)


def test_programs_do_not_grow_without_end() -> None:
    problem, genetic = problems.load("prism"), Genetic()
    program = next(iter(problem.seeds.values()))
    for seed in range(40):
        parent = Trial(Candidate("p", program), Evaluation(verdicts=()))
        try:
            program = ask(
                genetic, problem, Brief(id=0, arm=Arm("genetic", "improve"), parent=parent, seed=seed)
            ).program
        except ProposalError:
            break
    else:
        pytest.fail("forty layers and still growing")
    assert len(program.text) <= 24_000


def test_an_unknown_operator_is_named() -> None:
    parent = Trial(Candidate("p", Program.from_text("x = 1\n")), Evaluation(verdicts=()))
    brief = Brief(id=0, arm=Arm("genetic", "telepathy"), parent=parent)
    with pytest.raises(ProposalError, match="telepathy"):
        ask(Genetic(), TinyProblem(), brief)
