"""Whole questions of an audit, asked of a problem in a real sandbox and of problems that are broken."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adrs.audit import controls, reach
from adrs.audit.auditing import audit
from adrs.audit.check import Check
from adrs.audit.judging import damaged_answers, published_cost, second_account
from adrs.audit.scoring import Scoring
from adrs.core.errors import InvalidAnswer, SandboxError, UsageError
from adrs.core.problem import Problem, Score
from adrs.core.program import Program
from adrs.core.syntax import parse
from adrs.core.workload import Split, Workload
from adrs.problems import NAMES, load
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.inprocess import answer_of
from adrs.testing.tiny import BEST, InProcess, TinyProblem

linux = pytest.mark.skipif(sys.platform != "linux", reason="the audited sandbox needs Linux")


def make(problem: Problem, slots: int) -> ForkServer:
    return ForkServer(problem.harness, slots=slots)


@linux
def test_a_part_of_the_attacks_is_no_audit(prism: Problem) -> None:
    told: list[str] = []
    found = asyncio.run(audit(prism, make, tell=told.append, only="kill/exit"))
    assert [tried.name for tried in found.attacks] == ["kill/exit"]
    assert found.escapes == []
    assert found.penalised == ()
    assert found.left_over == ()
    assert not found.passed
    assert told == ["contained kill/exit: CRASHED, its process ended alone"]


@linux
def test_a_name_that_no_attack_has_is_refused(prism: Problem) -> None:
    with pytest.raises(UsageError, match="no attack has 'nothing-like-this'"):
        asyncio.run(audit(prism, make, only="nothing-like-this"))


@linux
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_prism_passes(prism: Problem) -> None:
    assert asyncio.run(audit(prism, make)).failures == []


def test_a_sandbox_without_walls_is_not_attacked() -> None:
    with pytest.raises(SandboxError, match="neither namespaces nor a system-call filter"):
        asyncio.run(audit(TinyProblem(), lambda problem, slots: InProcess(problem)))


@linux
def test_held_out_workloads_that_lie_in_the_interpreter_are_found(prism: Problem) -> None:
    async def asked(problem: Problem, needles: Sequence[str]) -> Any:
        sandbox = make(problem, 1)
        try:
            facts = {"package": "adrs.problems.prism", "seen": list(needles)}
            return await reach.held_out(problem, sandbox, facts)
        finally:
            await sandbox.aclose()

    needles = reach.needles_of(prism)
    assert asyncio.run(asked(prism, [])).ok
    found = asyncio.run(asked(prism, needles[:1]))  # the needle now lies in the program, the right way round
    assert not found.ok
    assert needles[0] in found.detail


@linux
@pytest.mark.parametrize(
    ("name", "cost", "agrees", "detail"),
    [
        ("prism", None, True, "compared in value, 0 differ"),
        ("llm_sql", None, True, "compared in order, 0 differ"),
        ("llm_sql", "table.hits({answer})", False, "costs"),
        ("llm_sql", "0.0", False, "costs 0 and 0"),
    ],
)
def test_a_published_cost_may_be_in_another_unit_but_not_in_another_order(
    name: str, cost: str | None, agrees: bool, detail: str
) -> None:
    problem: Any = load(name)
    if cost is not None:
        said = replace(problem.contract.cost, call=cost)
        problem.contract = replace(problem.contract, cost=said)

    async def asked() -> Check:
        sandbox = make(problem, 1)
        try:
            return await published_cost(problem, sandbox)
        finally:
            await sandbox.aclose()

    check = asyncio.run(asked())
    assert check.ok == agrees
    assert detail in check.detail


def test_needles_are_not_in_train_workloads(prism: Problem) -> None:
    train = "".join(w.encoded.decode() for w in prism.workloads(Split.TRAIN))
    assert len(reach.needles_of(prism)) > 20
    assert not any(needle in train for needle in reach.needles_of(prism))


@pytest.mark.parametrize("name", NAMES)
def test_controls_are_programs_for_every_problem(name: str) -> None:
    problem = load(name)
    programs = {**controls.lazy_programs(problem), **controls.random_programs(problem)}
    assert len(programs) >= 4
    for label, program in programs.items():
        parse(program.text, name=label)


class Crashing(TinyProblem):
    def judge(self, workload: Workload, answer: Any) -> Score:
        return Score(float(sum(answer)))


class Generous(TinyProblem):
    def judge(self, workload: Workload, answer: Any) -> Score:
        super().judge(workload, answer)
        return Score(0.0)


def real(problem: Problem) -> list[tuple[Workload, Any]]:
    workloads = problem.workloads(Split.TRAIN)[:1]
    return [(w, list(range(len(w.inputs["jobs"])))) for w in workloads]


class Strict(TinyProblem):
    """The tiny problem's judge compares texts, so ``"1"`` passes for 1 and then crashes it; not this one."""

    def judge(self, workload: Workload, answer: Any) -> Score:
        if not isinstance(answer, list) or any(type(item) is not int for item in answer):
            raise InvalidAnswer("an order is a list of ints")
        return super().judge(workload, answer)


