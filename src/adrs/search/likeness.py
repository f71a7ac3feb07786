"""How much of two programs is the same text, layout and comments apart, at a bounded cost."""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from adrs.core.program import Program

_MOST_LINES = 200  # that differ at all: two programs with more are different enough
_MOST_TOKENS = 200  # in a stretch of lines that was replaced
_LAYOUT = frozenset([tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER])
_WORD = re.compile(r"\w+|[^\w\s]")
_NUMBER = re.compile(r"(?<![\w.])(?:\d[\w.]*|\.\d[\w]*)")

Lines = tuple[str, ...]


def code_lines(program: Program) -> Lines:
    """Logical lines of all files: tokens with a blank between, indented by depth; no comments, no docstrings.

    Lines of languages other than Python, and of text that cannot be tokenised, are stripped lines.
    """
    return tuple(line for text in program.files.values() for line in _lines(text, program.language))


def without_numbers(lines: Lines) -> Lines:
    """The lines with every number replaced by 0."""
    return tuple(_NUMBER.sub("0", line) for line in lines)


def likeness(a: Lines, b: Lines) -> float:
    """Share of characters that the two have in common, in order: 0 to 1, and 1 for two empty ones.

    The ratio ``2 M / T`` of :class:`difflib.SequenceMatcher`, taken over lines and then over the words of
    lines that were replaced. Equal beginnings and ends cost time linear in their length; of the rest at
    most 200 lines and 200 words at a stretch are matched, and what is longer counts as different.
    """
    total = _size(a) + _size(b)
    if not total:
        return 1.0
    head, tail = _common_ends(a, b)
    same = _size(a[:head]) + _size(a[len(a) - tail :])
    left, right = a[head : len(a) - tail], b[head : len(b) - tail]
    if max(len(left), len(right)) <= _MOST_LINES:
        same += _matching(left, right)
    return 2.0 * same / total


def at_most(a: Lines, b: Lines) -> float:
    """A bound that :func:`likeness` never passes: the share of words in common, in any order.

    Linear in the number of different words, so that few pairs have to be matched in earnest.
    """
    total = _size(a) + _size(b)
    if not total:
        return 1.0
    fewer, more = sorted((_words(a), _words(b)), key=len)
    same = sum([len(word) * min(times, more[word]) for word, times in fewer.items() if word in more])
    return 2.0 * same / total


def _matching(a: Lines, b: Lines) -> int:
    same = 0
    for tag, first, last, start, stop in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            same += _size(a[first:last])
        elif tag == "replace":
            same += _matching_words(a[first:last], b[start:stop])
    return same


def _matching_words(a: Lines, b: Lines) -> int:
    left = [word for line in a for word in line.split()]
    right = [word for line in b for word in line.split()]
    if max(len(left), len(right)) > _MOST_TOKENS:
        return 0
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return sum(_size(left[block.a : block.a + block.size]) for block in blocks)


def _common_ends(a: Lines, b: Lines) -> tuple[int, int]:
    shorter = min(len(a), len(b))
    head = 0
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return head, tail


def _size(lines: Sequence[str]) -> int:
    """Characters that are not blank."""
    return sum(len(line) - line.count(" ") for line in lines)


@lru_cache(maxsize=512)
def _words(lines: Lines) -> Counter[str]:
    return Counter(word for line in lines for word in line.split())


@lru_cache(maxsize=512)
def _lines(text: str, language: str) -> Lines:
    if language == "python":
        try:
            return tuple(_logical_lines(text))
        except (tokenize.TokenError, SyntaxError):
            pass
    words = (" ".join(_WORD.findall(line)) for line in text.splitlines())
    return tuple(line for line in words if line)


def _logical_lines(text: str) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    bare, depth = True, 0  # bare: nothing but strings so far
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.INDENT:
            depth += 1
        elif token.type == tokenize.DEDENT:
            depth -= 1
        elif token.type == tokenize.NEWLINE:
            if line and not bare:
                lines.append(" " * depth + " ".join(line))
            line, bare = [], True
        elif token.type not in _LAYOUT:
            line.append(token.string)
            bare = bare and token.type == tokenize.STRING
    return lines
