from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError
from adrs.small_model import bpe

TEXTS = ["the cat sat on the mat, the cat", "the dog and the cat; 1234 times"]


@given(text=st.text())
def test_text_comes_back_from_its_tokens(text: str) -> None:
    pairs = bpe.learn(TEXTS, 280)
    tokens = pairs.encode(text)
    assert pairs.decode(tokens) == text
    assert all(0 <= token < pairs.start for token in tokens)
    assert sum(pairs.widths()[token] for token in tokens) == len(text.encode())


def test_the_most_frequent_pair_is_merged_first() -> None:
    pairs = bpe.learn(["aab aab aab ab"], 258)
    assert [pairs.decode([256 + i]) for i in range(len(pairs.merges))] == ["ab"]


def test_merges_build_on_each_other() -> None:
    pairs = bpe.learn(TEXTS, 280)
    assert " the" in [pairs.decode([token]) for token in range(256, pairs.start)]
    assert len(pairs.encode(" the")) == 1


def test_a_digit_is_a_token_of_its_own() -> None:
    pairs = bpe.learn(["1234 1234 1234 1234 word word"], 262)
    assert len(pairs.encode("1234")) == 4


def test_the_start_has_no_text() -> None:
    pairs = bpe.learn(TEXTS, 270)
    assert pairs.start == 269 == len(pairs) - 1
    assert pairs.decode([pairs.start, *pairs.encode("cat")]) == "cat"


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    pairs = bpe.learn(TEXTS, 270)
    bpe.save(pairs, tmp_path / "bpe.json")
    assert bpe.read(tmp_path / "bpe.json").merges == pairs.merges


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"merges": [[1]]}', '{"merges": [[0, 256]]}'])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bpe.json").write_text(text)
    with pytest.raises(DataError, match=r"bpe\.json"):
        bpe.read(tmp_path / "bpe.json")


def test_too_little_text_is_said() -> None:
    with pytest.raises(ValueError, match="pairs for 1 merges"):
        bpe.learn(["ab"], 300)
