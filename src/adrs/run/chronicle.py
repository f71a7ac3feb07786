"""What a run tells the proposers that read: a fold over what was tried, in bounded memory.

It holds train results only, because nothing else is ever told to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adrs.core.candidate import Brief, Lesson, Lore, Trial, Tried
from adrs.core.problem import Objective
from adrs.core.program import Program
from adrs.propose.lessons import lesson_of, outcome_of
from adrs.propose.novelty import objection_to

_CHILDREN = 12  # of one parent that are remembered
_PARENTS = 4096  # whose children and deleted lines are remembered
_NEWEST = 64  # trials of the whole run that a distiller is shown
_TELLING = 8  # measured lessons of either kind
_FAMILIES = 32
_REMOVED = 200  # lines of one line of descent
_SHORTEST = 8  # characters of a line that can be told from others
_RECENT = 256  # programs that a new one is held against
_NUMBERS_MAY_CHANGE = frozenset({"tune"})


@dataclass
class _Entry:
    """What is known of one candidate."""

    children: deque[Tried] = field(default_factory=lambda: deque(maxlen=_CHILDREN))
    removed: tuple[str, ...] = ()


class Chronicle:
    """Told everything in the journal's order; tells each reader what helps with its brief.

    Args:
        objective: Which way is better.
        readers: Names of the proposers that read. Without any, nothing is kept.
        hints: What people told the run.
    """

    def __init__(self, objective: Objective, readers: Iterable[str] = (), *, hints: Iterable[str] = ()):
        self.objective = objective
        self.lessons: tuple[Lesson, ...] = ()
        self._readers = frozenset(readers)
        self._hints = tuple(hints)
        self._entries: dict[str, _Entry] = {}
        self._newest: deque[Tried] = deque(maxlen=_NEWEST)
        self._gains: list[tuple[float, Lesson]] = []
        self._losses: list[tuple[float, Lesson]] = []
        self._families: deque[str] = deque(maxlen=_FAMILIES)
        self._recent: deque[Trial] = deque(maxlen=_RECENT)

    @property
    def measured(self) -> Sequence[Lesson]:
        """What single changes did: the largest gains, then the largest losses."""
        return tuple(lesson for _, lesson in (*self._gains, *self._losses))

    @property
    def newest(self) -> Sequence[Tried]:
        """The newest trials of the run, oldest first."""
        return tuple(self._newest)

    def reads(self, proposer: str) -> bool:
        """Whether this proposer is told anything."""
        return proposer in self._readers

    def told(self, trial: Trial, brief: Brief | None) -> None:
        """A candidate was tried."""
        if not self._readers:
            return
        self._recent.append(trial)
        if brief is None:
            return
        candidate, parent = trial.candidate, self._entry(brief.parent.candidate.id)
        tried = Tried(
            candidate=candidate.id,
            origin=candidate.origin,
            note=candidate.note,
            result=outcome_of(brief.parent, trial, self.objective),
        )
        parent.children.append(tried)
        self._newest.append(tried)
        self._weigh(trial, brief.parent)
        self._entry(candidate.id).removed = _removed(
            parent.removed, brief.parent.candidate.program, candidate.program
        )
        if brief.arm.operator == "paradigm":
            self._families.append(candidate.note)

    def failed(self, brief: Brief, reason: str) -> None:
        """A brief brought nothing that could be tried."""
        if self.reads(brief.arm.proposer):
            failure = Tried(candidate="", origin=str(brief.arm), note="", result=reason)
            self._entry(brief.parent.candidate.id).children.append(failure)

    def learned(self, lessons: Iterable[Lesson]) -> None:
        """Lessons were distilled; they replace the earlier ones."""
        self.lessons = tuple(lessons)

    @property
    def hints(self) -> Sequence[str]:
        """What people told the run and did not take back."""
        return self._hints

    @property
    def has_readers(self) -> bool:
        """Whether anybody is told anything."""
        return bool(self._readers)

    def hint(self, text: str) -> None:
        """Tell this from now on."""
        self._hints = (*self._hints, text)

    def retire_hint(self, text: str) -> None:
        """Tell this no more."""
        self._hints = tuple(hint for hint in self._hints if hint != text)

    def objection(self, brief: Brief, program: Program) -> str | None:
        """What speaks against evaluating a program, in words for its proposer; ``None`` if nothing does."""
        if brief.arm.operator in _NUMBERS_MAY_CHANGE:
            return None
        return objection_to(program, brief.parent, brief.lore, self._recent)

    def lore(self, brief: Brief) -> Lore:
        """What is known that helps with ``brief``."""
        entry = self._entries.get(brief.parent.candidate.id, _Entry())
        return Lore(
            tried=tuple(entry.children),
            lessons=(*self.lessons, *self.measured),
            hints=self._hints,
            families=tuple(self._families),
            removed=entry.removed,
        )

    def _weigh(self, trial: Trial, parent: Trial) -> None:
        """Keep what a change did among the lessons if it is one of the largest gains or losses."""
        before, after = parent.evaluation.score, trial.evaluation.score
        if before is None or after is None or after == before:
            return
        side = self._gains if after > before else self._losses
        side.append((abs(after - before), lesson_of(parent, trial, self.objective)))
        side.sort(key=lambda weighed: -weighed[0])  # stable: of equals the oldest stays
        del side[_TELLING:]

    def _entry(self, candidate: str) -> _Entry:
        entry = self._entries.pop(candidate, None) or _Entry()
        self._entries[candidate] = entry  # the most recently used is last
        if len(self._entries) > _PARENTS:
            del self._entries[next(iter(self._entries))]
        return entry


def _removed(before: tuple[str, ...], parent: Program, child: Program) -> tuple[str, ...]:
    """Lines that the line of descent has deleted and that are not there again, newest last."""
    kept = _lines(child)
    gone = [line for line in (*before, *_lines(parent)) if line not in kept]
    return tuple(dict.fromkeys(gone))[-_REMOVED:]


def _lines(program: Program) -> dict[str, None]:
    """Stripped lines that say something: no comments, no brackets alone."""
    stripped = (line.strip() for text in program.files.values() for line in text.splitlines())
    return dict.fromkeys(line for line in stripped if len(line) >= _SHORTEST and not line.startswith("#"))
