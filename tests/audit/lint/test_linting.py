"""Each rule finds the fault that was planted for it, in a folder that is otherwise clean."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from adrs.audit import judging
from adrs.audit.lint.finding import Level, Report
from adrs.audit.lint.linting import RULES, lint
from adrs.core import wire
from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Limits, Problem
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome, Usage
from adrs.core.workload import Split, Workload
from adrs.interop.native import Native
from adrs.testing.inprocess import answer_of

Write = Callable[..., Path]

SUMS = "busy = busy_ms(assignment, durations_ms)"
PLANTED = {
    "parts": ("problem.py", 'unit="ms"', 'unit=""'),
    "parts, the name": ("problem.py", 'name = "', 'name = "another_'),
    "limits": ("problem.py", "search_limits = Limits(cpu_s=0.25", "search_limits = Limits(cpu_s=25.0"),
    "limits, wall clock": ("problem.py", "limits = Limits(cpu_s=5.0, wall_s=20.0", "limits = Limits(cpu_s=30.0"),
    "splits, one without workloads": ("workloads.py", '{"even": (even, 3), "few_long": (few_long, 3), "halves": (halves, 2)}', "{}"),
    "splits, sizes()": ("workloads.py", "for _, count in _PLAN", "for _, count in [(0, 1)] or _PLAN"),
    "splits, shared inputs": ("workloads.py", "Random(name)", 'Random(name.replace("test", "train"))'),
    "workloads-repeat": ("workloads.py", "Random(name)", "Random(hash(name))"),
    "statement, a bound": ("statement.md", "## Rules", "The least is {bound} ms.\n\n## Rules"),
    "statement, a held-out workload": ("statement.md", "## Rules", "See test/many-0.\n\n## Rules"),
    "statement, the entry": ("statement.md", "`assign(", "`work("),
    "bound, none": ("bound.py", "return Bound(float(", "return None and Bound(float("),
    "bound, without a kind": ("bound.py", "BoundKind.BOUND)", '"bound")'),
    "bound-passed": ("bound.py", "Bound(float(", "Bound(1.5 * float("),
    "seeds, naive first": ("problem.py", '"naive": _program', '"simple": _program'),
    "seeds, human_sota": ("problem.py", '"human_sota": _program', '"humans": _program'),
    "seeds, the source": ("problem.py", '"human_sota": "Coffman', '"multifit": "Coffman'),
    "order": ("problem.py", '"human_sota": _program("baselines/human_sota.py")', '"human_sota": _program("seeds/naive.py")'),
    "programs": ("seeds/naive.py", "def assign", "def assigned"),
    "programs, answers": ("seeds/naive.py", "return assignment", "return None"),
    "harness": ("harness.py", "from types", "import importlib\nimportlib.import_module('.bound', __package__)\nfrom types"),
    "malformed, garbage": ("judge.py", "if type(answer) is not list:", "if not answer:\n        return {m: [0] for m in range(machines)}\n    if False:"),
    "malformed, a crash": ("judge.py", "type(job) is not int or not 0", "not 0"),
    "repeats": ("judge.py", SUMS, f"{SUMS}\n    import time\n    busy[0] += time.perf_counter_ns() % 977 + 10**5"),
    "feedback": ("judge.py", "return Score(float(busy[last]), ", "feedback = ''\n    return Score(float(busy[last]), "),
    "second": ("second.py", "end = max(end, clock[machine])", "end = clock[machine]"),
    "cost": ("problem.py", "default=0)", "default=0) * -1"),
    "attacks, what is accepted": ("judge.py", "if len(placed) < n_jobs:", "if not placed:"),
    "controls": ("seeds/naive.py", "min(range(machines), key=lambda m: busy[m])", "0"),
    "documents": ("README.md", "## Results", "## Figures"),
    "tests": ("tests/test_contract.py", "ProblemContract", "object"),
    "time": ("seeds/naive.py", "    busy = ", "    1 + 1\n    busy = "),
}  # fmt: skip


class Here:
    """A sandbox without walls for the folder's own programs; ``slow`` makes programs look it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        return [self._one(program, workload) for workload in workloads]

    def _one(self, program: Program, workload: Workload) -> Completed:
        usage = Usage(cpu_s=3.0 if "1 + 1" in program.text else 0.01)
        said: list[str] = []
        try:
            answer = answer_of(self.problem, _overheard(program, said), workload)
        except InvalidAnswer as refusal:
            return Completed(workload=workload.id, outcome=Outcome.INVALID, reason=str(refusal))
        except (Exception, wire.WireError) as failure:
            return Completed(workload=workload.id, outcome=Outcome.CRASHED, reason=repr(failure))
        return Completed(
            workload=workload.id, outcome=Outcome.VALID, answer=answer, usage=usage, stdout="\n".join(said)
        )

    async def aclose(self) -> None:
        return


