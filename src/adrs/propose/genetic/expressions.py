"""Numeric expressions made up from the names in scope."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from adrs.propose.genetic.infer import Env, Inferrer
from adrs.propose.genetic.kinds import INT, Kind

_CONSTANTS = ("0.5", "1", "2", "3", "0.1", "10")
_MAX_LEAVES = 60


class Synthesiser:
    """Writes expressions of numeric kind over an environment.

    Leaves are numeric names, numeric attributes of records, lengths, indexed elements and simple
    aggregates of collections; inner nodes are arithmetic, ``min``/``max`` and conditionals. Which of them
    make sense for a problem is left to selection.
    """

    def __init__(self, inferrer: Inferrer, rng: Random) -> None:
        self._inferrer = inferrer
        self._rng = rng

    def number(self, env: Env, *, depth: int = 2, about: str | None = None) -> str | None:
        """A numeric expression, or ``None`` if nothing in scope leads to one.

        Args:
            env: Names in scope.
            depth: Levels of inner nodes at most.
            about: A name that the expression should speak of, e.g. the argument of a sort key.
        """
        leaves = self.leaves(env)
        focus = [leaf for leaf in leaves if about is not None and _mentions(leaf, about)]
        if about is not None and not focus:
            return None
        if not leaves:
            return None
        return self._grow(focus or leaves, leaves, depth)

    def condition(self, env: Env) -> str | None:
        """A comparison of two numeric expressions."""
        left = self.number(env, depth=1)
        right = self.number(env, depth=1)
        if left is None or right is None or left == right:
            return None
        return f"{left} {self._rng.choice(['<', '<=', '>', '>='])} {right}"

    def leaves(self, env: Env) -> list[str]:
        """Every numeric leaf over ``env``, in a fixed order."""
        found: dict[str, None] = {}
        indices = [name for name, kind in sorted(env.items()) if kind == INT]
        for name, kind in sorted(env.items()):
            for text in self._leaves_of(name, kind, indices, 2):
                found.setdefault(text)
                if len(found) >= _MAX_LEAVES:
                    return list(found)
        return list(found)

    def _leaves_of(self, text: str, kind: Kind, indices: list[str], depth: int) -> list[str]:
        if kind.numeric:
            return [text]
        found: list[str] = []
        if kind.name in ("list", "dict", "set"):
            found.append(f"len({text})")
        if kind.name == "list":
            found += self._of_list(text, kind.element, indices, depth)
        if depth > 0:
            for attr, inner in self._inferrer.attributes(kind).items():
                found += self._leaves_of(f"{text}.{attr}", inner, indices, depth - 1)
        return found

    def _of_list(self, text: str, element: Kind, indices: list[str], depth: int) -> list[str]:
        if element.numeric:
            sums = [f"sum({text})", f"max({text}, default=0)", f"min({text}, default=0)"]
            return sums + [f"{text}[{i}]" for i in indices if not text.startswith(i)]
        found: list[str] = []
        for i, kind in enumerate(element.args if element.name == "tuple" else ()):
            found += _aggregates(text, f"x[{i}]", kind)
        for attr, kind in self._inferrer.attributes(element).items():
            found += _aggregates(text, f"x.{attr}", kind)
        if depth > 0 and element.name in ("list", "tuple", "dict"):
            for index in indices:
                found += self._leaves_of(f"{text}[{index}]", element, [], depth - 1)
        return found

    def _grow(self, focus: list[str], leaves: list[str], depth: int) -> str:
        rng = self._rng
        if depth == 0 or rng.random() < 0.25:
            return rng.choice(focus)
        left = self._grow(focus, leaves, depth - 1)
        pool: list[Callable[[], str]] = [
            lambda: self._grow(leaves, leaves, depth - 1),
            lambda: rng.choice(_CONSTANTS),
            lambda: self._grow(focus, leaves, depth - 1),
        ]
        right = rng.choice(pool)()
        return self._combine(left, right)

    def _combine(self, left: str, right: str) -> str:
        form = self._rng.randrange(8)
        if form < 4:
            return f"({left} {'+-*/'[form]} {right})"
        if form == 4:
            return f"({left} / (1 + {right}))"
        if form == 5:
            return f"max({left}, {right})"
        if form == 6:
            return f"min({left}, {right})"
        return f"(-{left})"


def _aggregates(text: str, part: str, kind: Kind) -> list[str]:
    if kind.numeric:
        return [
            f"sum({part} for x in {text})",
            f"max(({part} for x in {text}), default=0)",
            f"min(({part} for x in {text}), default=0)",
        ]
    if kind.name == "str":
        return [f"len({{{part} for x in {text}}})"]
    return []


def _mentions(text: str, name: str) -> bool:
    at = text.find(name)
    while at >= 0:
        before = text[at - 1] if at else " "
        after = text[at + len(name)] if at + len(name) < len(text) else " "
        if not (before.isalnum() or before in "_.") and not (after.isalnum() or after == "_"):
            return True
        at = text.find(name, at + 1)
    return False
