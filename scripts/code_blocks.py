"""Fenced code blocks of a Markdown page: found, and executed in order.

A block with a title, as in ```` ```python title="tape/judge.py" ````, is a file, written under that path.
A ``console`` block is a session: lines that begin with ``$ `` are commands, what follows each is what it
prints on standard output, where ``...`` stands for anything, within a line or as lines of their own. A
command without output shown may print what it likes. Every command has to succeed, unless a line ``[exit N]``
ends its output. Any other block that a reader could run (``bash``, ``python``…) is refused, so that none is
forgotten.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_OPENING = re.compile(r"^(?P<fence>`{3,})(?P<language>[\w+-]*)[ \t]*(?P<rest>.*)$")
_TITLE = re.compile(r'title="([^"]+)"')
_EXIT = re.compile(r"^\[exit (\d+)\]$")
TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Args:
        language: The first word behind the fence.
        title: Path of the file that it is; empty if it is none.
        text: What is between the fences.
        line: Number of its opening line.
    """

    language: str
    title: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a session, and what it has to print; ``None`` where nothing is shown."""

    text: str
    shown: str | None
    status: int
    line: int


class Untrue(Exception):  # noqa: N818 - what is untrue is the page
    """A block does not do what the page says."""


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        opening = _OPENING.match(lines[at])
        if opening is None:
            at += 1
            continue
        fence, begin = opening["fence"], at + 1
        at = next((n for n in range(begin, len(lines)) if lines[n].rstrip() == fence), len(lines))
        title = _TITLE.search(opening["rest"])
        body = "".join(f"{line}\n" for line in lines[begin:at])
        yield Block(opening["language"], title[1] if title else "", body, begin)
        at += 1


def commands(block: Block) -> Iterator[Command]:
    """The commands of a session; a backslash at the end of a line goes on with the next."""
    parts = re.split(r"^\$ ", block.text.replace("\\\n", " "), flags=re.MULTILINE)
    if parts[0].strip():
        raise Untrue(f"line {block.line}: a console block begins with `$ `, not with {parts[0][:40]!r}")
    for part in parts[1:]:
        text, _, output = part.partition("\n")
        shown, status = output.strip("\n").split("\n"), 0
        if shown and (ending := _EXIT.match(shown[-1])):
            shown, status = shown[:-1], int(ending[1])
        yield Command(text, "\n".join(shown) if any(shown) else None, status, block.line)


def agrees(shown: str, printed: str) -> bool:
    """Whether what a page shows fits what was printed; trailing blanks do not count."""
    pattern = ".*?".join(re.escape(part) for part in _trimmed(shown).split("..."))
    return re.fullmatch(pattern, _trimmed(printed), re.DOTALL) is not None


def execute(page: str, folder: Path, *, environment: Mapping[str, str]) -> int:
    """Write and run every block of a page in ``folder``, in order; how many there were.

    Raises:
        Untrue: A command fails, prints something else than is shown, or a block is none that can be run.
    """
    found = list(blocks(page))
    for block in found:
        if block.title:
            path = folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command in commands(block):
                _run(command, folder, environment)
        elif block.language not in ("", "text"):
            raise Untrue(
                f"line {block.line}: a {block.language} block needs a title, or to be a console block"
            )
    return len(found)


def _run(command: Command, folder: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode != command.status:
        last = (done.stdout + done.stderr)[-2000:]
        raise Untrue(f"line {command.line}: `{command.text}` ended with {done.returncode}:\n{last}")
    if command.shown is not None and not agrees(command.shown, done.stdout):
        raise Untrue(
            f"line {command.line}: `{command.text}` printed\n{done.stdout}\nand not\n{command.shown}"
        )


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def main() -> int:
    """Execute the pages named on the command line, each in a new empty folder."""
    import os
    import tempfile

    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
            count = execute(
                Path(name).read_text(encoding="utf-8"),
                Path(folder),
                environment={"PATH": path, "HOME": folder, "LANG": "C.UTF-8"},
            )
            print(f"{name}: {count} blocks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
