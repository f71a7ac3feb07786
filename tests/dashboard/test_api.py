"""What the pages are told, over a journal whose every figure can be looked up."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from adrs.core.events import Told
from adrs.dashboard.pages.overview import thinned
from adrs.run.state import fold
from adrs.store.sqlite import SqliteStore


@pytest.fixture
def told(made: Any) -> list[Told]:
    """The candidates of the finished run."""
    with SqliteStore(made, readonly=True) as store:
        return [event for _, event in store.read("tiny-1") if isinstance(event, Told)]


def read(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/runs/tiny-1{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["complete"]
    return found


def test_the_list_tells_of_every_run(client: TestClient) -> None:
    cards = client.get("/api/runs").json()["runs"]
    assert [(card["run"], card["status"]) for card in cards] == [
        ("tiny-1", "finished"),
        ("tiny-2", "searching"),
    ]


def test_the_overview_agrees_with_the_runs_own_fold(client: TestClient, made: Any) -> None:
    with SqliteStore(made, readonly=True) as store:
        state = fold("tiny-1", (event for _, event in store.read("tiny-1")))
    page = read(client, "")
    assert page["candidate"] == state.champion
    assert page["evaluations"] == state.evaluations
    assert page["cost_usd"] == state.usage.cost_usd
    assert page["curve"][-1][2] == state.curve[-1].value
    assert {s["split"]: s["champion"] for s in page["splits"]}["test"] == state.assessed[
        state.champion or "", "test"
    ].value


def test_bounds_come_from_the_problem(client: TestClient) -> None:
    page = read(client, "")
    assert page["objective"]["state"] == "ready"
    assert page["objective"]["unit"] == "ticks"
    assert page["splits"][0]["bound"]["kind"] == "optimal"


def test_gains_are_paired_with_an_interval(client: TestClient) -> None:
    test = next(s for s in read(client, "")["splits"] if s["split"] == "test")
    assert test["margin"]["low"] <= test["margin"]["mean"] <= test["margin"]["high"]


def test_an_arm_earned_what_its_candidates_added_to_the_best(client: TestClient, told: list[Told]) -> None:
    page = read(client, "")
    first = next(event.evaluation.score for event in told if event.evaluation.score is not None)
    best = max(event.evaluation.score for event in told if event.evaluation.score is not None)
    assert sum(arm["lead"] for arm in page["arms"]) == pytest.approx(best - first)


def test_failures_are_counted_by_kind(client: TestClient, told: list[Told]) -> None:
    page = read(client, "")
    assert sum(f["count"] for f in page["failures"]) == sum(e.evaluation.value is None for e in told)
    assert any(f["what"].startswith("two items share slot") for f in page["failures"])


def test_the_trunk_leads_from_a_seed_to_the_champion(client: TestClient) -> None:
    tree = read(client, "/tree")
    line = tree["line"]
    assert line[0]["parent"] is None
    assert line[-1]["id"] == tree["champion"]
    assert all(below["parent"] == above["id"] for above, below in pairwise(line))


def test_every_candidate_hangs_on_the_trunk_exactly_once(client: TestClient) -> None:
    tree = read(client, "/tree")
    assert len(tree["line"]) + sum(node["below"] for node in tree["line"]) == tree["total"]


def test_branches_are_paged_and_ranked_by_their_best(client: TestClient) -> None:
    node = max(read(client, "/tree")["line"], key=lambda n: n["children"])
    everything = read(client, f"/tree/{node['id']}?limit=500")
    assert everything["total"] == node["children"] == len(everything["nodes"])
    pages = [read(client, f"/tree/{node['id']}?offset={i}&limit=1")["nodes"] for i in range(3)]
    assert [page[0]["id"] for page in pages] == [n["id"] for n in everything["nodes"][:3]]
    promise = [
        max([s for s in (n["score"], (n["best_below"] or [0, None])[1]) if s is not None] or [-1e9])
        for n in everything["nodes"]
    ]
    assert promise == sorted(promise, reverse=True)


def test_the_map_knows_every_candidates_parent(client: TestClient, told: list[Told]) -> None:
    atlas = read(client, "/tree/map")
    parents = {event.candidate: event.parents[:1] for event in told}
    for candidate, parent in zip(atlas["ids"], atlas["parent"], strict=True):
        assert parents[candidate] == (() if parent == -1 else (atlas["ids"][parent],))


def test_scatter_places_what_has_both_figures(client: TestClient, told: list[Told]) -> None:
    plot = read(client, "/scatter?x=tokens&y=workload: train/2")
    assert plot["placed"] == sum(
        any(v.workload == "train/2" and v.normalised is not None for v in e.evaluation.verdicts) for e in told
    )
    assert all(metric in read(client, "/metrics")["metrics"] for metric in ("metric: moves", "CPU s"))


def test_an_unknown_metric_is_named(client: TestClient) -> None:
    answer = client.get("/api/runs/tiny-1/scatter", params={"x": "beauty"})
    assert (answer.status_code, "beauty" in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize("rows", ["line", "best", "recent"])
def test_the_heat_map_has_a_cell_for_every_workload(client: TestClient, rows: str) -> None:
    heat = read(client, f"/heat?rows={rows}&limit=5")
    assert heat["workloads"] == ["train/0", "train/1", "train/2", "train/3"]
    assert all(len(row["scores"]) == len(row["values"]) == 4 for row in heat["rows"])
    assert all(bound is not None for bound in heat["bounds"])


def test_candidates_are_sorted_filtered_and_paged(client: TestClient, told: list[Told]) -> None:
    best = read(client, "/candidates?sort=score&order=desc&limit=3")
    scores = sorted((e.evaluation.score for e in told if e.evaluation.score is not None), reverse=True)
    assert [row["score"] for row in best["rows"]] == scores[:3]
    crashed = read(client, "/candidates?outcome=CRASHED&limit=500")
    assert crashed["total"] == sum(e.evaluation.outcome == "CRASHED" for e in told)
    assert read(client, "/candidates?q=no such note")["total"] == 0


def test_a_candidate_tells_all_its_verdicts_and_its_calls(client: TestClient, told: list[Told]) -> None:
    event = next(e for e in told if e.origin.startswith("llm") and e.evaluation.value is not None)
    page = read(client, f"/candidates/{event.candidate}")
    train = page["evaluations_by_split"]["train"]
    assert [v["value"] for v in train["verdicts"]] == [v.value for v in event.evaluation.verdicts]
    assert train["verdicts"][0]["feedback"] == "the last slot stays empty"
    assert [call["model"] for call in page["calls"]] == ["made-up"]
    assert page["line"][-1]["id"] == event.candidate


def test_a_candidates_program_is_the_one_in_the_journal(
    client: TestClient, told: list[Told], made: Any
) -> None:
    with SqliteStore(made, readonly=True) as store:
        expected = store.program(told[-1].program)
    program = read(client, f"/candidates/{told[-1].candidate}/program")
    assert program["files"] == dict(expected.files)
    assert program["cut"] == []


def test_a_call_that_was_not_recorded_says_how_it_could_have_been(
    client: TestClient, told: list[Told]
) -> None:
    event = next(e for e in told if e.origin.startswith("llm"))
    answer = client.get(f"/api/runs/tiny-1/candidates/{event.candidate}/calls/0")
    assert answer.status_code == 404
    assert "--record" in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    [
        "/runs/none",
        "/runs/none/tree",
        "/runs/tiny-1/candidates/c99999",
        "/runs/tiny-1/candidates/x/program",
        "/stream?run=none",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(client: TestClient, path: str) -> None:
    answer = client.get(f"/api{path}")
    assert answer.status_code == 404
    assert "no" in answer.json()["error"]


def test_a_sample_keeps_the_first_and_the_last() -> None:
    assert thinned(list(range(1000)), 7) == [0, 166, 333, 500, 666, 832, 999]
    assert thinned([1, 2], 7) == [1, 2]
