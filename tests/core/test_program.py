"""Programs by content, and the regions that may change."""

import pytest

from adrs.core.budget import Budget
from adrs.core.errors import ProgramError, UsageError
from adrs.core.program import Program, Region, evolvable_regions
from adrs.core.verdict import Usage

BLOCK = "a = 1\n# EVOLVE-BLOCK-START\nb = 2\nc = 3\n# EVOLVE-BLOCK-END\nd = 4\n"


def test_equal_files_are_the_same_program_in_any_order() -> None:
    one = Program({"a.py": "x", "program.py": "y"})
    other = Program({"program.py": "y", "a.py": "x"})
    assert (one, one.digest) == (other, other.digest)


def test_moving_text_between_files_changes_the_digest() -> None:
    assert Program({"program.py": "ab", "x": ""}).digest != Program({"program.py": "a", "x": "b"}).digest


def test_the_main_file_must_be_there() -> None:
    with pytest.raises(ProgramError, match=r"no file 'program.py'"):
        Program({"other.py": ""})


def test_files_cannot_be_changed_afterwards() -> None:
    program = Program.from_text("x")
    with pytest.raises(TypeError):
        program.files["program.py"] = "y"  # type: ignore[index]
    assert program.with_text("y").text == "y"


def test_without_markers_everything_may_change() -> None:
    assert evolvable_regions("a\nb\n") == (Region(1, 2),)


def test_between_markers_may_change() -> None:
    assert evolvable_regions(BLOCK) == (Region(3, 4),)
    assert evolvable_regions(BLOCK + BLOCK) == (Region(3, 4), Region(9, 10))


def test_a_block_left_open_runs_to_the_end() -> None:
    assert evolvable_regions(BLOCK.replace("# EVOLVE-BLOCK-END\n", "")) == (Region(3, 5),)


@pytest.mark.parametrize("text", ["# EVOLVE-BLOCK-END\n", BLOCK.replace("c = 3", "# EVOLVE-BLOCK-START")])
def test_markers_that_do_not_match_are_refused(text: str) -> None:
    with pytest.raises(ProgramError, match="line"):
        evolvable_regions(text)


@pytest.mark.parametrize("limits", [{}, {"evaluations": 0}, {"seconds": -1.0}, {"cost_usd": float("nan")}])
def test_budgets_must_limit_something_positive(limits: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Budget(**limits)  # type: ignore[arg-type]


def test_budgets_compare_and_usage_adds() -> None:
    budget = Budget(evaluations=3, cost_usd=1.0)
    used = Usage(evaluations=1, cost_usd=0.4, peak_memory_bytes=5) + Usage(evaluations=1, peak_memory_bytes=3)
    assert budget.exhausted_by(used) is None
    assert used.peak_memory_bytes == 5
    assert budget.exhausted_by(used + Usage(cost_usd=0.7)) == "usd"
    assert budget.exhausted_by(used + Usage(evaluations=1)) == "evaluations"
