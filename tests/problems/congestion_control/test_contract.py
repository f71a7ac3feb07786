import pytest

from adrs.core.problem import Problem
from adrs.problems.congestion_control.problem import create
from adrs.testing.problem import ProblemContract


class TestCongestionControl(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
