import pytest

from adrs.core.problem import Problem
from adrs.problems.cant_be_late.problem import create
from adrs.testing.problem import ProblemContract


class TestCantBeLate(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
