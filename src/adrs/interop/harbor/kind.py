"""The layout of Harbor: recognised by its files, none of which is executed on this machine."""

from __future__ import annotations

from pathlib import Path

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.interop.harbor.problem import MAIN, HarborProblem
from adrs.interop.harbor.task import read_task

_MOST_BYTES = 1024**2


class Harbor:
    """Recognises and reads it."""

    name = "Harbor"
    needs = "task.toml, instruction.md and tests/test.sh"

    def recognises(self, folder: Path) -> bool:
        """Whether the three files lie there."""
        return all((folder / name).is_file() for name in ("task.toml", "instruction.md", "tests/test.sh"))

    def load(self, folder: Path, *, data: Path | None) -> Problem:
        """The problem; ``data`` is not needed, for the image brings its own.

        Raises:
            UsageError: Something in the folder is missing or malformed, or is not offered here.
        """
        return HarborProblem(read_task(folder), _solution(folder / "solution"))


def _solution(folder: Path) -> Program | None:
    if not (folder / MAIN).is_file():
        return None
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    if sum(path.stat().st_size for path in paths) > _MOST_BYTES:
        raise UsageError(f"{folder} is larger than 1 MiB, which is no program")
    try:
        files = {path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8") for path in paths}
    except UnicodeDecodeError:
        raise UsageError(f"{folder} holds a file that is no UTF-8 text; programs are text") from None
    return Program(files, main=MAIN, language="bash")
