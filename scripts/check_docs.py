"""Checks every Markdown file of the project: relative links resolve, shown commands exist.

Commands are lines that begin with ``adrs``, ``scripts/`` or ``python`` in fenced blocks, with or without a
``$`` prompt. An ``adrs`` command must answer to ``--help``, and its help must know every option shown.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^ *```.*?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^ *(?:\$ )?((?:adrs|scripts/|python3? ).*)$", re.MULTILINE)


def main() -> int:
    """Print what is wrong; the number of problems found, at most 1."""
    pages = _pages()
    problems = [f"{page}: {what}" for page in pages for what in complaints(ROOT / page)]
    print("\n".join(problems) or f"{len(pages)} pages: links and commands are fine")
    return min(len(problems), 1)


def complaints(page: Path) -> Iterator[str]:
    """What is wrong with one page."""
    text = page.read_text(encoding="utf-8")
    for target in _LINK.findall(_FENCE.sub("", text)):
        if not re.match(r"[a-z]+:|#", target) and not (page.parent / target.split("#")[0]).exists():
            yield f"link to {target} leads nowhere"
    for block in _FENCE.findall(text):
        for line in _COMMAND.findall(block.replace("\\\n", " ")):
            yield from _command_complaints(line)


def _command_complaints(line: str) -> Iterator[str]:
    words = shlex.split(line, comments=True)
    if words[0] == "adrs":
        yield from _adrs_complaints(words)
    elif words[0].startswith("scripts/"):
        if not (ROOT / words[0]).exists():
            yield f"there is no {words[0]}"
    elif len(words) > 1 and words[1].endswith(".py") and not (ROOT / words[1]).exists():
        yield f"there is no {words[1]}"


def _adrs_complaints(words: list[str]) -> Iterator[str]:
    first = next((i for i, word in enumerate(words) if word.startswith("-")), len(words))
    status, text = _help(tuple(words[1:first]))
    if status != 0:
        yield f"{' '.join(words[:first])} --help fails: {text.strip().splitlines()[-1:]}"
        return
    for word in words[first:]:
        option = word.split("=")[0]
        if option.startswith("--") and not re.search(rf"{re.escape(option)}(?![\w-])", text):
            yield f"{' '.join(words[:first])} has no option {option}"


@cache
def _help(words: tuple[str, ...]) -> tuple[int, str]:
    code = "from adrs.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words, "--help"], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _pages() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(page for page in listed.stdout.splitlines() if (ROOT / page).exists())


if __name__ == "__main__":
    sys.exit(main())
