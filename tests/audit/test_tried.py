"""Reports of attacks, and the layers that they met."""

from __future__ import annotations

import pytest

from adrs.audit.tried import APART, Tried, layers_that_stopped, report
from adrs.core.verdict import Outcome

ALL = {"seccomp": True, "landlock": "version 7", "filesystem_view": True}


def test_only_whole_lines_of_a_report_are_read() -> None:
    out = 'attack: ["tcp", "EPERM"]\nhello\nattack: [broken\n cut attack: ["x", "y"]\nattack: ["udp", "did"]'
    assert report(out) == (("tcp", "EPERM"), ("udp", "did"))


@pytest.mark.parametrize(
    ("outcome", "reason", "how", "layer"),
    [
        (Outcome.VALID, "", "EPERM", "system-call filter"),
        (Outcome.VALID, "", "ENOENT", "file-system view"),
        (Outcome.VALID, "", "did", APART),
        (Outcome.TIMED_OUT, "the program used more than 1 s of CPU time", "did", "watcher: CPU time"),
        (Outcome.TIMED_OUT, "did not finish (it used 0 s of CPU time)", "did", "watcher: wall clock"),
        (Outcome.OUT_OF_MEMORY, "", "MemoryError", "rlimits"),
        (Outcome.INVALID, "no", "EROFS", "read-only view, checks of the answer"),
        (Outcome.CRASHED, "", "did", "its process ended alone"),
    ],
)
def test_the_layer_follows_from_errors_and_outcome(
    outcome: Outcome, reason: str, how: str, layer: str
) -> None:
    assert layers_that_stopped(outcome, reason, [("x", how)], ALL) == layer


def test_layers_that_are_missing_are_not_given_credit() -> None:
    said = [("x", "EPERM"), ("y", "ENOENT")]
    assert (
        layers_that_stopped(Outcome.VALID, "", said, {"landlock": True})
        == "the kernel's permissions, landlock"
    )


def test_nothing_is_shown_to_stop_what_escaped() -> None:
    tried = Tried(name="a/b", tries="", outcome=Outcome.VALID, escapes=("a packet",))
    assert not tried.contained
    assert tried.stopped_by == ""
