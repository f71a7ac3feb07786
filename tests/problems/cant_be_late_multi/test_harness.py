"""What a policy is shown, and what is written down."""

import subprocess
import sys

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.problems.cant_be_late_multi import harness
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT
from adrs.problems.cant_be_late_multi.problem import CONTRACT, create
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late_multi.worlds import workload

WORLD = workload("0" * 5 + "1" * 50, "1" * 3 + "0" * 52)


def answer(text, on=WORLD):
    return answer_of(create(), Program.from_text(text), on)


def test_observations_hold_what_the_contract_says():
    assert set(CONTRACT.records["Observation"]) == set(harness.Observation.__slots__)


def test_a_policy_sees_its_state_tick_by_tick():
    text = """
class Policy:
    def decide(self, o):
        if o.tick == 0:
            assert (o.last, o.running, o.has_spot, o.region, o.regions) == ("wait", "wait", True, 0, 2)
            assert (o.gap_s, o.duration_s, o.deadline_s, o.overhead_s) == (100.0, 1000.0, 2000.0, 200.0)
            assert o.prices == (1.0, 2.0) and o.on_demand_price == 3.06 and o.look_s == 36.0
        if o.tick == 2:
            assert (o.done_s, o.left_s, o.remaining_overhead_s) == (0.0, 1000.0, 0.0)
        if o.tick == 3:
            assert (o.credited_s, o.done_s, o.elapsed_s) == (100.0, 100.0, 300.0)
        if o.tick == 5:
            assert (o.last, o.running, o.has_spot) == ("spot", "wait", False)
        return ("spot" if o.has_spot else "on_demand"), 0
"""
    assert answer(text)[STRICT]["kinds"] == "S" * 5 + "O" * 9


def test_looks_are_answered_and_written_down_once():
    text = """
class Policy:
    def decide(self, o):
        if o.tick == 2:
            assert not o.look(1) and not o.look(1)
        if o.tick == 3:
            assert o.look(1) and o.look(0)
        return "on_demand", 0
"""
    assert answer(text)[STRICT]["looks"] == [[2, 1], [3, 1]]


def test_both_rule_sets_are_run_where_both_are_asked_for():
    world = workload("0" * 50, "0" * 50, rules=(PUBLISHED, STRICT))
    text = """
class Policy:
    def decide(self, o):
        return "spot", 0
"""
    logs = answer(text, world)
    assert [len(logs[rules]["kinds"]) for rules in (PUBLISHED, STRICT)] == [14, 12]


def test_a_strict_policy_is_not_asked_when_the_work_is_done():
    text = """
class Policy:
    def decide(self, o):
        assert o.left_s > 0
        return "on_demand", 1
"""
    assert set(answer(text)[STRICT]["kinds"]) == {"O"}


def test_going_where_the_guarantee_forbids_is_not_taken_for_knowledge():
    text = """
class Policy:
    def decide(self, o):
        return ("spot" if o.has_spot else "wait"), (o.region + 1) % o.regions
"""
    answer(text)  # the request is overridden at the end, and the second run must not show other things


def test_no_file_to_read_is_no_program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidAnswer, match="no program file"):
        harness.run(lambda: None, dict(WORLD.inputs))


def test_brings_no_judge_nor_workloads_into_the_sandbox():
    code = (
        "import sys, adrs.problems.cant_be_late_multi.harness\n"
        "print(*sorted(m for m in sys.modules if 'cant_be_late_multi' in m or 'numpy' == m))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = {name.rpartition(".")[2] for name in done.stdout.split()}
    assert names <= {"cant_be_late_multi", "harness", "job", "published", "screen", "simulator", "numpy"}
