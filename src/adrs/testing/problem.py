"""The contract of a problem, as a test suite.

Subclass it and override the ``problem`` fixture::

    class TestMyProblem(ProblemContract):
        @pytest.fixture(scope="class")
        @classmethod
        def problem(cls) -> Problem:
            return create()

Override ``made_again`` as well when ``create`` is not in ``problem.py`` beside the harness. Splits that need
data files which are not there are left out. Programs run in this process, so only the problem's own run.
"""

from __future__ import annotations

import copy
import itertools
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adrs.core import wire
from adrs.core.errors import InvalidAnswer
from adrs.core.inspected import GARBAGE, available, every_program, states_number
from adrs.core.made_again import digests_in_fresh_interpreter, factory_of
from adrs.core.pace import Pace, pace_of
from adrs.core.problem import Direction, Problem, Score
from adrs.core.program import Program, evolvable_regions
from adrs.core.syntax import defines_function, parse
from adrs.core.workload import Split, Workload
from adrs.testing.inprocess import answer_of

RELATIVE_TOLERANCE = 1e-9
"""How far a value may pass a proven bound before it is called a contradiction (rounding of sums)."""

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


class ProblemContract:
    """What every problem keeps."""

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        """The problem under test."""
        raise NotImplementedError("override the fixture `problem`")

    @pytest.fixture(scope="class")
    @classmethod
    def made_again(cls, problem: Problem) -> dict[str, str]:
        """Workload digests by id as a fresh interpreter makes them (of splits that need no data files)."""
        return digests_in_fresh_interpreter(factory_of(problem))

    @pytest.fixture(scope="class")
    @classmethod
    def seed_scores(cls, problem: Problem) -> dict[str, list[Score]]:
        """The judge's scores of every seed on the train workloads."""
        return {name: train_scores(problem, program) for name, program in problem.seeds.items()}

    @pytest.fixture(scope="class")
    @classmethod
    def baseline_scores(cls, problem: Problem) -> dict[str, list[Score]]:
        """The judge's scores of every baseline on the train workloads."""
        return {name: train_scores(problem, program) for name, program in problem.baselines.items()}

    @pytest.fixture(scope="class")
    @classmethod
    def naive_answer(cls, problem: Problem) -> Any:
        """The naive seed's answer to the first train workload."""
        return answer_of(problem, problem.seeds["naive"], problem.workloads(Split.TRAIN)[0])

    # The parts

    def test_has_every_part_of_a_problem(self, problem: Problem) -> None:
        assert isinstance(problem, Problem)
        assert problem.name.isidentifier()
        assert problem.title.strip()
        assert problem.objective.name.strip()
        assert problem.objective.unit.strip()

    def test_search_limits_leave_a_champion_room_to_spare(self, problem: Problem) -> None:
        assert problem.search_limits.cpu_s <= problem.limits.cpu_s
        assert problem.search_limits.wall_s <= problem.limits.wall_s
        assert problem.search_limits.memory_bytes <= problem.limits.memory_bytes

    def test_published_cost_function_is_python(self, problem: Problem) -> None:
        cost = problem.contract.cost
        if cost is None:
            pytest.skip("the problem publishes no cost function")
        parse(cost.source, name="source of the cost function")
        call = parse(cost.call.format(answer="answer"), name="call of the cost function")
        assert len(call.body) == 1

    def test_contract_is_python(self, problem: Problem) -> None:
        contract = problem.contract
        parse(f"{contract.signature}: ...", name="signature")
        parse(contract.unpack.format(result="result"), name="unpack")
        parse(contract.pack.format(answer="answer", cost="cost"), name="pack")

    # The workloads

    def test_sizes_are_known_for_every_split_with_train_validation_and_test(self, problem: Problem) -> None:
        sizes = problem.sizes()
        assert all(sizes.get(split, 0) > 0 for split in (Split.TRAIN, Split.VALIDATION, Split.TEST))
        for split, workloads in available(problem):
            assert len(workloads) == sizes.get(split, 0)

    def test_splits_are_disjoint_in_ids_and_contents(self, problem: Problem) -> None:
        workloads = [w for _, ws in available(problem) for w in ws]
        assert len({w.id for w in workloads}) == len(workloads)
        assert len({w.digest for w in workloads}) == len(workloads)

    def test_workloads_belong_to_their_split(self, problem: Problem) -> None:
        for split, workloads in available(problem):
            assert all(w.split is split and w.family for w in workloads)

    def test_workloads_are_the_same_every_time(self, problem: Problem, made_again: dict[str, str]) -> None:
        mine = {w.id: w.digest for _, workloads in available(problem) for w in workloads}
        assert set(mine) >= set(made_again)
        assert any(w.id in made_again for w in problem.workloads(Split.TRAIN))
        for identifier, digest in made_again.items():
            assert mine[identifier] == digest, identifier

    def test_inputs_survive_the_wire(self, problem: Problem) -> None:
        for _, workloads in available(problem):
            for workload in workloads:
                assert wire.encode(wire.decode(workload.encoded)) == workload.encoded

    def test_statement_gives_nothing_of_the_held_out_workloads_away(self, problem: Problem) -> None:
        for split, workloads in available(problem):
            for workload in workloads:
                if split is not Split.TRAIN:
                    assert workload.id not in problem.statement
                bound = problem.bound(workload)
                if bound is not None:
                    assert not states_number(problem.statement, bound.value)

    # The programs

    def test_naive_is_the_first_seed(self, problem: Problem) -> None:
        assert next(iter(problem.seeds)) == "naive"

    def test_human_state_of_the_art_is_a_cited_baseline(self, problem: Problem) -> None:
        assert "human_sota" in problem.baselines
        assert problem.citations["human_sota"].strip()
        assert set(problem.citations) <= set(problem.baselines)

    def test_programs_parse_and_define_the_entry(self, problem: Problem) -> None:
        for name, program in every_program(problem):
            tree = parse(program.text, name=name)
            assert defines_function(tree, problem.contract.function), name
            assert evolvable_regions(program.text), name

    def test_programs_differ(self, problem: Problem) -> None:
        assert len({p.digest for p in problem.seeds.values()}) == len(problem.seeds)
        assert len({p.digest for p in problem.baselines.values()}) == len(problem.baselines)

    def test_seeds_give_valid_answers(self, seed_scores: dict[str, list[Score]]) -> None:
        for name, scores in seed_scores.items():
            assert all(math.isfinite(score.value) for score in scores), name

    def test_baselines_give_valid_answers(self, baseline_scores: dict[str, list[Score]]) -> None:
        for name, scores in baseline_scores.items():
            assert all(math.isfinite(score.value) for score in scores), name

    def test_no_seed_is_stronger_than_the_human_state_of_the_art(
        self,
        problem: Problem,
        seed_scores: dict[str, list[Score]],
        baseline_scores: dict[str, list[Score]],
    ) -> None:
        human = problem.objective.combine([s.value for s in baseline_scores["human_sota"]])
        for name, scores in seed_scores.items():
            value = problem.objective.combine([s.value for s in scores])
            slack = RELATIVE_TOLERANCE * abs(human)
            assert not passes(problem, value, human, slack), f"{name}: {value} beats {human}"

    def test_naive_is_the_weakest_seed(self, problem: Problem, seed_scores: dict[str, list[Score]]) -> None:
        values = {n: problem.objective.combine([s.value for s in ss]) for n, ss in seed_scores.items()}
        for name, value in values.items():
            assert not problem.objective.better(values["naive"], value), name

    def test_nothing_passes_a_proven_bound(
        self,
        problem: Problem,
        seed_scores: dict[str, list[Score]],
        baseline_scores: dict[str, list[Score]],
    ) -> None:
        for scores in [*seed_scores.values(), *baseline_scores.values()]:
            for workload, score in zip(problem.workloads(Split.TRAIN), scores, strict=True):
                bound = problem.bound(workload)
                if bound is not None and bound.kind.proven:
                    slack = RELATIVE_TOLERANCE * abs(bound.value)
                    assert not passes(problem, score.value, bound.value, slack), workload.id

    def test_a_program_answers_alike_twice(self, problem: Problem) -> None:
        workload = problem.workloads(Split.TRAIN)[0]
        for name, program in every_program(problem):
            first, second = (wire.encode(answer_of(problem, program, workload)) for _ in range(2))
            assert first == second, name

    # The pace, where speed counts

    @pytest.fixture
    def pace(self, problem: Problem) -> Pace:
        """The problem's pace."""
        pace = pace_of(problem)
        if pace is None:
            pytest.skip("speed does not count in this problem")
        return pace

    def test_reference_and_idle_program_give_valid_answers(self, problem: Problem, pace: Pace) -> None:
        for program in (pace.reference, pace.idle):
            for workload in problem.workloads(Split.TRAIN):
                problem.judge(workload, answer_of(problem, program, workload))

    def test_time_only_ever_costs_and_more_speed_never_costs_more(
        self, problem: Problem, pace: Pace, baseline_scores: dict[str, list[Score]]
    ) -> None:
        value = baseline_scores["human_sota"][0].value
        charged = [pace.charge(value, 2.0**n) for n in range(-20, 21)]
        assert all(map(math.isfinite, charged))
        assert not any(problem.objective.better(paid, value) for paid in charged)
        assert not any(problem.objective.better(a, b) for a, b in itertools.pairwise(charged))
        assert pace.fixed_ratio > 0

    # The judge

    def test_judging_changes_neither_the_answer_nor_the_workload(
        self, problem: Problem, naive_answer: Any
    ) -> None:
        workload, answer = problem.workloads(Split.TRAIN)[0], copy.deepcopy(naive_answer)
        before = wire.encode(answer)
        first, second = problem.judge(workload, answer), problem.judge(workload, answer)
        assert first == second
        assert wire.encode(answer) == before
        assert wire.encode(dict(workload.inputs)) == workload.encoded

    @pytest.mark.parametrize("answer", GARBAGE, ids=repr)
    def test_judge_refuses_garbage(self, problem: Problem, answer: Any) -> None:
        with pytest.raises(InvalidAnswer) as caught:
            problem.judge(problem.workloads(Split.TRAIN)[0], answer)
        assert str(caught.value).strip()

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    @given(data=st.data())
    def test_judge_scores_or_refuses_whatever_it_is_given(
        self, problem: Problem, naive_answer: Any, data: st.DataObject
    ) -> None:
        workload = problem.workloads(Split.TRAIN)[0]
        answer = copy.deepcopy(naive_answer)
        for _ in range(data.draw(st.integers(1, 3))):
            answer = mutate(answer, data)
        score_or_refusal(problem, workload, answer)

    def test_seeds_are_told_where_they_lose(self, seed_scores: dict[str, list[Score]]) -> None:
        assert all(score.feedback.strip() for score in seed_scores["naive"])


