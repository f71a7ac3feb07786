"""The store in memory keeps the contract."""

from __future__ import annotations

import pytest

from adrs.core.seams import Store
from adrs.store.memory import MemoryStore
from adrs.testing.store import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()
