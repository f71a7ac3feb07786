"""What arms are for."""

from __future__ import annotations

from adrs.core.candidate import Arm
from adrs.propose.genetic.proposer import CATALOGUE
from adrs.propose.llm.operators import OPERATORS
from adrs.search.roles import CROSSOVER, LOCAL, PARADIGM, doing, not_doing

EDIT, REWRITE = Arm("llm", "edit"), Arm("llm", "rewrite")


def test_arms_are_told_apart_by_their_operators():
    assert doing((EDIT, REWRITE), LOCAL) == (EDIT,)
    assert not_doing((EDIT, REWRITE), LOCAL) == (REWRITE,)


def test_where_every_arm_does_it_all_are_as_good():
    assert doing((REWRITE,), LOCAL) == ()
    assert not_doing((EDIT,), LOCAL) == (EDIT,)


def test_every_operator_named_here_is_some_proposers():
    assert {*CATALOGUE, *OPERATORS} >= CROSSOVER | LOCAL | PARADIGM
