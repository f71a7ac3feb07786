"""Rails and further objectives, from words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.acceptance import Acceptance, Also, Rail
from adrs.core.errors import UsageError
from adrs.core.problem import Direction


@pytest.mark.parametrize(
    ("words", "rail"),
    [
        ("p99_ms<=20", Rail(metric="p99_ms", at_least=False, limit=20.0)),
        (" goodput >= human * 0.95 ", Rail(metric="goodput", at_least=True, limit=0.95, of_human=True)),
        ("cost<=human", Rail(metric="cost", at_least=False, limit=1.0, of_human=True)),
        ("balance>=-3e-2", Rail(metric="balance", at_least=True, limit=-0.03)),
    ],
)
def test_a_rail_is_a_metric_a_side_and_a_limit(words: str, rail: Rail) -> None:
    assert Acceptance.parse([words]).rails == (rail,)


@pytest.mark.parametrize(
    "words", ["", "p99", "p99<20", "p99<=", "p99<=fast", "p99<=nan", "a<=human*x", "<=3"]
)
def test_what_is_no_rail_is_refused_with_the_ways_to_write_one(words: str) -> None:
    with pytest.raises(UsageError, match="write METRIC<=NUMBER"):
        Acceptance.parse([words])


def test_a_further_objective_is_a_metric_and_a_direction() -> None:
    found = Acceptance.parse(also=["migrations:min", "hits:maximize"]).also
    assert found == (
        Also(metric="migrations", direction=Direction.MINIMIZE),
        Also(metric="hits", direction=Direction.MAXIMIZE),
    )
    with pytest.raises(UsageError, match="write METRIC:min or METRIC:max"):
        Acceptance.parse(also=["migrations"])


@given(text=st.text(max_size=30))
def test_any_text_is_a_rail_or_refused(text: str) -> None:
    try:
        (rail,) = Acceptance.parse([text]).rails
    except UsageError:
        return
    assert rail.metric in text


def test_a_violation_is_relative_to_the_limit() -> None:
    ceiling = Rail(metric="ms", at_least=False, limit=20.0)
    assert ceiling.violation(20.0, None) == 0.0
    assert ceiling.violation(25.0, None) == pytest.approx(0.25)
    floor = Rail(metric="goodput", at_least=True, limit=0.9, of_human=True)
    assert floor.violation(95.0, 100.0) == 0.0
    assert floor.violation(81.0, 100.0) == pytest.approx(0.1)
    with pytest.raises(ValueError, match="the human program has no such metric"):
        floor.violation(1.0, None)
