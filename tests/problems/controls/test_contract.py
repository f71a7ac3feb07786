import pytest

from adrs.core.problem import Problem
from adrs.problems import load
from adrs.testing.problem import ProblemContract


class TestMixedPrecision(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return load("control_mixed_precision")


class TestTwoStagePipeline(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return load("control_two_stage_pipeline")


class TestChainPartition(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return load("control_chain_partition")
