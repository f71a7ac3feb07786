from __future__ import annotations

from types import ModuleType

import pytest

from adrs.core import one_shot
from adrs.core.errors import InvalidAnswer


def module(text: str) -> ModuleType:
    """A module with this text."""
    made = ModuleType("program")
    exec(text, made.__dict__)
    return made


def test_the_function_is_called_once_with_the_inputs_in_order() -> None:
    inputs = one_shot.inputs_for("less", {"a": 5, "b": 3})
    assert one_shot.run(lambda: module("def less(x, y): return x - y"), inputs) == 2


def test_a_program_without_the_function_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="does not define the function less"):
        one_shot.run(lambda: module("x = 1"), one_shot.inputs_for("less", {"a": 5}))
