"""The store in a file keeps the contract, and what only a file can get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adrs.core.seams import Store
from adrs.store.sqlite import SqliteStore
from adrs.testing.store import StoreContract


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "new folder" / "journal.sqlite"

    @pytest.fixture
    def store(self, path: Path) -> Iterator[Store]:
        self.opened = [SqliteStore(path)]
        yield self.opened[0]
        for store in self.opened:
            store.close()

    def reopen(self, store: Store) -> Store:
        assert isinstance(store, SqliteStore)
        store.close()
        self.opened.append(SqliteStore(store.path))
        return self.opened[-1]
