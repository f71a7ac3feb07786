from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adrs.core.errors import DataError, UsageError
from adrs.core.events import Finished, Started
from adrs.store.sqlite import SqliteStore
from adrs.study.folder import Stage, StudyFolder
from tests.study.test_spec import CELL


def test_stages_are_read_from_the_journal(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path)
    cells = [replace(CELL, seed=seed) for seed in (1, 2, 3)]
    assert set(folder.stages(cells).values()) == {Stage.NEW}
    with SqliteStore(folder.journal) as store:
        for cell in cells[:2]:
            store.append(cell.run_id, [Started(problem="prism", config={})])
        store.append(cells[0].run_id, [Finished(champion="c1")])
    assert list(folder.stages(cells).values()) == [Stage.FINISHED, Stage.BEGUN, Stage.NEW]


def test_a_plan_comes_back(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path)
    with pytest.raises(DataError, match="there is no study in"):
        folder.saved()
    folder.save({"seeds": [1, 2]})
    assert folder.saved() == {"seeds": [1, 2]}
    folder.plan.write_text("{")
    with pytest.raises(DataError, match="is damaged"):
        folder.saved()


def test_one_study_a_folder_at_a_time(tmp_path: Path) -> None:
    one, other = StudyFolder(tmp_path), StudyFolder(tmp_path)
    with one.held(), pytest.raises(UsageError, match="a study is running in"), other.held():
        pass
    with StudyFolder(tmp_path).held():
        pass


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"), StudyFolder(tmp_path / "none").held():
        pass
