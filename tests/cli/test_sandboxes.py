"""Sandboxes by name, and what a journal says of them."""

from __future__ import annotations

import sys

import pytest

from adrs.core.events import Resumed, Started
from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory


@pytest.mark.parametrize("command", ["run", "score"])
def test_a_sandbox_that_does_not_exist_is_named_with_those_that_do(adrs: Adrs, command: str) -> None:
    words = ("tiny", "naive") if command == "score" else ("tiny",)
    done = adrs(command, *words, "--sandbox", "bubblewarp")
    assert done.code == 2
    assert "did you mean bubblewrap?" in done.err
    assert "auto, fork, bubblewrap, docker, podman, plain" in done.err


def test_the_weakest_sandbox_has_to_be_asked_for_twice(adrs: Adrs) -> None:
    done = adrs("score", "prism", "naive", "--sandbox", "plain")
    assert done.code == 2
    assert "--unsafe" in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="containers need Linux")
def test_a_sandbox_that_is_not_installed_says_so(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    done = adrs("score", "prism", "naive", "--sandbox", "podman")
    assert done.code == 2
    assert "podman is not installed" in done.err


def test_a_named_sandbox_runs_programs(adrs: Adrs) -> None:
    words = ("score", "prism", "naive", "--split", "train", "--workers", "1", "--json")
    done = adrs(*words, "--sandbox", "plain", "--unsafe")
    assert done.code == 0, done.err
    assert done.json["outcome"] == "VALID"


def test_a_sandbox_may_be_an_import_path(adrs: Adrs) -> None:
    done = adrs("score", "tiny", "naive", "--sandbox", "adrs.testing.tiny:InProcess", "--json")
    assert done.json["outcome"] == "VALID", done.err


def test_every_sitting_of_a_run_journals_its_layers(adrs: Adrs, memory: Memory) -> None:
    adrs("run", "tiny", "--evals", "6", "--workers", "1")
    adrs("resume", "tiny-1", "--evals", "9")
    sittings = [event for event in memory.events["tiny-1"] if isinstance(event, Started | Resumed)]
    assert [type(event) for event in sittings] == [Started, Resumed]
    for event in sittings:
        assert event.environment["sandbox"] == {"kind": "in process", "network closed": False}
        assert event.environment["python"]
