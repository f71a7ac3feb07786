"""What crosses comes back as it was, and bytes of somebody else's are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome, Usage
from adrs.interop.executor import errands

LIMITS = Limits(output_bytes=1024)
DATA = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
).filter(lambda value: "__array__" not in str(value))


@given(st.lists(st.binary()))
def test_parts_come_back(parts: list[bytes]) -> None:
    assert errands.split(errands.join(*parts)) == parts


@given(st.binary())
def test_other_bytes_are_parts_or_garbled(data: bytes) -> None:
    try:
        parts = errands.split(data)
    except errands.Garbled:
        return
    assert errands.join(*parts) == data


def test_an_errand_comes_back() -> None:
    sent = Program({"program.py": "import lib\n", "lib.py": "é = '\\ud800'\n"})
    program, workload, limits = errands.unpack_errand(errands.pack_errand(sent, "w", LIMITS), b"inputs")
    assert (program, workload.id, workload.encoded, limits) == (sent, "w", b"inputs", LIMITS)


@given(DATA, st.text(st.characters(codec="utf-8")))
def test_a_result_comes_back(answer: Any, reason: str) -> None:
    done = Completed(
        workload="w", outcome=Outcome.VALID, answer=answer, reason=reason, stdout="x", usage=Usage(cpu_s=0.5)
    )
    assert errands.unpack_completed(errands.pack_completed(done), Limits()) == done


@pytest.mark.parametrize(
    ("account", "answer", "said"),
    [
        ({}, b"1", "'workload'"),
        ({"outcome": "SPLENDID"}, b"1", "SPLENDID"),
        ({"usage": {"gold": 1}}, b"1", "gold"),
        ({}, b"[1", "workload"),
        (None, b"1", "NoneType where an object"),
    ],
)
def test_what_is_no_result_is_garbled(account: dict[str, Any] | None, answer: bytes, said: str) -> None:
    whole = {"workload": "w", "outcome": "VALID", "reason": "", "stdout": "", "usage": {}}
    head = None if account is None else ({**whole, **account} if account else {})
    with pytest.raises(errands.Garbled, match=said):
        errands.unpack_completed([json.dumps(head).encode(), answer], LIMITS)


def test_an_answer_far_longer_than_allowed_is_garbled() -> None:
    done = Completed(workload="w", outcome=Outcome.VALID, answer="x" * 20_000)
    with pytest.raises(errands.Garbled, match="the limit is"):
        errands.unpack_completed(errands.pack_completed(done), LIMITS)
