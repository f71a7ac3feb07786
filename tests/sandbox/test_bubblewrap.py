"""Servers inside bubblewrap keep the contract and the walls."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from adrs.core.errors import SandboxError
from adrs.core.seams import Sandbox
from adrs.sandbox.bubblewrap import Bubblewrap
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.sandbox import SandboxContract
from adrs.testing.sandbox_walls import SandboxWalls

ECHO = "adrs.testing.echo_harness"
needs_bubblewrap = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")


@needs_bubblewrap
class TestContract(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        return lambda: ForkServer(ECHO, slots=2, backend=Bubblewrap())


@needs_bubblewrap
class TestWalls(SandboxWalls):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        return lambda: ForkServer(ECHO, backend=Bubblewrap())


def test_says_that_it_is_not_installed() -> None:
    with pytest.raises(SandboxError, match="install the package bubblewrap"):
        ForkServer(ECHO, backend=Bubblewrap("no-such-bwrap")).describe()
