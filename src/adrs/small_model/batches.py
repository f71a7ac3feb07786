"""Rows of tokens for training: prose, facts, tables and copies, mixed by a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from adrs.small_model import synthetic
from adrs.small_model.bpe import BytePairs
from adrs.small_model.synthetic import Piece

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

DRILL = range(400, 464)
"""Tokens that drills repeat: few, so that what followed one last time comes up again and again."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Equally long sequences of tokens, each opened by the start token.

    Args:
        tokens: ``(rows, length + 1)``.
        counted: ``(rows, length)`` whether the prediction of token ``i + 1`` counts in the loss.
        answers: ``(rows, length)`` whether token ``i + 1`` is of an answer that the text before it gives.
    """

    tokens: Ints
    counted: Bools
    answers: Bools


@dataclass(frozen=True, slots=True)
class Source:
    """What batches are made from.

    Args:
        pairs: The vocabulary.
        prose: What :func:`stream` made of the training documents.
    """

    pairs: BytePairs
    prose: Ints


def stream(pairs: BytePairs, texts: Mapping[str, str]) -> Ints:
    """All documents as tokens, each opened by the start token."""
    tokens = [t for text in texts.values() for t in (pairs.start, *pairs.encode(text))]
    return np.array(tokens, dtype=np.int64)


def training_rows(source: Source, mix: Mapping[str, float], seed: str, *, rows: int, length: int) -> Rows:
    """A batch of a mix; equal seeds give equal batches.

    Args:
        source: Vocabulary and prose.
        mix: Share of ``prose``, ``facts``, ``table``, ``copy`` and ``drill`` in the rows.
        seed: Names the batch, e.g. ``"0/17"``.
        rows: Sequences in it.
        length: Predictions in each.
    """
    rng = Random(seed)
    kinds = rng.choices(list(mix), list(mix.values()), k=rows)
    return _stacked([_row(kind, source, rng, length) for kind in kinds])


def synthetic_rows(
    pairs: BytePairs, make: Callable[[Random], list[Piece]], seed: str, *, rows: int, length: int
) -> Rows:
    """Rows of one grammar of :mod:`adrs.small_model.synthetic`, for measuring."""
    rng = Random(seed)
    return _stacked([_pieces(pairs, make, rng, length) for _ in range(rows)])


def copied_rows(pairs: BytePairs, seed: str, *, rows: int, length: int) -> Rows:
    """Rows of random tokens that repeat; what repeats counts, and is an answer."""
    rng = Random(seed)
    made = _stacked([_copy(pairs, rng, length) for _ in range(rows)])
    return Rows(made.tokens, made.counted, made.counted)


_Row = tuple[Sequence[int], Sequence[bool], Sequence[bool]]


def _row(kind: str, source: Source, rng: Random, length: int) -> _Row:
    pairs, prose = source.pairs, source.prose
    if kind == "prose":
        at = rng.randrange(len(prose) - length)
        return [pairs.start, *prose[at : at + length].tolist()], [True] * length, [False] * length
    if kind == "copy":
        return _copy(pairs, rng, length)
    if kind == "drill":
        return _drill(pairs, rng, length)
    return _pieces(pairs, synthetic.facts if kind == "facts" else synthetic.table, rng, length)


def _pieces(pairs: BytePairs, make: Callable[[Random], list[Piece]], rng: Random, length: int) -> _Row:
    tokens, answers = [pairs.start], [False]
    while len(tokens) <= length:
        for piece in make(rng):
            more = pairs.encode(piece.text)
            tokens += more
            answers += [piece.answer] * len(more)
    return tokens[: length + 1], [True] * length, answers[1 : length + 1]


def _copy(pairs: BytePairs, rng: Random, length: int) -> _Row:
    """Random tokens, then the same again until the row is full; the first pass cannot be known."""
    period = rng.randint(length // 8, length // 2)
    return _repeated(pairs, [rng.randrange(pairs.start) for _ in range(period)], length)


def _drill(pairs: BytePairs, rng: Random, length: int) -> _Row:
    """The same with few tokens and mostly short periods."""
    period = round(3 * (length / 6) ** rng.random())
    return _repeated(pairs, [rng.choice(DRILL) for _ in range(period)], length)


def _repeated(pairs: BytePairs, tokens: Sequence[int], length: int) -> _Row:
    period = len(tokens)
    full = [tokens[i % period] for i in range(length)]
    known = [i >= period for i in range(length)]
    return [pairs.start, *full], known, [False] * length


def _stacked(made: Sequence[_Row]) -> Rows:
    tokens, counted, answers = zip(*made, strict=True)
    return Rows(np.array(tokens, dtype=np.int64), np.array(counted), np.array(answers))
