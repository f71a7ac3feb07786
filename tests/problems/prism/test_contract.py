import pytest

from adrs.core.problem import Problem
from adrs.problems.prism.problem import create
from adrs.testing.problem import ProblemContract


class TestPrism(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
