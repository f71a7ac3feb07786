from __future__ import annotations

from typing import Any

import pytest

from adrs import search
from adrs.core.candidate import Arm
from adrs.core.errors import UsageError
from adrs.search.adaptive import Adaptive
from adrs.search.options import construct, known_options

ARMS = [Arm("genetic", "constants"), Arm("genetic", "improve")]


def test_options_reach_the_strategy() -> None:
    kept = search.create("adaptive", ARMS, 1, patience=7)
    assert kept._patience == 7  # type: ignore[attr-defined]


def test_known_options_are_the_keyword_arguments_but_the_seed() -> None:
    known = known_options(Adaptive)
    assert known["patience"] == 40
    assert "seed" not in known
    assert "arms" not in known


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"patiance": 7}, "no option 'patiance'; did you mean patience? There are: "),
        ({"patience": "many"}, "option patience of strategy adaptive is 'many'; give a whole number"),
        ({"patience": True}, "give a whole number"),
        ({"stateful": 3}, "give a list"),
        ({"capacity": -1}, "strategy adaptive does not take capacity=-1"),
    ],
)
def test_a_wrong_option_is_one_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError) as raised:
        search.create("adaptive", ARMS, 1, **options)
    assert sentence in str(raised.value)


def test_a_whole_number_does_where_a_number_is_expected() -> None:
    class Kind:
        def __init__(self, arms: object, *, seed: int, share: float = 0.5, name: str = "a", on: bool = True):
            self.told = (share, name, on)

    assert construct("kind", Kind, ARMS, 1, {"share": 1, "name": "b", "on": False}).told == (1, "b", False)
    for options in ({"share": "1"}, {"name": 1}, {"on": 1}):
        with pytest.raises(UsageError, match="option"):
            construct("kind", Kind, ARMS, 1, options)
