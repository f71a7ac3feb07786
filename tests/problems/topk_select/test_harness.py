import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.testing.inprocess import answer_of
from tests.problems.topk_select.scenes import PROBLEM, SIZE, recipe, workload


def test_a_program_is_handed_a_row_and_the_cut() -> None:
    text = "def truncate(row, k, p):\n    return [row.size, k, round(1000 * p), row.reads]\n"
    (part,) = answer_of(PROBLEM, Program.from_text(text), workload(recipe(k=7, p=0.9)))
    assert part["indices"].tolist() == [SIZE, 7, 900, 0]
    assert part["reads"] == 0


def test_a_program_without_the_entry_is_told_which() -> None:
    with pytest.raises(InvalidAnswer, match="truncate"):
        answer_of(PROBLEM, Program.from_text("x = 1\n"), workload(recipe(k=1)))


def test_what_is_no_list_of_integers_is_refused_with_the_row() -> None:
    text = "def truncate(row, k, p):\n    return [0] if k == 1 else [0.5]\n"
    with pytest.raises(InvalidAnswer, match="row 1: truncate must return indices"):
        answer_of(PROBLEM, Program.from_text(text), workload(recipe(k=1), recipe(k=2)))


def test_none_declines() -> None:
    (part,) = answer_of(PROBLEM, PROBLEM.pace.idle, workload(recipe(k=1)))
    assert part == {"indices": None, "reads": 0}
