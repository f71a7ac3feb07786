from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from adrs.core.candidate import Brief, Proposal
from adrs.core.problem import Problem
from tests.cli import tiny
from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory

KEYS = {"run", "problem", "stopped", "evaluations", "seconds", "initial", "human", "best"}
BEST_KEYS = {"candidate", "train", "validation", "test", "bound", "program"}


def test_a_run_answers_with_one_json_object(adrs: Adrs) -> None:
    done = adrs("run", "tiny", "--evals", "40", "--workers", "1", "--json")
    assert done.code == 0
    assert done.out.count("\n") == 1
    result = done.json
    assert set(result) >= KEYS
    assert set(result["best"]) >= BEST_KEYS
    assert (result["run"], result["stopped"], result["evaluations"]) == ("tiny-1", "evaluations", 40)
    assert result["best"]["train"] < result["human"] < result["initial"]
    assert result["best"]["bound"]["kind"] == "optimal"
    assert result["best"]["bound"]["value"] <= result["best"]["test"]


def test_the_champion_scores_what_the_run_says(adrs: Adrs) -> None:
    best = adrs("run", "tiny", "--evals", "30", "--workers", "1", "--json").json["best"]
    for split in ("train", "validation", "test"):
        assert adrs("score", "tiny", best["program"], "--split", split, "--json").json["value"] == best[split]


def test_progress_goes_to_standard_error(adrs: Adrs) -> None:
    done = adrs("run", "tiny", "--evals", "20", "--workers", "1", "--json")
    assert "best 1/20 evaluations" in done.err
    assert "search ended (evaluations)" in done.err


def test_the_summary_for_people_names_value_human_bound_and_files(adrs: Adrs, here: Path) -> None:
    done = adrs("run", "tiny", "--evals", "20", "--workers", "1")
    assert "gain over human on test" in done.out
    assert "(optimal)" in done.out
    assert (here / ".adrs" / "tiny-1" / "best.py").is_file()
    assert (here / ".adrs" / "tiny-1" / "report.md").is_file()


def test_runs_are_numbered_by_problem(adrs: Adrs) -> None:
    ids = [adrs("run", "tiny", "--evals", "3", "--workers", "1", "--json").json["run"] for _ in range(3)]
    assert ids == ["tiny-1", "tiny-2", "tiny-3"]


def test_equal_seeds_give_equal_runs_and_others_do_not(adrs: Adrs) -> None:
    def found(seed: str) -> object:
        result = adrs("run", "tiny", "--evals", "15", "--workers", "1", "--seed", seed, "--json").json
        return result["best"]["train"], result["failures"], result["best"]["candidate"]

    assert found("4") == found("4")
    assert len({str(found(seed)) for seed in "12345"}) > 1


def test_a_strategy_that_lacks_its_arms_says_so_before_anything_is_written(adrs: Adrs) -> None:
    done = adrs("run", "tiny", "--strategy", "cma_es_on_seed", "--evals", "5")
    assert done.code == 2
    assert "cma_es_on_seed has no arm that tunes constants (tuner:constants)" in done.err
    assert "--proposer tuner" in done.err


@pytest.mark.parametrize("strategy", ["gepa", "genetic_only"])
def test_a_strategy_that_picks_its_arms_finds_them(adrs: Adrs, strategy: str) -> None:
    done = adrs("run", "tiny", "--strategy", strategy, "--evals", "10", "--workers", "1", "--json")
    assert (done.code, done.json["evaluations"]) == (0, 10)


def test_a_target_ends_the_run(adrs: Adrs) -> None:
    result = adrs("run", "tiny", "--evals", "500", "--target", "1e9", "--workers", "1", "--json").json
    assert (result["stopped"], result["evaluations"]) == ("target", 1)


def test_money_ends_the_run(adrs: Adrs) -> None:
    result = adrs("run", "tiny", "--usd", "0.05", "--workers", "1", "--json").json
    assert result["stopped"] == "usd"
    assert 0.05 <= result["usage"]["cost_usd"] < 0.08


def test_without_a_budget_two_hundred_candidates_are_tried(adrs: Adrs) -> None:
    assert adrs("run", "tiny", "--workers", "1", "--json").json["evaluations"] == 200


def test_several_workers_do_the_same_amount_of_work(adrs: Adrs) -> None:
    assert adrs("run", "tiny", "--evals", "25", "--workers", "3", "--json").json["evaluations"] == 25


def test_out_gets_the_program_and_the_report(adrs: Adrs, here: Path) -> None:
    result = adrs("run", "tiny", "--evals", "5", "--workers", "1", "--out", here / "mine", "--json").json
    assert Path(result["best"]["program"]) == here / "mine" / "best.py"
    assert {path.name for path in (here / "mine").iterdir()} == {"best.py", "report.md", "curve.svg"}


def test_the_leaderboard_is_scored_where_its_data_are(adrs: Adrs, here: Path) -> None:
    plain = adrs("run", "tiny", "--evals", "5", "--workers", "1", "--json").json
    assert plain["leaderboard"] is None
    board = adrs("run", "tiny", "--evals", "5", "--workers", "1", "--data", here, "--json").json[
        "leaderboard"
    ]
    assert board["published"]["value"] == -board["value"]
    assert board["bound"]["value"] <= board["value"]
    assert board["human"] == -board["human_published"]["value"]


def test_one_interrupt_ends_the_search_with_a_result(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_at(monkeypatch, {12})
    done = adrs("run", "tiny", "--evals", "5000", "--workers", "1", "--json")
    assert done.code == 0
    assert "finishing" in done.err
    assert done.json["stopped"] == "interrupted"
    assert done.json["best"]["test"] is not None


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_two_interrupts_end_at_once_and_tell_how_to_go_on(
    adrs: Adrs, monkeypatch: pytest.MonkeyPatch, memory: Memory, kind: signal.Signals
) -> None:
    interrupt_at(monkeypatch, {12, 13}, kind, hold=True)
    done = adrs("run", "tiny", "--evals", "5000", "--workers", "2", "--json")
    assert done.code == 130
    assert "adrs resume tiny-1" in done.err
    monkeypatch.undo()
    resumed = adrs("resume", "tiny-1", "--evals", "30", "--json")
    assert resumed.code == 0
    assert resumed.json["evaluations"] == 30


def interrupt_at(
    monkeypatch: pytest.MonkeyPatch,
    briefs: set[int],
    kind: signal.Signals = signal.SIGINT,
    *,
    hold: bool = False,
) -> None:
    """Make the proposer send signals to this process at certain briefs, and then perhaps never answer."""
    propose = tiny.Constants.propose

    async def interrupting(self: tiny.Constants, problem: Problem, brief: Brief) -> Proposal:
        import asyncio

        if brief.id in briefs:
            os.kill(os.getpid(), kind)
            if hold:
                await asyncio.sleep(0.05)
                os.kill(os.getpid(), kind)
                await asyncio.sleep(60)
        return await propose(self, problem, brief)

    monkeypatch.setattr(tiny.Constants, "propose", interrupting)
