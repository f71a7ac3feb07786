"""Locks exclude, say who holds them, and vanish with their holder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adrs.core.errors import StoreError
from adrs.store.locks import Lease, Turn


def test_a_lease_is_exclusive_and_names_its_holder(tmp_path: Path) -> None:
    lease = Lease(tmp_path / "run", "r")
    with pytest.raises(StoreError, match=f"'r' is being written by process {os.getpid()}"):
        Lease(tmp_path / "run", "r")
    lease.release()
    Lease(tmp_path / "run", "r").release()
    assert os.listdir(tmp_path) == []


def test_a_lease_file_that_a_killed_process_left_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("123456789")
    Lease(tmp_path / "run", "r").release()


def test_a_turn_that_another_holds_is_waited_for_in_vain_only_so_long(tmp_path: Path) -> None:
    mine = Turn(tmp_path / "lock", patience_s=0.02)
    other = Turn(tmp_path / "lock", patience_s=0.02)
    with mine.taken(), pytest.raises(StoreError, match=r"locked by another process for 0\.02 s"):
        other._take()
    with other.taken():
        pass
    mine.close()
    other.close()


def test_a_lock_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"):
        Lease(tmp_path / "nowhere" / "run", "r")
