"""One function of a program at a time."""

from __future__ import annotations

from collections import Counter
from random import Random

from adrs.search.components import Components
from adrs.testing.trials import make_trial

THREE = """\
def a(x):
    return x


class K:
    async def b(self):
        pass


def solve():
    return 1
"""


def test_half_of_the_briefs_name_a_function_each_alike() -> None:
    parent, rng, components = make_trial("s0", [0.1], text=THREE), Random(1), Components()
    drawn: Counter[str] = Counter(components.choose(parent, rng) for _ in range(3000))
    assert set(drawn) == {"", "a", "b", "solve"}
    assert 1400 < drawn[""] < 1600
    assert min(drawn["a"], drawn["b"], drawn["solve"]) > 400


def test_a_program_of_one_function_has_no_components() -> None:
    parent = make_trial("s0", [0.1], text="def solve():\n    return 1\n")
    assert {Components().choose(parent, Random(seed)) for seed in range(20)} == {""}


def test_functions_that_may_not_be_changed_are_not_named() -> None:
    text = f"def fixed():\n    pass\n\n# EVOLVE-BLOCK-START\n{THREE}# EVOLVE-BLOCK-END\n"
    parent, components = make_trial("s0", [0.1], text=text), Components()
    assert "fixed" not in {components.choose(parent, Random(seed)) for seed in range(60)}