def train_scores(problem: Problem, program: Program) -> list[Score]:
    """The judge's scores of ``program`` on the train workloads, in order."""
    return [problem.judge(w, answer_of(problem, program, w)) for w in problem.workloads(Split.TRAIN)]


def passes(problem: Problem, value: float, limit: float, slack: float) -> bool:
    """Whether ``value`` is better than ``limit`` by more than ``slack``."""
    sign = -1.0 if problem.objective.direction is Direction.MINIMIZE else 1.0
    return sign * (value - limit) > slack


def score_or_refusal(problem: Problem, workload: Workload, answer: Any) -> None:
    """Judge ``answer``; anything but a finite score or :class:`InvalidAnswer` fails the test."""
    try:
        score = problem.judge(workload, answer)
    except InvalidAnswer:
        return
    assert math.isfinite(score.value)
    bound = problem.bound(workload)
    if bound is not None and bound.kind.proven:
        assert not passes(problem, score.value, bound.value, RELATIVE_TOLERANCE * abs(bound.value))


def mutate(value: Any, data: st.DataObject) -> Any:
    """``value`` with one part replaced, dropped, repeated or swapped."""
    if not isinstance(value, list | dict) or not value or data.draw(st.integers(0, 3)) == 0:
        return data.draw(PLAIN)
    if isinstance(value, dict):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: mutate(value[key], data)}
    i = data.draw(st.integers(0, len(value) - 1))
    j = data.draw(st.integers(0, len(value) - 1))
    kind = data.draw(st.sampled_from(["inside", "drop", "repeat", "swap"]))
    if kind == "drop":
        return [*value[:i], *value[i + 1 :]]
    if kind == "repeat":
        return [*value, value[i]]
    changed = list(value)
    if kind == "swap":
        changed[i], changed[j] = changed[j], changed[i]
    else:
        changed[i] = mutate(value[i], data)
    return changed
