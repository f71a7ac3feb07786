"""Windows of tokens: calibration, and the two held-out texts that perplexity is measured on.

Text A is prose, text B paragraphs of facts with questions. Calibration reads other documents and other
paragraphs than any split is judged on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from adrs.problems.weight_compression.quantisers import Ints
from adrs.small_model import documents, synthetic
from adrs.small_model.checkpoint import Tokenizer

LENGTH = 256
"""Predictions in a window."""
CALIBRATION = ("howto/custom-template-tags.txt", "howto/error-reporting.txt", "faq/general.txt")


@dataclass(frozen=True, slots=True)
class Text:
    """Windows of one text.

    Args:
        windows: ``(windows, LENGTH + 1)`` tokens, each window opened by the start token.
        bytes_per_token: Of the whole text.
    """

    windows: Ints
    bytes_per_token: float


def prose(tokenizer: Tokenizer, names: Sequence[str], count: int) -> Text:
    """``count`` windows, evenly over documents."""
    return _cut(tokenizer, "\n\n".join(documents.held_out()[name] for name in names), count)


def facts(tokenizer: Tokenizer, seed: str, count: int) -> Text:
    """``count`` windows of paragraphs that are drawn from ``seed``."""
    rng = Random(seed)
    # A token is at least a byte, so this is enough for any tokenizer whose tokens are up to 16 bytes long.
    text = ""
    while len(text) < 16 * count * LENGTH:
        text += synthetic.text_of(synthetic.facts(rng))
    return _cut(tokenizer, text, count)


def _cut(tokenizer: Tokenizer, text: str, count: int) -> Text:
    tokens = tokenizer.encode(text)
    starts = np.linspace(0, len(tokens) - LENGTH, count).astype(int)
    rows = [[tokenizer.start, *tokens[at : at + LENGTH]] for at in starts]
    return Text(np.array(rows, dtype=np.int64), len(text.encode()) / len(tokens))