def _overheard(program: Program, said: list[str]) -> Program:
    """``program``, whose ``print`` is heard."""
    sys._said = said  # type: ignore[attr-defined]
    head = "import sys\nprint = lambda *words, **how: sys._said.append(' '.join(map(str, words)))\n"
    return program.with_text(head + program.text)


@pytest.fixture(autouse=True)
def few_damaged_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "N_DAMAGED", 150)


@pytest.fixture(autouse=True)
def own_path() -> Iterator[None]:
    before = list(sys.path)
    yield
    sys.path[:] = before


def linted(folder: Path) -> Report:
    problem = Native().load(folder, data=None)
    return asyncio.run(lint(problem, Here(problem)))


def test_a_folder_without_faults_is_clean(new_folder: Write) -> None:
    report = linted(new_folder())
    assert report.findings == ()
    assert set(report.checked) == set(RULES)


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(new_folder: Write, fault: str) -> None:
    folder = new_folder()
    name, old, new = PLANTED[fault]
    text = (folder / name).read_text()
    assert old in text
    if "{bound}" in new:
        problem = Native().load(folder, data=None)
        new = new.replace("{bound}", f"{problem.bound(problem.workloads(Split.TEST)[0]).value:.3f}")  # type: ignore[union-attr]
    (folder / name).write_text(text.replace(old, new))
    report = linted(folder)
    rule = fault.partition(",")[0]
    found = [finding for finding in report.findings if finding.rule == rule]
    assert found, [f"{f.rule}: {f.what}" for f in report.findings]
    assert all(finding.what and finding.where and finding.todo for finding in found)


def test_every_rule_has_a_planted_fault() -> None:
    assert {fault.partition(",")[0] for fault in PLANTED} == set(RULES)


@pytest.mark.parametrize(
    ("missing", "rule", "level"),
    [
        ("README.md", "documents", Level.ERROR),
        ("second.py", "second", Level.WARNING),
        ("attacks", "attacks", Level.WARNING),
        ("tests", "tests", Level.WARNING),
    ],
)
def test_what_is_missing_is_found(new_folder: Write, missing: str, rule: str, level: Level) -> None:
    folder = new_folder()
    (folder / missing).rename(folder / "elsewhere")
    report = linted(folder)
    assert [(finding.rule, finding.level) for finding in report.findings] == [(rule, level)]
    assert report.ok is (level is Level.WARNING)


def test_a_rule_that_the_problem_s_own_code_breaks_says_where(new_folder: Write) -> None:
    folder = new_folder()
    text = (folder / "bound.py").read_text()
    (folder / "bound.py").write_text(text.replace("machines = ", "machines = 1 // 0 or "))
    (first, *_) = linted(folder).findings
    assert first.what == "ZeroDivisionError: integer division or modulo by zero"
    assert first.where.startswith(f"{folder}/bound.py, line ")


def test_a_folder_that_scores_itself_is_told_which_points_cannot_hold(new_folder: Write) -> None:
    problem = Native().load(new_folder(), data=None)
    problem.self_scored = True  # type: ignore[attr-defined]
    report = asyncio.run(lint(problem, Here(problem)))
    assert {"harness", "malformed", "attacks", "splits", "second", "bound"} <= set(report.left_out)
    assert not set(report.left_out) & set(report.checked)
    assert "its own process" in report.left_out["attacks"]
