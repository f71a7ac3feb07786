from __future__ import annotations

import pytest

from adrs.core.problem import Problem
from adrs.problems.txn_scheduling.problem import create
from adrs.testing.problem import ProblemContract


class TestTxnScheduling(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return create()
