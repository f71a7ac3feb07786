import pytest

from adrs.core.problem import Problem
from adrs.problems.spec_control.problem import create
from adrs.testing.problem import ProblemContract


class TestSpecControl(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
