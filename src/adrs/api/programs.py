"""Programs from files and names, checked before anything is spent on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adrs.api.names import unknown
from adrs.core.errors import ProgramError

if TYPE_CHECKING:
    from adrs.core.problem import Contract, Problem
    from adrs.core.program import Program

MAX_BYTES = 4 * 1024 * 1024


def find_program(problem: Problem, name: str) -> Program:
    """The program in the file ``name``, or the seed or baseline of that name.

    Raises:
        UsageError: It is neither.
        ProgramError: The file cannot be read or is not a program for this problem.
    """
    known = {**problem.seeds, **problem.baselines}
    if name in known:
        return known[name]
    path = Path(name)
    if path.exists() or path.suffix or len(path.parts) > 1:
        return read_program(problem, path)
    raise unknown(f"file, seed or baseline of {problem.name}", name, known)


def read_program(problem: Problem, path: Path) -> Program:
    """The program in the file at ``path``.

    Raises:
        ProgramError: It cannot be read, is empty, is not Python, or lacks the entry function.
    """
    text, seed = read_text(path), next(iter(problem.seeds.values()))
    if seed.language != "python":
        return seed.with_text(text)
    return checked_program(text, str(path), problem.contract, problem=problem.name, like=seed)


def checked_program(
    text: str, name: str, contract: Contract, *, problem: str = "the problem", like: Program | None = None
) -> Program:
    """The program with this text.

    Args:
        text: Its source.
        name: What to call it in messages.
        contract: What it has to define.
        problem: Who says so.
        like: A program whose other files it keeps.

    Raises:
        ProgramError: It is not Python, or lacks the entry function.
    """
    from adrs.core.program import Program, evolvable_regions
    from adrs.core.syntax import keeps_entry, parse

    tree = parse(text, name=name)
    if not keeps_entry(tree, contract):
        raise ProgramError(
            f"{name} does not define the function {contract.function}; {problem} needs `{contract.signature}`"
        )
    try:
        evolvable_regions(text)
    except ProgramError as error:
        raise ProgramError(f"{name}, {error}") from None
    return Program.from_text(text) if like is None else like.with_text(text)


def read_text(path: Path) -> str:
    """A program's text.

    Raises:
        ProgramError: The file cannot be read, is too large, no UTF-8 text, or empty.
    """
    if path.is_dir():
        raise ProgramError(f"{path} is a folder; give the program's file")
    try:
        if not path.is_file():
            what = "is not an ordinary file" if path.exists() else "does not exist"
            raise ProgramError(f"program file {path} {what}; give the path of a Python file")
        if path.stat().st_size > MAX_BYTES:
            raise ProgramError(f"{path} has {path.stat().st_size} bytes; programs have at most {MAX_BYTES}")
        text = path.read_bytes().decode("utf-8-sig")  # line ends as they are
    except UnicodeDecodeError as error:
        raise ProgramError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise ProgramError(f"cannot read {path}: {error.strerror}") from None
    if not text.strip():
        raise ProgramError(f"{path} is empty; it should define the entry function")
    return text
