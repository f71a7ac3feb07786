from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Adrs
from tests.cli.tiny import BEST, RULE

KEYS = set(
    "problem split outcome value unit direction normalised bound seconds workloads".split()  # noqa: SIM905
)
WORKLOAD_KEYS = {"id", "outcome", "value", "normalised", "bound", "reason"}


def test_a_score_is_one_json_object(adrs: Adrs) -> None:
    done = adrs("score", "tiny", "smith", "--json")
    assert done.code == 0
    assert set(done.json) >= KEYS
    assert done.json["split"] == "test"
    assert [set(w) >= WORKLOAD_KEYS for w in done.json["workloads"]] == [True] * 3


def test_the_optimal_rule_reaches_the_bound(adrs: Adrs) -> None:
    result = adrs("score", "tiny", "smith", "--json").json
    assert result["outcome"] == "VALID"
    assert result["value"] == result["bound"]["value"]
    assert result["bound"]["kind"] == "optimal"
    assert all(w["value"] == w["bound"]["value"] for w in result["workloads"])


def test_the_scale_runs_from_naive_to_human(adrs: Adrs) -> None:
    names = ("naive", "human_sota", "smith")
    placed = {name: adrs("score", "tiny", name, "--json").json["normalised"] for name in names}
    assert placed["naive"] == 0
    assert placed["human_sota"] == 1
    assert placed["smith"] > 1


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_every_split_can_be_scored(adrs: Adrs, split: str) -> None:
    result = adrs("score", "tiny", "smith", "--split", split, "--json").json
    assert all(w["id"].startswith(f"{split}/") for w in result["workloads"])


def test_a_file_scores_like_the_baseline_it_copies(adrs: Adrs, here: Path) -> None:
    (here / "mine.py").write_text(f"# my own\n{BEST}")
    mine = adrs("score", "tiny", here / "mine.py", "--json").json
    assert mine["value"] == adrs("score", "tiny", "smith", "--json").json["value"]


def test_a_byte_order_mark_does_no_harm(adrs: Adrs, here: Path) -> None:
    (here / "mine.py").write_text(BEST, encoding="utf-8-sig")
    assert adrs("score", "tiny", here / "mine.py", "--json").json["outcome"] == "VALID"


def test_an_invalid_answer_is_a_result(adrs: Adrs, here: Path) -> None:
    (here / "mine.py").write_text("def solve(jobs):\n    return [0]\n")
    done = adrs("score", "tiny", here / "mine.py", "--json")
    assert done.code == 0
    assert (done.json["outcome"], done.json["value"], done.json["normalised"]) == ("INVALID", None, None)
    assert "not an order of all jobs" in done.json["workloads"][0]["reason"]


def test_a_crash_is_a_result(adrs: Adrs, here: Path) -> None:
    (here / "mine.py").write_text("def solve(jobs):\n    return 1 / 0\n")
    done = adrs("score", "tiny", here / "mine.py", "--json")
    assert (done.code, done.json["outcome"]) == (0, "CRASHED")
    assert "ZeroDivisionError" in done.json["reason"]


def test_seconds_are_the_candidates_cpu_time(adrs: Adrs) -> None:
    assert adrs("score", "tiny", "smith", "--json").json["seconds"] == pytest.approx(3 * 0.25)


def test_the_public_boards_figure_stands_beside(adrs: Adrs, here: Path) -> None:
    result = adrs("score", "tiny", "smith", "--split", "leaderboard", "--data", here, "--json").json
    assert result["published"] == {"name": "board score", "value": -result["value"], "bound": None}
    assert "published" not in adrs("score", "tiny", "smith", "--json").json


def test_people_get_a_table_and_a_verdict(adrs: Adrs, here: Path) -> None:
    (here / "mine.py").write_text(RULE.format(key="0"))
    done = adrs("score", "tiny", here / "mine.py")
    assert "test/0" in done.out
    assert "bound" in done.out
    assert "naive" in done.out


def test_fixed_time_changes_nothing_where_speed_does_not_count(adrs: Adrs) -> None:
    assert adrs("score", "tiny", "smith", "--fixed-time", "--json").json == (
        adrs("score", "tiny", "smith", "--json").json
    )
