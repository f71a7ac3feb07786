import pytest

from adrs.core.problem import Problem
from adrs.testing.problem import ProblemContract
from tests.problems.sparse_attention.scenes import PROBLEM


@pytest.mark.slow
class TestSparseAttention(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return PROBLEM