def test_a_sound_judge_stands_damaged_answers() -> None:
    check = damaged_answers(Strict(), real(Strict()))
    assert check.ok, check.detail
    assert check.figures["scored"] > 0
    assert check.figures["refused"] > 0


@pytest.mark.parametrize(
    ("problem", "complaint"), [(Crashing(), "crashed with TypeError"), (Generous(), "past the bound")]
)
def test_a_judge_that_crashes_or_is_generous_is_found(problem: Problem, complaint: str) -> None:
    check = damaged_answers(problem, real(problem))
    assert not check.ok
    assert complaint in check.detail


@pytest.mark.parametrize("name", ["prism", "txn_scheduling"])
def test_second_accounts_agree(name: str) -> None:
    problem = load(name)
    workload = problem.workloads(Split.TRAIN)[0]
    check = second_account(problem, [(workload, answer_of(problem, problem.seeds["naive"], workload))])
    assert check.ok, check.detail
    assert not check.left_out
    assert check.figures["compared"] > 10


def test_a_second_account_that_differs_is_found(prism: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    from adrs.problems.prism import second

    monkeypatch.setattr(second, "value", lambda workload, answer: 1.0)
    workload = prism.workloads(Split.TRAIN)[0]
    answer = answer_of(prism, prism.seeds["naive"], workload)
    assert not second_account(prism, [(workload, answer)]).ok


def scoring(problem: Problem) -> dict[str, bool]:
    async def all_of_them() -> dict[str, bool]:
        return {c.name: c.ok async for c in Scoring(problem, InProcess(problem)).checks()}

    return asyncio.run(all_of_them())


def test_a_sound_problem_passes_its_controls() -> None:
    assert all(scoring(TinyProblem()).values())


def test_scores_that_do_not_repeat_are_found() -> None:
    class Noisy(TinyProblem):
        calls = 0

        def judge(self, workload: Workload, answer: Any) -> Score:
            self.calls += 1
            return Score(super().judge(workload, answer).value + self.calls)

    found = scoring(Noisy())
    assert not found["scores repeat"]
    assert not found["human baseline reproduced"]


def test_a_bound_that_is_beaten_is_found() -> None:
    class TooHigh(TinyProblem):
        baselines: Mapping[str, Program] = {**TinyProblem.baselines, "smith": Program.from_text(BEST)}

        def bound(self, workload: Workload) -> Any:
            bound = super().bound(workload)
            assert bound is not None
            return type(bound)(bound.value * 1.01, bound.kind)

    assert not scoring(TooHigh())["nothing beats a proven bound"]


def test_idle_programs_that_do_well_are_found() -> None:
    class Lenient(TinyProblem):
        def judge(self, workload: Workload, answer: Any) -> Score:
            return Score(0.0 if answer is None else super().judge(workload, answer).value)

        def bound(self, workload: Workload) -> None:
            return None

    assert not scoring(Lenient())["programs that do nothing"]


def test_nothing_is_left_of_the_bait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import tempfile

    from adrs.audit.bait import planted

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    environment = dict(os.environ)
    with planted() as bait:
        assert dict(os.environ) != environment
        assert bait.touched() == []
        Path(str(bait.facts()["outside"]), f"x{bait.mark}").touch()
        Path(str(bait.facts()["file"])).write_text("mine now")
        assert len(bait.touched()) == 2
        assert bait.touched() == []
        secret = bait.canaries["memory"]
        assert bait.taken(secret[::-1]) == bait.taken(secret.encode().hex()) == bait.taken(f"x{secret}y")
        assert bait.taken("nothing") == []
    assert list(tmp_path.iterdir()) == []
    assert dict(os.environ) == environment
