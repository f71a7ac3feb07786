import pytest

pytest.register_assert_rewrite("adrs.testing.problem")
