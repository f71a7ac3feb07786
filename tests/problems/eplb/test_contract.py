import pytest

from adrs.core.problem import Problem
from adrs.problems.eplb.problem import create
from adrs.testing.problem import ProblemContract


class TestEplb(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
