"""A folder of Markdown notes, each saying when it applies; the relevant ones are found by their words.

::

    ---
    applies_when: jobs must be ordered and only the completion time counts
    ---
    Smith's rule: sort by weight per unit of length. …
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adrs.core.errors import DataError

_WORD = re.compile(r"[^\W\d_]{2,}")
_STOP = frozenset(
    re.findall(
        r"\w+",
        """an and are as at be but by can do does each every for from has have if in is it its many may more
        most must no not of on only one or other some such than that the their them then there these they this
        those to two use used uses using was we were what when where which while who will with you your""",
    )
)
_K1 = 1.2
_MOST_BYTES = 64 * 1024
_MOST_FILES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note of the folder: its file's name, when it applies, and what it says."""

    name: str
    applies_when: str
    text: str


class Knowledge:
    """Notes, and which of them apply.

    A note's ``applies_when`` is the query and the situation the document of BM25 (Robertson and Zaragoza,
    The Probabilistic Relevance Framework, 2009, section 3.4). Term frequency saturates with k1 = 1.2; with a
    single document there is no length to normalise. Words that many notes share weigh less. The sum is
    divided by the most it could be, so that a threshold means the same in a small and in a large folder: 0
    when no word occurs, near 1 when all occur again and again.

    Args:
        notes: The notes.
        threshold: Relevance from which on a note is told.
        most: Notes told at a time.
    """

    def __init__(self, notes: Sequence[Note], *, threshold: float = 0.35, most: int = 3) -> None:
        self.notes = tuple(notes)
        self.threshold = threshold
        self.most = most
        self._words = [_words(note.applies_when) for note in self.notes]
        self._in_notes = Counter(word for words in self._words for word in set(words))

    def relevant(self, situation: str) -> list[Note]:
        """Notes that apply, the most relevant first; none where none reaches the threshold."""
        there = Counter(_words(situation))
        pairs = zip(self._words, self.notes, strict=True)
        scored = [(self._relevance(words, there), note) for words, note in pairs]
        ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1].name))
        return [note for relevance, note in ranked[: self.most] if relevance >= self.threshold]

    def _relevance(self, words: Sequence[str], there: Counter[str]) -> float:
        total = found = 0.0
        for word in set(words):
            n, count = len(self.notes), self._in_notes[word]
            weight = math.log(1.0 + (n - count + 0.5) / (count + 0.5))
            total += weight * (_K1 + 1.0)
            found += weight * there[word] * (_K1 + 1.0) / (there[word] + _K1)
        return found / total if total else 0.0


def read_knowledge(folder: Path) -> Knowledge:
    """The notes of a folder's ``*.md`` files, in order of their names.

    Raises:
        DataError: The folder cannot be read, or a file is too long, not UTF-8, or without ``applies_when``.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.is_file())
    except OSError as error:
        raise DataError(f"knowledge folder {folder}: {error.strerror or error}") from None
    if len(paths) > _MOST_FILES:
        raise DataError(f"knowledge folder {folder} has {len(paths)} notes; {_MOST_FILES} are the most")
    return Knowledge([_note(path) for path in paths])


def _note(path: Path) -> Note:
    try:
        data = path.read_bytes()
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"note {path} cannot be read as UTF-8 text: {error}") from None
    if len(data) > _MOST_BYTES:
        raise DataError(f"note {path} has {len(data)} bytes; {_MOST_BYTES} are the most")
    head, body = _front_matter(text.replace("\r\n", "\n"), path)
    applies = head.get("applies_when", "").strip()
    if not _words(applies):
        raise DataError(f"note {path} must begin with the lines '---', 'applies_when: …' and '---'")
    return Note(name=path.stem, applies_when=applies, text=body.strip())


def _front_matter(text: str, path: Path) -> tuple[dict[str, str], str]:
    lines = text.lstrip("\ufeff").split("\n")
    if lines[0].strip() != "---":
        return {}, text
    for end, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            pairs = [line.partition(":") for line in lines[1:end] if line.strip()]
            head = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
            return head, "\n".join(lines[end + 1 :])
    raise DataError(f"note {path} opens its front matter with '---' and does not close it")


def _words(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def _stem(word: str) -> str:
    """The word without a plural or participle ending: coarse, and the same for notes and situations."""
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
