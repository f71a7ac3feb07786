"""Programs that cannot be good, for the judge to say so: they do nothing, or answer at random."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from adrs.audit.corpus import brought
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.shapes import Grouping, Order

N_RANDOM = 3
"""Random programs of each kind, which differ in their seed."""

_LAZY = {
    "nothing": "None",
    "an empty list": "[]",
    "an empty dict": "{}",
    "its argument": "args[0] if args else None",
}
_FUNCTION = """
def {entry}(*args, **options):
    return {result}
"""
_CLASS = """
class {entry}:
    def decide(self, *args):
        return {result}
"""
_RANDOM_ORDER = """
import random


def {entry}({parameters}):
    answer = list({items})
    random.Random({seed}).shuffle(answer)
    cost = 0
    return {result}
"""
_RANDOM_GROUPS = """
import random


def {entry}({parameters}):
    rng = random.Random({seed})
    answer = {{group: [] for group in {groups}}}
    for item in {items}:
        answer[rng.choice(list(answer))].append(item)
    cost = 0
    return {result}
"""
_RANDOM_POLICY = """
import random


class {entry}:
    def __init__(self):
        self.rng = random.Random({seed})

    def decide(self, *args):
        rng = self.rng
        return {result}
"""


def lazy_programs(problem: Problem) -> dict[str, Program]:
    """Programs that do nothing, by what they return."""
    text = _CLASS if _is_policy(problem) else _FUNCTION
    entry = problem.contract.function
    return {
        name: Program.from_text(text.format(entry=entry, result=result)) for name, result in _LAZY.items()
    }


def random_programs(problem: Problem) -> dict[str, Program]:
    """Programs that answer at random, by what they draw; empty where nobody said how.

    Orders, groupings and policies of words or numbers are drawn by their contract. A problem may bring its
    own in ``attacks/__init__.py``: ``random_program(seed)`` returns a program's text.
    """
    texts = {f"random {seed}": _random(problem, seed) for seed in range(N_RANDOM)}
    return {name: Program.from_text(text) for name, text in texts.items() if text}


def _random(problem: Problem, seed: int) -> str:
    if own := getattr(brought(problem, "attacks"), "random_program", None):
        return str(own(seed))
    contract, parts = problem.contract, _parts(problem, seed)
    if isinstance(contract.shape, Order):
        return _RANDOM_ORDER.format(items=contract.shape.items, **parts)
    if isinstance(contract.shape, Grouping):
        return _RANDOM_GROUPS.format(items=contract.shape.items, groups=contract.shape.groups, **parts)
    drawn = _drawn(problem) if _is_policy(problem) else ""
    return _RANDOM_POLICY.format(entry=contract.function, seed=seed, result=drawn) if drawn else ""


def _parts(problem: Problem, seed: int) -> Mapping[str, Any]:
    contract = problem.contract
    return {
        "entry": contract.function,
        "parameters": ", ".join(contract.parameters),
        "seed": seed,
        "result": contract.pack.format(answer="answer", cost="cost"),
    }


def _drawn(problem: Problem) -> str:
    """An expression for one random decision, by the type that the contract returns."""
    words = f"rng.choice({_words(problem)!r})"
    number = "10.0 ** rng.uniform(-1, 5)"
    return {
        "str": words,
        "tuple[str, int]": f"({words}, 0)",
        "tuple[float, float]": f"({number}, {number})",
    }.get(problem.contract.returns, "")


def _words(problem: Problem) -> list[str]:
    """What the seeds say: the short strings in them that the statement speaks of."""
    found = {
        node.value
        for program in problem.seeds.values()
        for node in ast.walk(ast.parse(program.text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()
    }
    return sorted(word for word in found if word in problem.statement) or [""]


def _is_policy(problem: Problem) -> bool:
    """Whether the entry is a class with a method ``decide``."""
    tree = ast.parse(next(iter(problem.seeds.values())).text)
    names = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    return problem.contract.function in names
