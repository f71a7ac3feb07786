"""Byte-pair encoding: how text becomes tokens.

After Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units" (ACL 2016), on
bytes as in GPT-2. Tokens 0 to 255 are bytes, then one token per merge; the last one opens a sequence.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from adrs.core.errors import DataError

WORDS = re.compile(r" ?[A-Za-z]+| ?[0-9]| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")
"""Merges never cross these pieces; a digit is a token of its own."""

Pair = tuple[int, int]


class BytePairs:
    """A vocabulary of byte pairs.

    Args:
        merges: Pairs of tokens, the first learned first; the i-th makes token ``256 + i``.
    """

    def __init__(self, merges: Sequence[Pair]) -> None:
        self.merges = tuple(merges)
        self._rank = {pair: i for i, pair in enumerate(self.merges)}
        self._bytes = [bytes([i]) for i in range(256)]
        for a, b in self.merges:
            self._bytes.append(self._bytes[a] + self._bytes[b])
        self._known: dict[str, tuple[int, ...]] = {}

    @property
    def start(self) -> int:
        """The token that opens a sequence."""
        return 256 + len(self.merges)

    def __len__(self) -> int:
        return self.start + 1

    def encode(self, text: str) -> list[int]:
        """Tokens of ``text``, without :attr:`start`."""
        tokens: list[int] = []
        for word in WORDS.findall(text):
            if word not in self._known:
                self._known[word] = self._merged(word.encode())
            tokens.extend(self._known[word])
        return tokens

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of ``tokens``; :attr:`start` has none, broken UTF-8 becomes U+FFFD."""
        return b"".join(self._bytes[t] for t in tokens if t < self.start).decode(errors="replace")

    def widths(self) -> list[int]:
        """Bytes of text in each token; 0 for :attr:`start`."""
        return [*map(len, self._bytes), 0]

    def _merged(self, raw: bytes) -> tuple[int, ...]:
        parts = list(raw)
        while len(parts) > 1:
            best = min(pairwise(parts), key=lambda pair: self._rank.get(pair, len(self._rank)))
            if best not in self._rank:
                break
            parts = joined(parts, best, 256 + self._rank[best])
        return tuple(parts)


def joined(parts: Sequence[int], pair: Pair, token: int) -> list[int]:
    """``parts`` with each occurrence of ``pair``, from the left, replaced by ``token``."""
    out: list[int] = []
    i = 0
    while i < len(parts):
        if i + 1 < len(parts) and (parts[i], parts[i + 1]) == pair:
            out.append(token)
            i += 2
        else:
            out.append(parts[i])
            i += 1
    return out


def learn(texts: Iterable[str], size: int) -> BytePairs:
    """The vocabulary of ``size`` tokens that merges the most frequent pair again and again.

    Ties go to the smaller pair, so that equal texts give equal vocabularies. Each merge costs time in
    proportion to the distinct words that hold the pair.

    Raises:
        ValueError: ``size`` leaves no room for the bytes and the start, or the texts run out of pairs.
    """
    if size < 257:
        raise ValueError(f"a vocabulary has at least 257 tokens, not {size}")
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(WORDS.findall(text))
    words = [list(word.encode()) for word in counts]
    weight = list(counts.values())
    frequency: Counter[Pair] = Counter()
    where: dict[Pair, set[int]] = defaultdict(set)
    for i, word in enumerate(words):
        _count(word, weight[i], i, frequency, where)
    merges: list[Pair] = []
    while len(merges) < size - 257:
        best = max(frequency, key=lambda pair: (frequency[pair], (-pair[0], -pair[1])), default=None)
        if best is None or frequency[best] < 1:
            raise ValueError(f"the texts have pairs for {len(merges)} merges only")
        for i in sorted(where.pop(best)):
            _count(words[i], -weight[i], i, frequency, where)
            words[i] = joined(words[i], best, 256 + len(merges))
            _count(words[i], weight[i], i, frequency, where)
        del frequency[best]
        merges.append(best)
    return BytePairs(merges)


def _count(
    word: Sequence[int], weight: int, i: int, frequency: Counter[Pair], where: dict[Pair, set[int]]
) -> None:
    for pair in pairwise(word):
        frequency[pair] += weight
        where[pair].add(i)


def save(pairs: BytePairs, path: Path) -> None:
    """Writes the merges as JSON."""
    path.write_text(json.dumps({"merges": pairs.merges}, separators=(",", ":")) + "\n", encoding="utf-8")


def read(path: Path) -> BytePairs:
    """The vocabulary in a file that :func:`save` wrote.

    Raises:
        DataError: It is no such file, or a merge names a token that is not there yet.
    """
    try:
        merges = json.loads(path.read_text(encoding="utf-8"))["merges"]
        pairs = [(int(a), int(b)) for a, b in merges]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is no list of merges: {error}") from None
    for i, pair in enumerate(pairs):
        if not all(0 <= token < 256 + i for token in pair):
            raise DataError(
                f"{path}: merge {i} names the tokens {pair}; there are 0 to {255 + i} at that point"
            )
    return BytePairs(pairs)
