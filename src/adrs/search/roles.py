"""What arms are for, told by the names of their operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adrs.core.candidate import Arm

CROSSOVER = frozenset({"crossover", "recombine"})
"""Operators that put two programs together."""

LOCAL = frozenset({"constants", "edit", "repair", "simplify", "tune"})
"""Operators that refine a program and leave its approach as it is."""

PARADIGM = frozenset({"paradigm"})
"""Operators that look for another approach."""


def doing(arms: Iterable[Arm], operators: frozenset[str]) -> tuple[Arm, ...]:
    """The arms with one of these operators."""
    return tuple(arm for arm in arms if arm.operator in operators)


def not_doing(arms: Sequence[Arm], operators: frozenset[str]) -> tuple[Arm, ...]:
    """The arms with any other operator; all arms where there is no other."""
    return tuple(arm for arm in arms if arm.operator not in operators) or tuple(arms)
