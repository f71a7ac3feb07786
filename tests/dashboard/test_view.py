"""The fold that pages are made from."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from adrs.core.candidate import Admission, Arm
from adrs.core.errors import StoreError
from adrs.core.events import Asked, Started, Steered, Told
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.dashboard.app import open_sqlite
from adrs.dashboard.library import Library, OpenStore
from adrs.dashboard.pages.overview import cards, flight
from adrs.dashboard.pages.tree import atlas, trunk
from adrs.dashboard.view import RunView
from adrs.run.config import RunConfig
from adrs.store.sqlite import SqliteStore
from adrs.testing.synthetic_run import Shape, facts, write_run

OPEN = cast(OpenStore, open_sqlite)


def viewed(shape: Shape) -> RunView:
    view = RunView("r")
    for number, (event, _) in enumerate(facts(shape), 1):
        view.apply(number, event)
    return view


def told(name: str, parent: str | None, score: float | None) -> Told:
    verdict = Verdict(
        workload="w", outcome=Outcome.VALID if score is not None else Outcome.CRASHED, value=score
    )
    return Told(
        candidate=name,
        program="0" * 32,
        syntax=name,
        parents=() if parent is None else (parent,),
        origin="genetic:x",
        note="",
        evaluation=Evaluation(verdicts=(verdict,), value=score, score=score),
        admission=Admission.NEW,
        usage=Usage(evaluations=1),
    )


def test_a_slice_at_a_time_comes_to_the_same_as_all_at_once(made: Path) -> None:
    library = Library(made, OPEN)
    in_slices = library.view("tiny-1", slice_s=0.0)
    assert 0 < in_slices.number < 300
    while library.behind(in_slices):
        library.view("tiny-1", slice_s=0.0)
    at_once = Library(made, OPEN).view("tiny-1", slice_s=None)
    assert in_slices == at_once


def test_what_a_writer_appends_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    library = Library(path, OPEN)
    assert library.runs() == []
    with SqliteStore(path) as store:
        events = list(facts(Shape(candidates=30)))
        for event, program in events[:20]:
            store.append("r", [event], [] if program is None else [program])
        assert library.view("r").number == 20
        for event, program in events[20:]:
            store.append("r", [event], [] if program is None else [program])
        assert library.view("r").number == len(events)


def test_a_brief_is_in_flight_until_it_is_settled() -> None:
    view = RunView("r")
    view.apply(1, Started(problem="p", config=RunConfig(problem="p").to_json()))
    view.apply(2, Asked(brief=0, arm=Arm("llm", "edit"), parent="s0"))
    assert [f["what"] for f in flight(view)] == ["llm:edit"]
    view.apply(3, Told(**{**{f: getattr(told("c0", "s0", 1.0), f) for f in Told.__slots__}, "brief": 0}))
    assert flight(view) == []


def test_wishes_of_people_are_told(made: Path) -> None:
    view = RunView("r")
    view.apply(1, Steered(kind="hint", author="ada", detail={"text": "sort first"}, at=5.0))
    assert view.wishes == [
        {
            "number": 1,
            "at": 5.0,
            "kind": "hint",
            "author": "ada",
            "detail": {"text": "sort first"},
            "refused": "",
        }
    ]
    assert view.news[-1].text == "ada: sort first"


def test_a_parent_that_is_its_own_descendant_does_not_hang_the_tree() -> None:
    view = RunView("r")
    for number, event in enumerate((told("a", "b", 1.0), told("b", "a", 2.0), told("c", "c", 3.0)), 1):
        view.apply(number, event)
    assert [node["id"] for node in trunk(view)["line"]] == ["c"]
    assert [row.candidate for row in view.line_to("b")] == ["a", "b"]


def test_a_run_without_anything_valid_has_an_empty_trunk() -> None:
    view = RunView("r")
    view.apply(1, told("s0", None, None))
    tree = trunk(view)
    assert (tree["champion"], tree["line"], [root["id"] for root in tree["roots"]]) == (None, [], ["s0"])


def test_a_large_map_keeps_whoever_has_children() -> None:
    view = viewed(Shape(candidates=6500, workloads=2))
    drawn = atlas(view)
    assert len(drawn["ids"]) < len(view.rows)
    assert {row.candidate for row in view.rows if row.candidate in view.children} <= set(drawn["ids"])
    assert drawn["ids"][drawn["line"][-1]] == (view.champion and view.champion.candidate)


def test_a_run_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    with SqliteStore(path) as store:
        config = {**RunConfig(problem="p").to_json(), "invented_later": 1}
        store.append("strange-1", [Started(problem="p", config=config)])
    write_run(path, "tiny-1", Shape(candidates=5))
    found = cards(Library(path, OPEN))
    assert "update adrs" in found[0]["error"]
    assert found[1]["evaluations"] > 0


def test_an_event_that_is_not_there_is_said(made: Path) -> None:
    with pytest.raises(StoreError, match="no event 99999"):
        Library(made, OPEN).event("tiny-1", 99999)


def test_a_program_is_found_by_digest(made: Path) -> None:
    library = Library(made, OPEN)
    view = library.view("tiny-1", slice_s=None)
    assert isinstance(library.program(view.rows[0].program), Program)
