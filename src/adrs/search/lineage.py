"""Who descends from whom, and which two descendants may be merged."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adrs.core.candidate import Trial
from adrs.core.errors import ProgramError
from adrs.core.program import Program
from adrs.core.syntax import parse
from adrs.search.fitness import fitness


@dataclass(frozen=True, slots=True)
class _Entry:
    parents: tuple[str, ...]
    score: float
    parts: Mapping[str, str]


class Lineage:
    """Ancestry, scores and components of admitted trials; never their programs.

    Args:
        capacity: Most trials remembered; the oldest goes first, and with it what descends through it alone.
    """

    def __init__(self, capacity: int = 512) -> None:
        self._capacity = capacity
        self._entries: dict[str, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, trial: Trial) -> None:
        """Remember a trial that is valid everywhere."""
        candidate = trial.candidate
        score = fitness(trial) or 0.0
        self._entries[candidate.id] = _Entry(candidate.parents, score, components(candidate.program))
        if len(self._entries) > self._capacity:
            del self._entries[next(iter(self._entries))]

    def ancestors(self, name: str) -> set[str]:
        """Ids of everything that the trial descends from, as far as is remembered."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            entry = self._entries.get(waiting.pop())
            for parent in entry.parents if entry else ():
                if parent in self._entries and parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    def mergeable_from(self, first: str, second: str) -> tuple[str, ...]:
        """The common ancestors by which ``first`` and ``second`` may be merged, in order of their ids.

        GEPA's conditions (arXiv 2507.19457, Algorithms 3 and 4): neither descends from the other; neither is
        worse than the ancestor; and some component was changed by one of them alone, so that a merge can take
        each component from whoever changed it.
        """
        if first == second or not {first, second} <= self._entries.keys():
            return ()
        above_first, above_second = self.ancestors(first), self.ancestors(second)
        if first in above_second or second in above_first:
            return ()
        one, other = self._entries[first], self._entries[second]
        common = sorted(above_first & above_second)
        return tuple(name for name in common if _complementary(self._entries[name], one, other))


def _complementary(ancestor: _Entry, one: _Entry, other: _Entry) -> bool:
    if ancestor.score > min(one.score, other.score):
        return False
    names = ancestor.parts.keys() | one.parts.keys() | other.parts.keys()
    return any(
        one.parts.get(name) != other.parts.get(name)
        and ancestor.parts.get(name) in (one.parts.get(name), other.parts.get(name))
        for name in names
    )


def components(program: Program) -> dict[str, str]:
    """Digests of a program's parts: functions, classes and assignments of Python files, other files whole.

    The rest of a file (imports, loose statements) is one part.
    """
    return {
        f"{path}:{name}": hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        for path, text in program.files.items()
        for name, body in _parts(text, program.language)
    }


def _parts(text: str, language: str) -> Iterator[tuple[str, str]]:
    try:
        tree = parse(text) if language == "python" else None
    except ProgramError:
        tree = None
    if tree is None:
        yield "", text
        return
    rest: list[str] = []
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, ast.dump(node)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name, ast.dump(node)
            case _:
                rest.append(ast.dump(node))
    yield "", "\n".join(rest)
