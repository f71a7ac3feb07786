"""The functions a program is made of: to change one at a time."""

from __future__ import annotations

import re
from collections import OrderedDict
from random import Random

from adrs.core.candidate import Trial
from adrs.core.program import evolvable_regions

_DEF = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_MOST = 256
_ANY = 0.5


class Components:
    """Names one function of a parent as the place of the next change, or none.

    Mutation that draws places uniformly spends itself on the longest function. After GEPA's selection of
    modules (arXiv 2507.19457, section 3.2), every function gets the same chance; half of the changes stay
    free. Names are found by their ``def`` lines: a name inside a string costs a brief without a place.
    """

    def __init__(self) -> None:
        self._names: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def choose(self, parent: Trial, rng: Random) -> str:
        """A function of ``parent``; empty where it has fewer than two, and for every second brief."""
        names = self._of(parent)
        if len(names) < 2 or rng.random() < _ANY:
            return ""
        return rng.choice(names)

    def _of(self, parent: Trial) -> tuple[str, ...]:
        names = self._names.get(parent.candidate.id)
        if names is None:
            names = self._names[parent.candidate.id] = _functions(parent.candidate.program.text)
            if len(self._names) > _MOST:
                self._names.popitem(last=False)
        return names


def _functions(text: str) -> tuple[str, ...]:
    """Functions of the main file that may be changed, each name once."""
    lines = text.splitlines(keepends=True)
    parts = ["".join(lines[region.first - 1 : region.last]) for region in evolvable_regions(text)]
    return tuple(dict.fromkeys(name for part in parts for name in _DEF.findall(part)))
