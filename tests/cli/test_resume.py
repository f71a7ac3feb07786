from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory


def test_a_run_goes_on_where_it_ended(adrs: Adrs) -> None:
    whole = adrs("run", "tiny", "--evals", "30", "--workers", "1", "--json").json
    half = adrs("run", "tiny", "--evals", "15", "--workers", "1", "--json").json
    resumed = adrs("resume", half["run"], "--evals", "30", "--json").json
    assert resumed["run"] == half["run"]
    assert resumed["best"]["candidate"] == whole["best"]["candidate"]
    assert resumed["best"]["test"] == whole["best"]["test"]
    assert resumed["failures"] == whole["failures"]


def test_a_run_goes_on_after_it_was_cut_off_anywhere(adrs: Adrs, memory: Memory) -> None:
    whole = adrs("run", "tiny", "--evals", "12", "--workers", "1", "--json").json
    events = memory.events["tiny-1"]
    for kept in range(1, len(events), 5):
        memory.events["cut"] = events[:kept]
        resumed = adrs("resume", "cut", "--json")
        assert resumed.code == 0
        assert resumed.json["evaluations"] == 12
        assert resumed.json["best"]["train"] == whole["best"]["train"]


def test_a_finished_run_answers_again_and_writes_nothing(adrs: Adrs, memory: Memory) -> None:
    first = adrs("run", "tiny", "--evals", "10", "--workers", "1", "--json").json
    before = list(memory.events["tiny-1"])
    again = adrs("resume", "tiny-1", "--json")
    assert again.json == first
    assert "is finished (evaluations)" in again.err
    assert memory.events["tiny-1"] == before


def test_new_limits_replace_the_old_ones(adrs: Adrs) -> None:
    adrs("run", "tiny", "--evals", "10", "--workers", "1")
    result = adrs("resume", "tiny-1", "--usd", "0.3", "--json").json
    assert result["stopped"] == "usd"
    assert result["evaluations"] > 10


def test_a_resumed_run_does_not_repeat_old_improvements_as_news(adrs: Adrs) -> None:
    adrs("run", "tiny", "--evals", "10", "--workers", "1")
    assert "best 1/" not in adrs("resume", "tiny-1", "--evals", "11").err


def test_a_run_made_on_other_workloads_is_not_continued(adrs: Adrs, memory: Memory) -> None:
    from dataclasses import replace

    from adrs.core.events import Started

    adrs("run", "tiny", "--evals", "5", "--workers", "1")
    first = memory.events["tiny-1"][0]
    assert isinstance(first, Started)
    memory.events["tiny-1"][0] = replace(first, environment={**first.environment, "problem": "other"})
    done = adrs("resume", "tiny-1", "--evals", "9", "--json")
    assert done.code == 2
    assert "other workloads or seeds" in done.json["error"]


def test_results_go_where_out_says(adrs: Adrs, here: Path) -> None:
    adrs("run", "tiny", "--evals", "5", "--workers", "1")
    result = adrs("resume", "tiny-1", "--evals", "8", "--out", here / "new", "--json").json
    assert result["best"]["program"] == str(here / "new" / "best.py")
