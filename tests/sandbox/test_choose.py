"""Walls where there are some; none only when asked for."""

from __future__ import annotations

import sys

import pytest

from adrs.core.errors import SandboxError
from adrs.sandbox.choose import best
from adrs.sandbox.forkserver import ForkServer
from adrs.sandbox.plain import PlainSandbox

ECHO = "adrs.testing.echo_harness"


@pytest.mark.skipif(sys.platform != "linux", reason="fork servers need Linux")
def test_linux_gets_the_fork_server() -> None:
    assert isinstance(best(ECHO), ForkServer)


def test_elsewhere_the_weakest_must_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxError, match="unsafe=True"):
        best(ECHO)
    assert isinstance(best(ECHO, unsafe=True), PlainSandbox)
