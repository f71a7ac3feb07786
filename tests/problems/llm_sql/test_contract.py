import pytest

from adrs.core.problem import Problem
from adrs.problems.llm_sql.problem import create
from adrs.testing.problem import ProblemContract


class TestLlmSql(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
