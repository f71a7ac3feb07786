"""When an answer counts as complete, by a clock that the test moves."""

from __future__ import annotations

from pathlib import Path

from adrs.propose.inbox.folder import Folder
from adrs.propose.inbox.names import AnswerName
from adrs.propose.inbox.watcher import Pace, Watcher
from tests.propose.inbox.world import drop

NAME = AnswerName(7, "py")


class Scene:
    """A folder, a clock, and what was found complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 0.0
        self.found: list[AnswerName] = []
        self.folder = Folder(path, "tiny-1")
        self.watcher = Watcher(
            self.folder, self.found.append, self._lost, pace=Pace(settle_s=1.0), clock=lambda: self.now
        )

    def look(self, after_s: float) -> bool:
        """Let time pass and look; whether a look soon is worth while."""
        self.now += after_s
        return self.watcher.look()

    def _lost(self, error: BaseException) -> None:
        raise error


def test_an_answer_is_complete_when_it_has_not_changed_for_a_while(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    drop(tmp_path, str(NAME))
    assert scene.look(0.0)
    assert scene.look(0.9)
    assert scene.found == []
    assert not scene.look(0.2)
    assert scene.found == [NAME]


def test_growing_starts_the_wait_anew(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    text = ""
    for _ in range(5):
        text += "x = 1\n"
        (tmp_path / str(NAME)).write_text(text)
        assert scene.look(0.9)
    assert scene.found == []
    scene.look(1.1)
    assert scene.found == [NAME]


def test_another_file_of_the_same_length_starts_the_wait_anew(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    drop(tmp_path, str(NAME), "x = 1\n")
    scene.look(0.0)
    drop(tmp_path, str(NAME), "x = 2\n")
    scene.look(1.1)
    assert scene.found == []


def test_an_empty_folder_is_no_reason_to_hurry(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    (tmp_path / "brief-0007.md").write_text("a brief")
    assert not scene.look(0.0)


def test_what_nobody_took_is_shown_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    drop(tmp_path, str(NAME))
    for _ in range(4):
        scene.look(1.1)
    assert scene.found == [NAME] * 3
