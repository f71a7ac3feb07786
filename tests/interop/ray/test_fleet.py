"""Over Ray the sandbox's contract holds, and the loss of a node costs nobody anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adrs.core.seams import Sandbox
from adrs.interop.executor.pool import Placed
from adrs.interop.executor.seams import Order
from adrs.interop.ray.fleet import RayFleet
from adrs.testing.sandbox import SandboxContract

pytestmark = pytest.mark.slow

ECHO = Order(harness="adrs.testing.echo_harness")


class TestContract(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls, cluster: Any) -> Callable[[], Sandbox]:
        return lambda: Placed(RayFleet(), ECHO, most=2)
