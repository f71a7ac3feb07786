"""A folder that a coding agent works in: the task and the program's files go in, only the latter come out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from adrs.core.errors import ProposalError
from adrs.core.program import Program
from adrs.propose.agent.clis import TASK_FILE
from adrs.propose.plain_file import NotPlain, read_plain

MAX_FILE_BYTES = 1024 * 1024


@contextmanager
def scratch_folder(program: Program, task: str, *, below: Path | None = None) -> Iterator[Path]:
    """A new folder that only this user can enter, with the task and the program; removed at the end.

    Args:
        program: Its files are written.
        task: Text of the task's file.
        below: Where the folder is made; the system's place for temporary files by default.

    Raises:
        ProposalError: A file's path leads out of the folder, or is the task's.
    """
    folder = Path(tempfile.mkdtemp(prefix="adrs-agent-", dir=below))
    try:
        for name, text in {TASK_FILE: task, **_checked(program)}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def taken_back(folder: Path, program: Program) -> Program:
    """The program as its files are now; links are not followed and other files not looked at.

    Raises:
        ProposalError: A file is gone, no plain file, too long or not text.
    """
    files = {}
    for name in program.files:
        try:
            files[name] = read_plain(folder, name, most_bytes=MAX_FILE_BYTES)
        except FileNotFoundError:
            raise ProposalError(f"the agent removed {name}") from None
        except NotPlain as error:
            raise ProposalError(f"the agent's {error}") from None
    return Program(files, main=program.main, language=program.language)


def _checked(program: Program) -> dict[str, str]:
    for name in program.files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or name == TASK_FILE:
            raise ProposalError(f"a program with a file {name!r} cannot be given to a coding agent")
    return dict(program.files)
