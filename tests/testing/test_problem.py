"""The suite catches problems that break the contract, one at a time."""

import dataclasses
import math

import pytest

from adrs.core.errors import DataError, InvalidAnswer
from adrs.core.problem import Bound, BoundKind, Score
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.prism.problem import Prism
from adrs.testing.problem import (
    GARBAGE,
    ProblemContract,
    available,
    score_or_refusal,
    states_number,
    train_scores,
)

SUITE = ProblemContract()


class SharesWorkloads(Prism):
    def workloads(self, split):
        train = super().workloads(Split.TRAIN)
        return [dataclasses.replace(w, id=f"{split}/{i}", split=split) for i, w in enumerate(train)]


class Miscounts(Prism):
    def sizes(self):
        return {**super().sizes(), Split.TEST: 3}


class Chatty(Prism):
    def __init__(self):
        super().__init__()
        self.statement += f"The best value is {self.bound(self.workloads(Split.TEST)[0]).value:.6f}."


class NamesTests(Prism):
    def __init__(self):
        super().__init__()
        self.statement += f"One of the workloads is {self.workloads(Split.TEST)[0].id}."


class Credulous(Prism):
    def judge(self, workload, answer):
        return Score(0.0)


class Crashing(Prism):
    def judge(self, workload, answer):
        return Score(answer[0][1][0] / 1.0)


class WrongBound(Prism):
    def bound(self, workload):
        return Bound(1.0, BoundKind.OPTIMAL)


class NeedsData(Prism):
    def workloads(self, split):
        if split is Split.LEADERBOARD:
            raise DataError("no file")
        return super().workloads(split)


@pytest.mark.parametrize(
    ("problem", "test"),
    [
        (SharesWorkloads(), SUITE.test_splits_are_disjoint_in_ids_and_contents),
        (Miscounts(), SUITE.test_sizes_are_known_for_every_split_with_train_validation_and_test),
        (Chatty(), SUITE.test_statement_gives_nothing_of_the_held_out_workloads_away),
        (NamesTests(), SUITE.test_statement_gives_nothing_of_the_held_out_workloads_away),
    ],
    ids=lambda x: type(x).__name__ if isinstance(x, Prism) else "",
)
def test_a_broken_problem_is_caught(problem, test):
    test(Prism())
    with pytest.raises(AssertionError):
        test(problem)


def test_a_credulous_judge_is_caught():
    with pytest.raises(pytest.fail.Exception):
        SUITE.test_judge_refuses_garbage(Credulous(), None)


@pytest.mark.parametrize("answer", GARBAGE[:3])
def test_a_crashing_judge_is_caught(answer):
    with pytest.raises(TypeError):
        score_or_refusal(Crashing(), Prism().workloads(Split.TRAIN)[0], answer)


def test_an_infinite_score_is_caught():
    class Infinite(Prism):
        def judge(self, workload, answer):
            return Score(math.inf)

    with pytest.raises(AssertionError):
        score_or_refusal(Infinite(), Prism().workloads(Split.TRAIN)[0], [])


def test_a_passed_bound_is_caught():
    problem = Prism()
    scores = {name: train_scores(problem, program) for name, program in problem.seeds.items()}
    SUITE.test_nothing_passes_a_proven_bound(problem, scores, {})
    with pytest.raises(AssertionError):
        SUITE.test_nothing_passes_a_proven_bound(WrongBound(), scores, {})


def test_a_seed_beyond_the_state_of_the_art_is_caught():
    problem = Prism()
    weak = {"human_sota": train_scores(problem, problem.baselines["round_robin"])}
    strong = {"naive": train_scores(problem, problem.seeds["prism_greedy"])}
    with pytest.raises(AssertionError):
        SUITE.test_no_seed_is_stronger_than_the_human_state_of_the_art(problem, strong, weak)


def test_a_program_without_the_entry_is_caught():
    problem = Prism()
    problem.seeds = {"naive": Program.from_text("x = 1")}
    with pytest.raises(AssertionError):
        SUITE.test_programs_parse_and_define_the_entry(problem)
    with pytest.raises(InvalidAnswer):
        train_scores(problem, problem.seeds["naive"])


def test_workloads_that_change_from_process_to_process_are_caught():
    problem = Prism()
    honest = {w.id: w.digest for w in problem.workloads(Split.TRAIN)}
    SUITE.test_workloads_are_the_same_every_time(problem, honest)
    changed = {**honest, "train/uniform-0": "0" * 32}
    with pytest.raises(AssertionError):
        SUITE.test_workloads_are_the_same_every_time(problem, changed)


def test_splits_without_their_data_are_left_out():
    assert [split for split, _ in available(NeedsData())] == [Split.TRAIN, Split.VALIDATION, Split.TEST]


def test_only_telling_numbers_give_a_bound_away():
    assert states_number("the optimum is 0.0426587", 0.0426587301587)
    assert not states_number("sizes of 5 to 28 GB", 28.0)
    assert not states_number("nothing here", 0.0426587301587)
