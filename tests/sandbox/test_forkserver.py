"""The fork server keeps the contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adrs.core.seams import Sandbox
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.sandbox import SandboxContract

ECHO = "adrs.testing.echo_harness"


class TestForkServer(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        return lambda: ForkServer(ECHO, slots=2)
