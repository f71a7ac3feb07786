from __future__ import annotations

import pytest

from adrs.core.problem import Problem
from adrs.testing.problem import ProblemContract
from tests.problems.weight_compression.scenes import PROBLEM


@pytest.mark.slow
class TestWeightCompression(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return PROBLEM
