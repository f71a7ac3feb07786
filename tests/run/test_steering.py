"""Wishes make sense or are refused; the mailbox delivers each whole, in order, and takes any rubbish."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adrs.core.errors import StoreError, UsageError
from adrs.core.events import Started
from adrs.run.steering import KINDS, Mailbox, Wish, check, post
from adrs.store.sqlite import SqliteStore

SENSIBLE = [
    Wish("hint", "ann", {"text": "sort by weight"}),
    Wish("retire_hint", "ann", {"text": "sort by weight"}),
    Wish("pin", "ann", {"candidate": "c3"}),
    Wish("unpin", "ann", {"candidate": "c3"}),
    Wish("veto", "ann", {"candidate": "s0"}),
    Wish("budget", "ann", {"evaluations": 10, "usd": 0.5, "tokens": 1000, "seconds": 9.5}),
    Wish("pause", "ann"),
    Wish("resume", "ann", {}),
    Wish("inject", "ann", {"files": {"program.py": "x = 1\n"}, "note": "mine"}),
    Wish("stop", "Ünal"),
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "runs.sqlite"
    with SqliteStore(path) as opened:
        opened.append("tiny-1", [Started(problem="tiny", config={})])
    return path


def test_there_is_a_sensible_wish_of_every_kind() -> None:
    assert {wish.kind for wish in SENSIBLE} == set(KINDS)


def test_wishes_arrive_in_order_and_leave_when_they_are_discarded(store: Path) -> None:
    for wish in SENSIBLE:
        post(store, "tiny-1", wish)
    mailbox = Mailbox(store, "tiny-1")
    letters = mailbox.letters()
    assert [letter.wish for letter in letters] == SENSIBLE
    for letter in letters[:3]:
        mailbox.discard(letter.name)
        mailbox.discard(letter.name)
    assert [letter.wish for letter in mailbox.letters()] == SENSIBLE[3:]
    assert not list((mailbox.folder / "tmp").iterdir())


@pytest.mark.parametrize(
    ("kind", "detail", "why"),
    [
        ("dance", {}, "there is no wish 'dance'"),
        ("hint", {}, "text should be text"),
        ("hint", {"text": "  "}, "text should be text"),
        ("hint", {"text": "x" * 3000}, "3000 characters"),
        ("hint", {"text": "\ud800"}, "lone surrogates"),
        ("hint", {"text": "a", "mood": 1}, "knows nothing of mood"),
        ("pin", {"candidate": 3}, "candidate should be text"),
        ("pause", {"for": "ever"}, "it takes nothing"),
        ("budget", {}, "needs a limit"),
        ("budget", {"evaluations": 0}, "makes no sense"),
        ("budget", {"evaluations": 1.5}, "no whole number"),
        ("budget", {"usd": float("nan")}, "makes no sense"),
        ("budget", {"seconds": True}, "no number"),
        ("budget", {"tokens": 10**400}, "makes no sense"),
        ("inject", {"note": "x"}, "needs files"),
        ("inject", {"files": {"a.py": 3}}, "should be text"),
        ("inject", {"files": {"a.py": "x" * (5 * 1024 * 1024)}}, "at most"),
        ("inject", {"files": {"a.py": "\udfff"}}, "lone surrogates"),
    ],
)
def test_what_makes_no_sense_is_refused_before_it_is_posted(
    store: Path, kind: str, detail: dict[str, Any], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        post(store, "tiny-1", Wish(kind, "ann", detail))
    assert not Mailbox(store, "tiny-1").letters()


def test_a_run_or_a_journal_that_is_not_there_is_named(store: Path) -> None:
    with pytest.raises(UsageError, match="no run 'tiny-2'"):
        post(store, "tiny-2", Wish("stop", "ann"))
    with pytest.raises(StoreError):
        post(store.with_name("other.sqlite"), "tiny-1", Wish("stop", "ann"))


def test_rubbish_in_the_folder_is_a_letter_with_a_fault(store: Path) -> None:
    mailbox = Mailbox(store, "tiny-1")
    name = mailbox.put(Wish("stop", "ann"))
    new = mailbox.folder / "new"
    (new / "1-rubbish").write_bytes(b"\xff\x00")
    (new / "2-other").write_text(json.dumps({"kind": "stop", "author": 7, "detail": {}}))
    (new / "3-deep").write_text("[" * 100_000)
    os.symlink("/etc/passwd", new / "4-link")
    os.mkfifo(new / "5-pipe")
    letters = {letter.name: letter for letter in mailbox.letters()}
    assert letters.pop(name).fault == ""
    assert set(letters) == {"1-rubbish", "2-other", "3-deep", "4-link", "5-pipe"}
    assert all(letter.fault and letter.wish.kind == "unreadable" for letter in letters.values())


@pytest.mark.parametrize("run", ["a/b", "..", "ü:x", "%2e"])
def test_any_run_id_gets_a_folder_of_its_own_below_the_mailboxes(tmp_path: Path, run: str) -> None:
    folder = Mailbox(tmp_path / "runs.sqlite", run).folder
    assert folder.parent == tmp_path / "runs.sqlite-wishes"
    assert folder.resolve() == folder


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.sampled_from(KINDS) | _json, author=_json, detail=_json)
@settings(max_examples=300)
def test_any_json_is_a_wish_or_a_usage_error(kind: Any, author: Any, detail: Any) -> None:
    with contextlib.suppress(UsageError):
        check(Wish(kind, author, detail))


@given(data=st.binary(max_size=64))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_bytes_can_be_read(tmp_path: Path, data: bytes) -> None:
    mailbox = Mailbox(tmp_path / "runs.sqlite", "r")
    (mailbox.folder / "new").mkdir(parents=True, exist_ok=True)
    (mailbox.folder / "new" / "1").write_bytes(data)
    (letter,) = mailbox.letters()
    assert letter.fault
