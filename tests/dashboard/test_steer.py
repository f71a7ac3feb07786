"""Wishes are checked, and go to the mailbox as they are."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from adrs.core.errors import UsageError
from adrs.dashboard.steer import wish_of
from tests.dashboard.conftest import Mailbox

GOOD: list[tuple[str, dict[str, Any]]] = [
    ("hint", {"text": "ties are frequent"}),
    ("retire_hint", {"text": "ties are frequent"}),
    ("pin", {"candidate": "c3"}),
    ("unpin", {"candidate": "c3"}),
    ("veto", {"candidate": "c3"}),
    ("budget", {"evaluations": 500, "usd": 2.5}),
    ("pause", {}),
    ("resume", {}),
    ("inject", {"files": {"program.py": "def solve(jobs): ..."}, "note": "mine"}),
    ("stop", {}),
]
BAD: list[Any] = [
    [],
    {"kind": "dance"},
    {"kind": "hint", "detail": {}},
    {"kind": "hint", "detail": {"text": "  "}},
    {"kind": "hint", "detail": {"text": "x" * 20_001}},
    {"kind": "pin", "detail": {"candidate": 3}},
    {"kind": "pause", "detail": {"candidate": "c3"}},
    {"kind": "pause", "detail": []},
    {"kind": "pause", "extra": 1},
    {"kind": "budget", "detail": {}},
    {"kind": "budget", "detail": {"evaluations": -1}},
    {"kind": "budget", "detail": {"evaluations": True}},
    {"kind": "budget", "detail": {"usd": float("inf")}},
    {"kind": "inject", "detail": {"files": {}}},
    {"kind": "inject", "detail": {"files": {"a.py": 1}}},
    {"kind": "stop", "author": "x" * 101},
]


@pytest.mark.parametrize(("kind", "detail"), GOOD, ids=[kind for kind, _ in GOOD])
def test_a_wish_reaches_the_mailbox(
    client: TestClient, mailbox: Mailbox, kind: str, detail: dict[str, Any]
) -> None:
    body = {"kind": kind, "author": "ada", "detail": detail}
    assert client.post("/api/runs/tiny-2/steer", json=body).status_code == 202
    assert mailbox.wishes == [("tiny-2", kind, "ada", detail)]


@pytest.mark.parametrize("body", BAD, ids=[str(i) for i in range(len(BAD))])
def test_what_is_not_a_wish_is_refused_in_a_sentence(body: Any) -> None:
    with pytest.raises(UsageError):
        wish_of(body)


def test_an_author_who_gives_no_name_is_the_user_of_the_server() -> None:
    assert wish_of({"kind": "pause"}).author


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_json_is_refused(client: TestClient, content: bytes) -> None:
    assert client.post("/api/runs/tiny-2/steer", content=content).status_code == 400


def test_a_finished_run_cannot_be_steered(client: TestClient, mailbox: Mailbox) -> None:
    answer = client.post("/api/runs/tiny-1/steer", json={"kind": "pause"})
    assert (answer.status_code, mailbox.wishes) == (400, [])
    assert "adrs resume" in answer.json()["error"]


def test_a_run_that_is_not_there_cannot_be_steered(client: TestClient, mailbox: Mailbox) -> None:
    assert client.post("/api/runs/none/steer", json={"kind": "pause"}).status_code == 404
    assert mailbox.wishes == []
