import pytest

from adrs.core.problem import Problem
from adrs.problems.topk_select.problem import create
from adrs.testing.problem import ProblemContract


class TestTopkSelect(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
