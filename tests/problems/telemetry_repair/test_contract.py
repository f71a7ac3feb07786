from __future__ import annotations

import pytest

from adrs.core.problem import Problem
from adrs.problems.telemetry_repair.problem import create
from adrs.testing.problem import ProblemContract


class TestTelemetryRepair(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
