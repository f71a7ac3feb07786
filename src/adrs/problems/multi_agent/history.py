"""What was said, and what a role still sees of it when it is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adrs.problems.multi_agent.design import Design
from adrs.problems.multi_agent.dice import u

CHARS = {"head": 60, "requirement": 110, "answer": 50, "work": 120, "report": 90, "verdict": 30}
"""Length of each part of a message."""
SUMMARY_KEEPS = 0.9
SUMMARY_SHORTENS = 0.4


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is said in a message: of which function, and in which version of it."""

    kind: str
    item: int = -1
    version: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """What one role sent in one action."""

    number: int
    sender: str
    parts: tuple[Part, ...]


@dataclass
class Seen:
    """What a role sees when it is called.

    Args:
        chars: Length of it.
        requirements, answers, reports: Functions it sees stated, answered and reported.
        work: Functions whose text it sees, with the newest version seen.
        heard: Numbers of the messages from others.
        empty: Whether it sees no message at all.
    """

    chars: float = 0.0
    requirements: set[int] = field(default_factory=set)
    answers: set[int] = field(default_factory=set)
    reports: set[int] = field(default_factory=set)
    work: dict[int, int] = field(default_factory=dict)
    heard: set[int] = field(default_factory=set)
    empty: bool = True

    def take(self, message: Message, part: Part, *, own: bool) -> None:
        """See one part more; newer ones are seen first."""
        self.empty = False
        if not own:
            self.heard.add(message.number)
        if part.kind == "requirement":
            self.requirements.add(part.item)
        elif part.kind == "answer":
            self.answers.add(part.item)
        elif part.kind == "report":
            self.reports.add(part.item)
        elif part.kind == "work":
            self.work.setdefault(part.item, part.version)


class Histories:
    """For each role the messages that reached it, and those of its own, oldest first."""

    def __init__(self, design: Design, luck: tuple[int, ...]) -> None:
        self._design = design
        self._luck = luck
        self._numbers = {role.name: number for number, role in enumerate(design.roles)}
        self._of: dict[str, list[Message]] = {role.name: [] for role in design.roles}
        self._count = 0

    def send(self, sender: str, parts: Sequence[Part]) -> set[str]:
        """Deliver a message along the sender's edges, and to itself; who got it, the sender included."""
        self._count += 1
        message = Message(self._count, sender, (Part("head"), *parts))
        reached = {to for start, to in self._design.edges if start == sender} | {sender}
        for name in reached & self._of.keys():
            self._of[name].append(message)
        return reached

    def seen(self, name: str) -> Seen:
        """What a role sees now: the newest first, up to the team's limit on characters."""
        seen = Seen()
        for message, part, chars in self._newest(name):
            if seen.chars + chars > self._design.context_chars:
                break
            seen.chars += chars
            seen.take(message, part, own=message.sender == name)
        return seen

    def _newest(self, name: str) -> Iterator[tuple[Message, Part, float]]:
        messages, mode = self._of[name], self._design.context
        if mode == "last_k":
            messages = messages[-self._design.last_k :]
        for back, message in enumerate(reversed(messages)):
            for place in reversed(range(len(message.parts))):
                part = message.parts[place]
                chars = float(CHARS[part.kind])
                if mode == "summary" and back:
                    if u(*self._luck, self._numbers[name], message.number, place, 101) >= SUMMARY_KEEPS:
                        continue
                    chars *= SUMMARY_SHORTENS
                yield message, part, chars
