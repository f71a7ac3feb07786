from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError
from adrs.small_model.safetensors import SafeTensors, write


def test_arrays_come_back_in_32_bits(tmp_path: Path) -> None:
    arrays = {"a": np.arange(6.0).reshape(2, 3), "b": np.array([0.5], np.float32)}
    write(arrays, tmp_path / "x")
    found = SafeTensors(tmp_path / "x")
    assert list(found) == ["a", "b"]
    assert found.shape("a") == (2, 3)
    for name, array in arrays.items():
        assert found[name].dtype == np.float32
        assert np.array_equal(found[name], array)


def test_bfloat16_is_the_upper_half_of_a_float(tmp_path: Path) -> None:
    values = np.array([1.0, -2.5, 3.0e38], np.float32)
    raw = (values.view(np.uint32) >> 16).astype("<u2").tobytes()
    place(tmp_path / "x", {"a": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}, raw)
    assert np.allclose(SafeTensors(tmp_path / "x")["a"], values, rtol=1 / 128)


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"dtype": "I64"}, "of type 'I64'"),
        ({"shape": [3]}, "are no array of shape"),
        ({"shape": [-2]}, "are no array of shape"),
        ({"data_offsets": [8, 16]}, "are no array of shape"),
        ({"data_offsets": [8, 0]}, "are no array of shape"),
        ({"data_offsets": None}, "has no dtype, shape and data_offsets"),
        ({"shape": 2}, "has no dtype, shape and data_offsets"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    place(tmp_path / "x", {"a": {**ENTRY, **change}}, bytes(8))
    with pytest.raises(DataError, match=complaint):
        SafeTensors(tmp_path / "x")


@given(raw=st.binary(max_size=64))
def test_what_is_no_safetensors_file_is_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("raw") / "x"
    path.write_bytes(raw)
    try:
        found = SafeTensors(path)
    except DataError:
        return
    assert len(found) == 0  # hypothesis may find an empty header


def place(path: Path, header: dict[str, Any], data: bytes) -> None:
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
