"""What the model that ships has learned, and that its card says so."""

from __future__ import annotations

import json

import numpy as np
import pytest

from adrs.small_model import batches, bpe
from adrs.small_model.checkpoint import DATA, shipped
from adrs.small_model.forward import logits
from adrs.small_model.looking import attention_shares
from adrs.small_model.measuring import measure

PAIRS = bpe.read(DATA / "bpe.json")
ROWS = batches.copied_rows(PAIRS, "learned", rows=2, length=200)


def test_it_goes_on_with_tokens_that_repeat() -> None:
    likely = logits(shipped().model, ROWS.tokens[:, :-1]).argmax(axis=-1)
    right = (likely == ROWS.tokens[:, 1:])[ROWS.answers]
    assert right.mean() > 0.8


def test_one_head_looks_one_back_and_one_looks_up() -> None:
    tokens = ROWS.tokens[0, :-1]
    shares = attention_shares(shipped().model, tokens)
    before = max(float(np.diagonal(share, -1).mean()) for share in shares.values())
    known = np.nonzero(ROWS.answers[0])[0]
    period = int(known[0])
    looked_up = max(float(share[known, known - period + 1].mean()) for share in shares.values())
    assert before > 0.5
    assert looked_up > 0.25  # looking everywhere alike gives less than 0.01


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_card_says_what_is_measured() -> None:
    said = json.loads((DATA / "measured.json").read_text(encoding="utf-8"))
    found = measure(shipped().model, PAIRS)
    assert {name: said[name] for name in found} == pytest.approx(found, rel=1e-3)
    card = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"| {found['prose_perplexity']:.2f} |" in card
