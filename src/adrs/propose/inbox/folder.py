"""The inbox as files: what is written, what is read, and how neither is ever seen half done.

Everything is written to a hidden temporary file and renamed. Answers are read without following links, only
up to a limit, and only when they are plain files. The folder belongs to one run and one process at a time.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adrs.core.errors import AdrsError, UsageError
from adrs.propose.inbox.names import AnswerName, parse_answer, parse_rejected, stem
from adrs.propose.plain_file import NotPlain, read_plain

MAX_ANSWER_BYTES = 512 * 1024

_MAX_OWN_BYTES = 8 * MAX_ANSWER_BYTES
_OWNER = ".adrs-inbox"
_DONE = "done"
_OLD = "old"


class Refused(Exception):  # noqa: N818 - a word on an answer, not an error of ours
    """An answer cannot be taken; the message is for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An answer lying in the folder, and what would change if somebody were still writing it."""

    name: AnswerName
    signature: tuple[int, int, int]


class Folder:
    """One run's inbox on disk.

    Args:
        path: The folder; made if it does not exist.
        run_id: The run it belongs to.

    Raises:
        UsageError: It belongs to another run, is in use by another process, or cannot be written.
    """

    def __init__(self, path: Path, run_id: str) -> None:
        self.path = path
        self.run_id = run_id
        try:
            path.mkdir(parents=True, exist_ok=True)
            _own_folder(path / _DONE)
            self._lock = _claim(path, run_id)
            self._rejections = _count_rejections(path, path / _DONE)
            self._accepted = _find_accepted(path / _DONE)
        except OSError as error:
            raise UsageError(f"the inbox {path} cannot be used: {error.strerror or error}") from None

    def close(self) -> None:
        """Let another process use the folder. Not idempotent."""
        os.close(self._lock)

    def answers(self) -> list[Dropped]:
        """Answers lying in the folder, in the order of their names.

        Raises:
            AdrsError: The folder cannot be read any more.
        """
        try:
            return sorted(self._dropped(), key=lambda dropped: dropped.name)
        except OSError as error:
            raise AdrsError(f"the inbox {self.path} cannot be read: {error.strerror or error}") from None

    def _dropped(self) -> Iterator[Dropped]:
        with os.scandir(self.path) as entries:
            for entry in entries:
                name = parse_answer(entry.name)
                if name is not None:
                    try:
                        found = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # renamed by its writer between listing and looking
                    yield Dropped(name, (found.st_size, found.st_mtime_ns, found.st_ino))

    def read(self, name: AnswerName) -> str:
        """The text of an answer.

        Raises:
            Refused: It is not a plain UTF-8 file of at most ``MAX_ANSWER_BYTES``.
        """
        try:
            return read_plain(self.path, str(name), most_bytes=MAX_ANSWER_BYTES)
        except NotPlain as error:
            raise Refused(str(error)) from None

    def brief(self, number: int) -> str | None:
        """The text of an open brief, if there is one."""
        return self._text(f"{stem(number)}.md")

    def publish(self, number: int, text: str) -> None:
        """Open a brief, or write it anew."""
        (self.path / f"{stem(number)}.withdrawn.md").unlink(missing_ok=True)
        self._write(f"{stem(number)}.md", text)

    def is_withdrawn(self, number: int) -> bool:
        """Whether a brief was taken back."""
        return (self.path / f"{stem(number)}.withdrawn.md").exists()

    def withdraw(self, number: int, reason: str) -> None:
        """Mark a brief as not needed any more."""
        text = self.brief(number) or self.accepted_brief(number) or ""
        self._write(f"{stem(number)}.withdrawn.md", f"**Withdrawn:** {reason}\n\n{text}")
        (self.path / f"{stem(number)}.md").unlink(missing_ok=True)

    def rejections(self, number: int) -> int:
        """How many answers to a brief were turned away."""
        return self._rejections.get(number, 0)

    def reject(self, name: AnswerName, reason: str, text: str | None = None) -> None:
        """Put an answer aside and say why beside its brief.

        Args:
            name: The answer.
            reason: What is wrong with it.
            text: The answer itself where it does not lie in the folder.
        """
        count = self._rejections[name.number] = self.rejections(name.number) + 1
        aside = name.rejected(count)
        if text is None:
            self._move(self.path / str(name), self.path / aside)
        else:
            self._write(aside, text)
        self.note_rejection(name.number, reason, f"It is kept as `{aside}`; a corrected one is welcome.")

    def note_rejection(self, number: int, reason: str, more: str = "") -> None:
        """Say beside a brief why its answer was turned away."""
        self._write(
            f"{stem(number)}.rejected.md", f"# Answer to brief {number} rejected\n\n{reason}\n\n{more}\n"
        )

    def accept(self, name: AnswerName, text: str) -> None:
        """Keep an answer under ``done`` and close its brief."""
        self._write(f"{_DONE}/{name}", text)  # first: after a crash here the answer is found again
        if self._accepted.get(name.number) != name:
            self._forget(name.number)
        self._accepted[name.number] = name
        (self.path / str(name)).unlink(missing_ok=True)
        brief = self.path / f"{stem(name.number)}.md"
        rejected = self.path.glob(f"{stem(name.number)}.rejected*") if self.rejections(name.number) else ()
        for at in (*rejected, brief):
            with suppress(FileNotFoundError):
                self._move(at, self.path / _DONE / at.name)

    def accepted(self, number: int) -> tuple[AnswerName, str] | None:
        """The answer that was accepted for a brief, if any."""
        name = self._accepted.get(number)
        text = None if name is None else self._text(f"{_DONE}/{name}")
        return None if name is None or text is None else (name, text)

    def accepted_brief(self, number: int) -> str | None:
        """The text of a brief that was answered."""
        return self._text(f"{_DONE}/{stem(number)}.md")

    def take_back(self, number: int, reason: str) -> None:
        """Reject an answer after it was accepted."""
        found = self.accepted(number)
        if found is not None:
            self.reject(found[0], reason, found[1])
            self._forget(number)

    def set_aside(self, number: int) -> None:
        """Move everything about a brief of this number from another time to ``old``."""
        old = _own_folder(self.path / _OLD)
        for folder in (self.path, self.path / _DONE):
            for at in folder.glob(f"{stem(number)}.*"):
                self._move(at, old / at.name)
        self._rejections.pop(number, None)
        self._accepted.pop(number, None)

    def record_result(self, number: int, text: str) -> None:
        """Say under ``done`` what became of an accepted answer."""
        self._write(f"{_DONE}/{stem(number)}.result.md", text)

    def result(self, number: int) -> str | None:
        """What became of an accepted answer, if it is known."""
        return self._text(f"{_DONE}/{stem(number)}.result.md")

    def _text(self, name: str) -> str | None:
        """One of our own files, unless somebody removed or replaced it."""
        try:
            return read_plain(self.path, name, most_bytes=_MAX_OWN_BYTES)
        except (NotPlain, FileNotFoundError):
            return None

    def _forget(self, number: int) -> None:
        if (name := self._accepted.pop(number, None)) is not None:
            (self.path / _DONE / str(name)).unlink(missing_ok=True)

    def _move(self, source: Path, target: Path) -> None:
        try:
            os.replace(source, target)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise AdrsError(f"the inbox cannot rename {source}: {error.strerror or error}") from None

    def _write(self, name: str, text: str) -> None:
        target = self.path / name
        hidden = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            hidden.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            data = text.encode("utf-8", "replace")  # what a candidate's error says need not be text
            with os.fdopen(os.open(hidden, flags, 0o644), "wb") as file:
                file.write(data)
            os.replace(hidden, target)
        except OSError as error:
            raise AdrsError(f"the inbox cannot write {target}: {error.strerror or error}") from None


def _own_folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    if path.is_symlink():
        raise UsageError(f"{path} is a symbolic link; an inbox needs a folder there")
    return path


def _count_rejections(*folders: Path) -> dict[int, int]:
    counts: dict[int, int] = {}
    for name in (name for folder in folders for name in os.listdir(folder)):
        if (found := parse_rejected(name)) is not None:
            counts[found[0]] = max(found[1], counts.get(found[0], 0))
    return counts


def _find_accepted(path: Path) -> dict[int, AnswerName]:
    names = [parse_answer(name) for name in os.listdir(path)]
    return {name.number: name for name in names if name is not None}


def _claim(path: Path, run_id: str) -> int:
    file = os.open(path / _OWNER, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"the inbox {path} is in use by another process; give another folder") from None
        owner = _owner(os.pread(file, 4096, 0), path)
        if owner not in ("", run_id):
            raise UsageError(
                f"the inbox {path} belongs to run {owner}; give another folder, or resume that run"
            )
        os.pwrite(file, json.dumps({"run": run_id}).encode(), 0)
    except BaseException:
        os.close(file)
        raise
    return file


def _owner(data: bytes, path: Path) -> str:
    if not data:
        return ""
    try:
        return str(json.loads(data)["run"])
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path / _OWNER} is damaged; give another folder") from None
