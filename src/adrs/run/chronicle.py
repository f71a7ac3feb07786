"""What a run tells the proposers that read: a fold over what was tried, in bounded memory.

It holds train results only, because nothing else is ever told to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from adrs.core.candidate import Brief, Lesson, Lore, Trial, Tried
from adrs.core.program import Program
from adrs.core.verdict import Evaluation

_CHILDREN = 12  # of one parent that are remembered
_PARENTS = 4096  # whose children and deleted lines are remembered
_LESSONS = 24
_FAMILIES = 32
_REMOVED = 200  # lines of one line of descent
_TELLING = 8  # characters of a line that can be told from others
_RECENT = 256  # programs that a new one is held against


@dataclass
class _Entry:
    """What is known of one candidate."""

    children: deque[Tried] = field(default_factory=lambda: deque(maxlen=_CHILDREN))
    removed: tuple[str, ...] = ()


class Chronicle:
    """Told everything in the journal's order; tells each reader what helps with its brief.

    Args:
        readers: Names of the proposers that read. Without any, nothing is kept.
        hints: What people told the run.
    """

    def __init__(self, readers: Iterable[str] = (), *, hints: Iterable[str] = ()) -> None:
        self._readers = frozenset(readers)
        self._hints = tuple(hints)
        self._entries: dict[str, _Entry] = {}
        self._lessons: deque[Lesson] = deque(maxlen=_LESSONS)
        self._families: deque[str] = deque(maxlen=_FAMILIES)
        self.recent: deque[tuple[str, Program]] = deque(maxlen=_RECENT)

    def reads(self, proposer: str) -> bool:
        """Whether this proposer is told anything."""
        return proposer in self._readers

    def told(self, trial: Trial, brief: Brief | None) -> None:
        """A candidate was tried."""
        if not self._readers:
            return
        candidate = trial.candidate
        self.recent.append((candidate.id, candidate.program))
        if brief is None:
            return
        result = outcome_of(trial.evaluation, brief.parent.evaluation)
        parent = self._entry(brief.parent.candidate.id)
        parent.children.append(
            Tried(candidate=candidate.id, origin=candidate.origin, note=candidate.note, result=result)
        )
        self._entry(candidate.id).removed = _removed(
            parent.removed, brief.parent.candidate.program.text, candidate.program.text
        )
        if brief.arm.operator == "paradigm":
            self._families.append(candidate.note)

    def failed(self, brief: Brief, reason: str) -> None:
        """A brief brought nothing that could be tried."""
        if self.reads(brief.arm.proposer):
            failure = Tried(candidate="", origin=str(brief.arm), note="", result=reason)
            self._entry(brief.parent.candidate.id).children.append(failure)

    def learned(self, lesson: Lesson) -> None:
        """A lesson was distilled."""
        self._lessons.append(lesson)

    def objection(self, brief: Brief, program: Program) -> str | None:
        """What speaks against evaluating a program, in words for its proposer; ``None`` if nothing does."""
        return None

    def lore(self, brief: Brief) -> Lore:
        """What is known that helps with ``brief``."""
        entry = self._entries.get(brief.parent.candidate.id, _Entry())
        return Lore(
            tried=tuple(entry.children),
            lessons=tuple(reversed(self._lessons)),
            hints=self._hints,
            families=tuple(self._families),
            removed=entry.removed,
        )

    def _entry(self, candidate: str) -> _Entry:
        entry = self._entries.pop(candidate, None) or _Entry()
        self._entries[candidate] = entry  # the most recently used is last
        if len(self._entries) > _PARENTS:
            del self._entries[next(iter(self._entries))]
        return entry


def outcome_of(child: Evaluation, parent: Evaluation) -> str:
    """What became of a child, in one line for whoever tries next."""
    for verdict in child.verdicts:
        if not verdict.ok:
            return f"{verdict.outcome.value} on {verdict.workload}: {_short(verdict.feedback)}"
    before, after = parent.scores, child.scores
    better = sum(after[name] > before[name] for name in after if name in before)
    worse = sum(after[name] < before[name] for name in after if name in before)
    if not child.complete:
        seen = len(child.verdicts)
        if child.answers and all(parent.answers.get(name) == a for name, a in child.answers.items()):
            return f"the same answers as its parent on the first {seen} workloads; given up"
        return f"behind its parent after {seen} workloads (better on {better}, worse on {worse}); given up"
    if child.score is None or parent.score is None:
        return "no score"
    return f"score {child.score - parent.score:+.4f} (better on {better} workloads, worse on {worse})"


def _removed(before: tuple[str, ...], parent: str, child: str) -> tuple[str, ...]:
    """Lines that the line of descent has deleted and that are not there again, newest last."""
    kept = _lines(child)
    gone = [line for line in (*before, *_lines(parent)) if line not in kept]
    return tuple(dict.fromkeys(gone))[-_REMOVED:]


def _lines(text: str) -> dict[str, None]:
    """Stripped lines that say something: no comments, no brackets alone."""
    stripped = (line.strip() for line in text.splitlines())
    return dict.fromkeys(line for line in stripped if len(line) >= _TELLING and not line.startswith("#"))


def _short(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= 200 else first[:199] + "…"
