"""Checks an allocation and adds up its loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score


def judge(inputs: Mapping[str, Any], answer: Any) -> Score:
    """Total loss of ``[[bits, [layers]], ...]``.

    Raises:
        InvalidAnswer: A layer has no bits or several, bits are not offered, or the budget is exceeded.
    """
    chosen = _checked(inputs, answer)
    places = [inputs["bits"].index(bits) for bits in chosen]
    used = sum(size * bits for size, bits in zip(inputs["sizes"], chosen, strict=True))
    if used > inputs["budget"]:
        raise InvalidAnswer(f"the layers take {used} Mbit; the budget is {inputs['budget']}")
    losses = [row[place] for row, place in zip(inputs["losses"], places, strict=True)]
    worst = max(range(len(losses)), key=losses.__getitem__)
    feedback = (
        f"{used} of {inputs['budget']} Mbit used; layer {worst} ({inputs['sizes'][worst]} million weights at"
        f" {chosen[worst]} bits) loses most, {losses[worst]} of {sum(losses)}"
    )
    return Score(float(sum(losses)), {"memory_mbit": float(used)}, feedback)


def _checked(inputs: Mapping[str, Any], answer: Any) -> list[int]:
    """Bits by layer."""
    if type(answer) is not list:
        raise InvalidAnswer("an allocation is a list of [bits, [layers]] pairs")
    chosen: dict[int, int] = {}
    n = len(inputs["sizes"])
    for pair in answer:
        if type(pair) is not list or len(pair) != 2 or type(pair[1]) is not list:
            raise InvalidAnswer("an allocation is made of [bits, [layers]] pairs")
        bits, layers = pair
        if type(bits) is not int or bits not in inputs["bits"]:
            raise InvalidAnswer(f"bits are one of {inputs['bits']}, as plain ints")
        for layer in layers:
            if type(layer) is not int or not 0 <= layer < n or layer in chosen:
                raise InvalidAnswer(f"each of the layers 0 to {n - 1} has its bits once, as a plain int")
            chosen[layer] = bits
    if len(chosen) != n:
        raise InvalidAnswer(f"{n - len(chosen)} of {n} layers have no bits")
    return [chosen[layer] for layer in range(n)]
