"""Text on its way into a prompt: made harmless, cut to length, fenced, counted."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from adrs.core.program import START_MARK, Program

BYTES_PER_TOKEN = 2.5
"""Fewer than the three to four of common vocabularies on English and code, so that a count errs upwards."""

_BACKTICKS = re.compile(r"`{3,}")


def estimate_tokens(text: str) -> int:
    """Tokens of ``text``, estimated from above: one for every 2.5 bytes of UTF-8, rounded up."""
    return math.ceil(len(text.encode("utf-8", "replace")) / BYTES_PER_TOKEN)


def one_line(text: str, most: int = 160) -> str:
    """``text`` on one line of at most ``most`` characters, without control characters."""
    words = " ".join(text[: 8 * most].split())
    clean = "".join(c for c in words if c.isprintable())
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def fenced(text: str, info: str = "") -> str:
    """A fenced block that nothing inside can close."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{info}\n{text if text.endswith(chr(10)) else text + chr(10)}{fence}"


def program_text(program: Program) -> str:
    """All files of a program, fenced; each under its name when there are several."""
    blocks = [fenced(text, program.language) for text in program.files.values()]
    if len(blocks) == 1:
        return blocks[0]
    return "\n\n".join(f"File: {path}\n{block}" for path, block in zip(program.files, blocks, strict=True))


def has_regions(program: Program) -> bool:
    """Whether only parts of the program may change."""
    return any(START_MARK in text for text in program.files.values())


def figure(value: float) -> str:
    """A number with six significant digits."""
    return f"{value:.6g}"


def bullets(items: Sequence[str]) -> tuple[str, ...]:
    """Items of a list."""
    return tuple(f"- {item}" for item in items)
