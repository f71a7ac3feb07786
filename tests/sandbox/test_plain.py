"""Plain processes keep the contract, without its walls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adrs.core.seams import Sandbox
from adrs.sandbox.plain import PlainSandbox
from adrs.testing.sandbox import SandboxContract

ECHO = "adrs.testing.echo_harness"


class TestPlainSandbox(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        return lambda: PlainSandbox(ECHO, slots=2)
