"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("adrs.testing.problem")

settings.register_profile("adrs", deadline=None)  # a busy machine is no failure
settings.load_profile("adrs")
