import pytest

from adrs.core.problem import Problem
from adrs.problems.cloudcast.problem import create
from adrs.testing.problem import ProblemContract


class TestCloudcast(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
