from __future__ import annotations

from pathlib import Path

import pytest

import adrs
from adrs.core.errors import StoreError, UsageError
from adrs.notebook.opened import Run
from adrs.testing.tiny import TinyProblem
from tests.run.analysis.test_analyse import world

pandas = pytest.importorskip("pandas")


@pytest.fixture
def run() -> Run:
    """A short run on the tiny problem."""
    problem, store = world()
    return adrs.open("tiny-1", store=store, problem=problem)


def test_candidates_are_one_row_each(run: Run) -> None:
    table = run.candidates
    assert table["candidate"].tolist() == ["s0", "c0"]
    assert table["evaluations"].tolist() == [1, 2]
    assert table["parent"].tolist()[1] == "s0"


def test_verdicts_have_the_references_beside_the_candidates(run: Run) -> None:
    table = run.verdicts
    assert set(table["candidate"]) == {"baseline:naive", "baseline:human_sota", "s0", "c0"}
    assert len(table) == 4 * 4
    means = table.groupby("candidate")["value"].mean()
    assert means["c0"] == pytest.approx(run.candidates.set_index("candidate")["value"]["c0"])


def test_frames_without_rows_have_their_columns(run: Run) -> None:
    assert list(run.arms.columns) == ["arm", "tried", "failed", "improved", "success"]
    assert {"seconds", "evaluations", "cost_usd"} <= set(run.usage.columns)
    assert list(run.curve.columns) == ["evaluations", "seconds", "candidate", "value", "score"]


def test_programs_are_found_by_their_candidate(run: Run) -> None:
    assert "def weight" in run.program("c0").text
    with pytest.raises(UsageError, match="no candidate 'c9'"):
        run.program("c9")


def test_figures_show_what_was_measured(run: Run) -> None:
    pytest.importorskip("matplotlib")
    figure = run.plot_curve()
    assert figure._repr_png_().startswith(b"\x89PNG")  # what a notebook asks for
    axes = figure.axes[0]
    assert "tiny-1" in axes.get_title()
    with pytest.raises(UsageError, match="was not scored on 'test'"):
        run.plot_workloads()


def test_exploring_names_columns(run: Run) -> None:
    pytest.importorskip("plotly")
    figure = run.explore()
    assert sum(len(trace.x) for trace in figure.data) == 2
    with pytest.raises(UsageError, match="no column 'colour'"):
        run.explore("colour")


def test_a_missing_journal_or_run_is_said(tmp_path: Path, run: Run) -> None:
    with pytest.raises(StoreError, match="no journal at"):
        adrs.open("prism-1", store=tmp_path / "none.sqlite")
    with pytest.raises(UsageError, match="there is no run 'tiny-2'; the journal has tiny-1"):
        adrs.open("tiny-2", store=run.store)


def test_a_problem_that_is_not_built_in_has_to_be_given(run: Run) -> None:
    with pytest.raises(UsageError, match="is not a built-in problem"):
        _ = adrs.open("tiny-1", store=run.store).problem
    assert isinstance(run.problem, TinyProblem)
