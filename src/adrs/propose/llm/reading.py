"""From a model's reply to what it wrote: notes, families, refusals, wishes for tuning."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Sequence
from typing import Any

from adrs.core.errors import ProposalError
from adrs.propose.context.text import one_line
from adrs.propose.marks import Range, Wish
from adrs.propose.replies import json_list_in

_LABEL = r"^[ \t>*_#`-]*{}[*_`]*[ \t]*:[*_`]*[ \t]*(\S.*)$"
_NOTE = re.compile(_LABEL.format("NOTE"), re.IGNORECASE | re.MULTILINE)
_FAMILY = re.compile(_LABEL.format("FAMILY"), re.IGNORECASE | re.MULTILINE)
_REFUSAL = re.compile(
    r"\s*(?:(?:i[' ’]?a?m )?(?:very |really |so )?sorry\b|"
    r"i (?:can ?not|can[’']t|won[’']t|will not|am unable to|am not able to|must decline)\b|"
    r"unfortunately, i (?:can|am)|as an ai\b)",
    re.IGNORECASE,
)
_LONGEST_REFUSAL = 1500


def note_in(reply: str) -> str:
    """What the model says it changed, on one line; empty when it says nothing."""
    match = _NOTE.search(reply[:20_000])
    return one_line(match[1]) if match else ""


def family_in(reply: str) -> str:
    """The family of algorithms that the model names; empty when it names none."""
    match = _FAMILY.search(reply[:20_000])
    return one_line(match[1], 60).rstrip(".") if match else ""


def refusal_in(reply: str) -> bool:
    """Whether a reply without any code is a refusal in words."""
    has_code = "```" in reply or "<<<<<" in reply
    return not has_code and len(reply) <= _LONGEST_REFUSAL and _REFUSAL.match(reply) is not None


def wishes_in(reply: str, constants: Sequence[ast.Constant], most: int) -> list[Wish]:
    """The constants that the model wants tuned.

    Args:
        reply: JSON list of ``{"number", "name", "value", "low", "high"}``, perhaps fenced.
        constants: Literals by number, from 1.
        most: Wishes taken; later ones are dropped.

    Raises:
        ProposalError: It is no such list, or a figure in it makes no sense.
    """
    entries = json_list_in(reply)
    if not entries:
        raise ProposalError("the reply has no JSON list of constants")
    wishes = [_wish(entry, constants) for entry in entries[:most]]
    if len({id(wish.node) for wish in wishes}) < len(wishes):
        raise ProposalError("a constant is listed twice")
    if all(wish.value == wish.node.value for wish in wishes):
        raise ProposalError("every value is what it was: give your best guess for at least one constant")
    return wishes


def _wish(entry: Any, constants: Sequence[ast.Constant]) -> Wish:
    if not isinstance(entry, dict):
        raise ProposalError("an entry of the list of constants is no object")
    number = entry.get("number")
    if type(number) is not int or not 1 <= number <= len(constants):
        raise ProposalError(f"there is no constant number {one_line(repr(number), 40)}")
    node = constants[number - 1]
    value, low, high = (_figure(entry, key, number) for key in ("value", "low", "high"))
    if isinstance(node.value, int):
        value, low, high = float(round(value)), float(max(1, math.floor(low))), float(math.ceil(high))
    if not 0.0 < low < high or not low <= value <= high:
        raise ProposalError(f"constant {number}: 0 < low < high and low <= value <= high must hold")
    name = re.sub(r"\W", "_", str(entry.get("name", ""))[:40], flags=re.ASCII).strip("_").lower()
    return Wish(node=node, name=name, value=value, range=Range(low, high))


def _figure(entry: dict[str, Any], key: str, number: int) -> float:
    value = entry.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise ProposalError(f"constant {number}: {key} must be a number")
    return float(value)
