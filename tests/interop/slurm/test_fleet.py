"""Over jobs of submitit's local executor the sandbox's contract holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adrs.core.seams import Sandbox
from adrs.interop.executor.pool import Placed
from adrs.interop.executor.seams import Order
from adrs.interop.slurm.fleet import SlurmFleet
from adrs.testing.sandbox import SandboxContract

pytest.importorskip("submitit", reason="submitit is not installed: pip install 'adrs[slurm]'")
pytestmark = pytest.mark.slow

ECHO = Order(harness="adrs.testing.echo_harness")


class TestContract(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Sandbox]:
        options = {"cluster": "local", "folder": str(tmp_path_factory.mktemp("slurm"))}
        return lambda: Placed(SlurmFleet(options=options), ECHO, most=2)
