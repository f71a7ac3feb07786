import pytest

from adrs.core.problem import Problem
from adrs.problems.expert_offload.problem import create
from adrs.testing.problem import ProblemContract


class TestExpertOffload(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
