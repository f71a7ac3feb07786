"""Commands that only read: problems, show, runs, best, report, doctor."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from adrs import problems
from adrs.core.events import Assessed, Finished, Told
from adrs.core.verdict import Evaluation, Outcome, Verdict
from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory


@pytest.fixture
def run(adrs: Adrs) -> str:
    """The id of a short run."""
    return str(adrs("run", "tiny", "--evals", "25", "--workers", "1", "--json").json["run"])


def test_problems_are_listed_with_their_splits(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "NAMES", ("tiny",))
    (found,) = adrs("problems", "--json").json["problems"]
    assert found["objective"]["direction"] == "minimize"
    assert found["splits"] == {"train": 4, "validation": 3, "test": 3, "leaderboard": 1}
    assert found["baselines"] == ["human_sota", "smith"]
    assert "4/3/3/1" in adrs("problems").out


def test_show_tells_statement_contract_and_citations(adrs: Adrs) -> None:
    text = adrs("show", "tiny").out
    for expected in (
        "Put the jobs",
        "def solve(jobs: list[tuple[int, int]]) -> list[int]",
        "W. E. Smith, 1956",
    ):
        assert expected in text
    assert "needs --data" in text
    shown = adrs("show", "tiny", "--json").json
    assert [w["id"] for w in shown["workloads"] if w["split"] == "train"] == [f"train/{i}" for i in range(4)]


def test_show_does_not_give_bounds_away(adrs: Adrs) -> None:
    score = adrs("score", "tiny", "smith", "--split", "train", "--json").json
    assert f"{score['bound']['value']:g}" not in adrs("show", "tiny").out


def test_runs_are_listed(adrs: Adrs, run: str) -> None:
    (found,) = adrs("runs", "--json").json["runs"]
    assert (found["run"], found["evaluations"], found["finished"]) == (run, 25, True)
    assert run in adrs("runs").out


def test_an_empty_journal_is_no_error(adrs: Adrs) -> None:
    assert adrs("runs", "--json").json == {"runs": []}
    assert "no runs yet" in adrs("runs").out


def test_best_prints_a_program_that_scores_the_same(adrs: Adrs, run: str, here: Path) -> None:
    (here / "mine.py").write_text(adrs("best", run).out)
    best = adrs("best", run, "--json").json
    assert (
        adrs("score", "tiny", here / "mine.py", "--split", "train", "--json").json["value"] == best["train"]
    )


def test_best_writes_a_file(adrs: Adrs, run: str, here: Path) -> None:
    done = adrs("best", run, "-o", here / "mine.py", "--json")
    assert done.json["program"] == str(here / "mine.py")
    assert (here / "mine.py").read_text() == done.json["text"]
    assert "champion" in done.err


def test_best_of_an_unfinished_run_says_so(adrs: Adrs, run: str, memory: Memory) -> None:
    memory.events[run] = [e for e in memory.events[run] if not isinstance(e, Finished)]
    done = adrs("best", run, "--json")
    assert done.code == 0
    assert "not finished" in done.err
    assert done.json["finished"] is False


def test_best_of_a_run_without_a_valid_program_is_refused(adrs: Adrs, run: str, memory: Memory) -> None:
    memory.events[run] = memory.events[run][:1]
    assert "no valid program yet" in adrs("best", run, "--json").json["error"]


def test_the_report_opens_with_the_answer(adrs: Adrs, run: str, here: Path) -> None:
    result = adrs("report", run, "-o", here / "out", "--json").json
    text = (here / "out" / "report.md").read_text()
    opening = text.split("##")[0]
    for expected in (
        "held-out test workloads",
        "95 % interval",
        "proven optimal",
        "3 test workloads",
        "curve.svg",
    ):
        assert expected in opening
    assert f"{result['best']['test']:,.6g}" in opening


def test_the_report_has_every_part(adrs: Adrs, run: str, here: Path) -> None:
    adrs("report", run, "-o", here / "out")
    text = (here / "out" / "report.md").read_text()
    for heading in (
        "## By split", "### Workloads of test", "## The search", "### Arms", "## Lineage",
        "## Changes from its seed", "## The program", "## Cost", "## Environment", "## To get it again",
    ):  # fmt: skip
        assert heading in text
    assert (here / "out" / "best.py").read_text().strip() in text
    assert "adrs run tiny --strategy adaptive" in text


def test_a_report_on_an_unfinished_run_says_so_and_opens_no_held_out_results(
    adrs: Adrs, run: str, memory: Memory, here: Path
) -> None:
    memory.events[run] = memory.events[run][:15]
    adrs("report", run, "-o", here / "out")
    text = (here / "out" / "report.md").read_text()
    assert "not finished" in text
    assert "test/0" not in text


def test_a_report_on_a_run_that_found_nothing_can_be_written(
    adrs: Adrs, run: str, memory: Memory, here: Path
) -> None:
    memory.events[run] = memory.events[run][:1]
    done = adrs("report", run, "-o", here / "out")
    assert done.code == 0
    assert "Nothing valid was found" in (here / "out" / "report.md").read_text()


def test_the_curve_is_well_formed_svg(adrs: Adrs, run: str, here: Path) -> None:
    adrs("report", run, "-o", here / "out")
    root = ElementTree.parse(here / "out" / "curve.svg").getroot()
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    for label in ("human", "naive", "optimal", "best so far", "evaluations"):
        assert any(label in text for text in texts)


def test_doctor_runs_a_candidate_and_tells_the_layers(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "NAMES", ("tiny",))
    result = adrs("doctor", "--json").json
    assert result["ok"] is True
    assert result["sandbox"] == {
        "ok": True, "test_run": "VALID", "layers": {"kind": "in process", "network closed": False},
    }  # fmt: skip
    assert set(result["executors"]) == {"ray", "submitit", "sbatch"}
    text = adrs("doctor").out
    assert "\nclusters " in text
    assert "network closed" in text
    assert "numpy" in text


def test_doctor_fails_when_a_candidate_cannot_run(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    from adrs.core.errors import SandboxError

    async def broken(self: object, *args: object, **options: object) -> None:
        raise SandboxError("no walls here")

    monkeypatch.setattr(problems, "NAMES", ("tiny",))
    monkeypatch.setattr("tests.cli.tiny.InProcess.run", broken)
    done = adrs("doctor")
    assert done.code == 2
    assert "FAILED: test run no walls here" in done.out
    told = adrs("doctor", "--json")
    assert (told.code, told.json["ok"], told.json["sandbox"]["ok"]) == (2, False, False)
    assert told.json["error"]


def test_a_champion_that_fails_on_test_is_said_to_fail_and_not_to_be_unfinished(
    adrs: Adrs, memory: Memory, here: Path
) -> None:
    adrs("run", "tiny", "--evals", "5", "--workers", "1")
    events = memory.events["tiny-1"]
    champion = next(event.champion for event in events if isinstance(event, Finished))
    for number, event in enumerate(events):
        if isinstance(event, Assessed) and (event.candidate, event.split) == (champion, "test"):
            failed = Verdict(workload="test/2", outcome=Outcome.TIMED_OUT, feedback="10 s of CPU time")
            events[number] = replace(event, evaluation=Evaluation(verdicts=(failed,)))
    adrs("report", "tiny-1", "-o", here)
    text = (here / "report.md").read_text()
    assert "**fails on held-out test workloads**" in text
    assert "TIMED_OUT on test/2: 10 s of CPU time" in text
    assert "not finished" not in text


def test_a_report_comes_as_one_page_and_as_data_too(adrs: Adrs, run: str, here: Path) -> None:
    done = adrs("report", run, "-o", here / "out", "--format", "html", "--format", "json")
    assert done.out.strip() == str(here / "out" / "report.html")
    assert "How far from optimal?" in (here / "out" / "report.html").read_text()
    data = json.loads((here / "out" / "report.json").read_text())
    assert data["summary"]["run"] == run
    assert data["analysis"] is None


def test_an_analysis_is_made_when_asked_for_and_then_remembered(adrs: Adrs, run: str, here: Path) -> None:
    adrs("report", run, "-o", here / "out")
    assert "The champion was not taken apart" in (here / "out" / "report.md").read_text()
    first = adrs("report", run, "-o", here / "out", "--analyse", "--workers", "1")
    text = (here / "out" / "report.md").read_text()
    for part in ("What each change is worth", "The minimal champion", "Tuning or structure?"):
        assert part in text
    assert "analysed with 0 evaluations" not in first.err
    assert "analysed with 0 evaluations" in adrs("report", run, "--analyse", "--workers", "1").err
    adrs("report", run, "-o", here / "out")
    assert "Tuning or structure?" in (here / "out" / "report.md").read_text()


def test_a_budget_for_an_analysis_that_makes_no_sense_is_refused(adrs: Adrs, run: str) -> None:
    assert (
        "--analyse-evals 0 makes no sense"
        in adrs("report", run, "--analyse-evals", "0", "--json").json["error"]
    )


def test_figures_come_as_png(adrs: Adrs, run: str, here: Path) -> None:
    pytest.importorskip("matplotlib")
    adrs("report", run, "-o", here / "out", "--png")
    assert (here / "out" / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_hostile_notes_and_failures_stay_text(adrs: Adrs, run: str, memory: Memory, here: Path) -> None:
    hostile = "</code><script>alert(1)</script>|`x`"
    memory.events[run] = [
        replace(event, note=hostile, origin=hostile) if isinstance(event, Told) else event
        for event in memory.events[run]
    ]
    adrs("report", run, "-o", here / "out")
    assert "<script" not in (here / "out" / "report.html").read_text()


def test_an_unfinished_run_is_not_analysed(adrs: Adrs, run: str, memory: Memory) -> None:
    memory.events[run] = [e for e in memory.events[run] if not isinstance(e, Finished)]
    assert "validation workloads stay closed" in adrs("report", run, "--analyse", "--json").json["error"]
