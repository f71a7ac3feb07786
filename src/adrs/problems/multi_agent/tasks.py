"""Software tasks: modules of small functions, some stated vaguely, some to one role only, some on others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random

from adrs.problems.multi_agent.fragments import KINDS, Kind

TESTS = 8  # inputs on which a function is tested


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How tasks of a workload are drawn.

    Args:
        family: What is hard about them.
        least, most: Functions of a task.
        ambiguous, private, chained: Shares of functions that leave a number open, that one role alone is
            told of, and that are applied to what another returns.
        difficulty: Mean difficulty; single ones spread 0.3 around it.
    """

    family: str
    least: int = 6
    most: int = 10
    ambiguous: float = 0.15
    private: float = 0.1
    chained: float = 0.25
    difficulty: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One function of a task.

    Args:
        item: Its number.
        kind: What it does.
        k: The number in it.
        difficulty: How likely it is written wrongly, 0 to 1.
        ambiguous: Whether its number is stated only when asked for.
        holder: Who alone was told of it: a role by its place, from 0; ``None`` if it is public.
        needs: The function to whose result it is applied; ``None`` if there is none.
    """

    item: int
    kind: Kind
    k: int
    difficulty: float
    ambiguous: bool
    holder: int | None
    needs: int | None

    @property
    def name(self) -> str:
        """The function's name."""
        return f"{self.kind.name}_{self.item}"

    @property
    def text(self) -> str:
        """What is told of it before anybody asks."""
        says = self.kind.open if self.ambiguous else self.kind.says.format(k=self.k)
        on = "" if self.needs is None else f", applied to what function {self.needs} returns"
        return f"{self.item}. `{self.name}(xs)` {says}{on}."

    @property
    def answer(self) -> str:
        """What the user answers when asked."""
        return f"{self.item}. The number in `{self.name}` is {self.k}."


@dataclass(frozen=True, eq=False, kw_only=True)  # one object a task: it is a key of caches
class Task:
    """What a team is to build, and what its work is tested on; a team is shown the public texts only.

    Args:
        key: 63 bits that its luck depends on.
        requirements: By number.
        inputs: Lists on which every function is tested.
    """

    key: int
    requirements: tuple[Requirement, ...]
    inputs: tuple[tuple[int, ...], ...]

    @cached_property
    def public(self) -> frozenset[int]:
        """Functions that everybody may know of."""
        return frozenset(r.item for r in self.requirements if r.holder is None)

    @cached_property
    def ambiguous(self) -> frozenset[int]:
        """Functions whose number has to be asked for."""
        return frozenset(r.item for r in self.requirements if r.ambiguous)

    @cached_property
    def statement(self) -> str:
        """The task as its user states it."""
        lines = [r.text for r in self.requirements if r.holder is None]
        head = "Write a Python module with these functions on lists of whole numbers:"
        return "\n".join([head, *lines])


def draw(rng: Random, mix: Mix) -> Task:
    """A task."""
    count = rng.randint(mix.least, mix.most)
    requirements = tuple(_requirement(rng, mix, item) for item in range(count))
    return Task(key=rng.getrandbits(63), requirements=requirements, inputs=_inputs(rng))


def _requirement(rng: Random, mix: Mix, item: int) -> Requirement:
    chained = item > 0 and rng.random() < mix.chained
    return Requirement(
        item=item,
        kind=rng.choice(KINDS),
        k=rng.randint(2, 4),
        difficulty=min(1.0, max(0.0, mix.difficulty + rng.uniform(-0.3, 0.3))),
        ambiguous=rng.random() < mix.ambiguous,
        holder=rng.randrange(3) if rng.random() < mix.private else None,
        needs=rng.randrange(item) if chained else None,
    )


def _inputs(rng: Random) -> tuple[tuple[int, ...], ...]:
    """Lists of many lengths, with numbers that occur repeatedly."""
    lengths = [0, 1, 3, *(rng.randint(4, 14) for _ in range(TESTS - 3))]
    return tuple(tuple(rng.randint(-6, 6) for _ in range(n)) for n in lengths)
