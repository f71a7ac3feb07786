import pytest

from adrs.core.problem import Problem
from adrs.problems.multi_agent.problem import create
from adrs.testing.problem import ProblemContract


class TestMultiAgent(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
