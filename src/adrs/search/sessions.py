"""Keeping at one thing for a while: blocks of briefs for arms that learn from their own attempts."""

from __future__ import annotations

from dataclasses import dataclass

from adrs.core.candidate import Arm, Trial


@dataclass(slots=True)
class _Session:
    arm: Arm
    parent: Trial
    best: float  # of the parent and of what the session has made of it
    left: int
    gained: bool = False


class Sessions:
    """At most one session: an arm and a parent, kept for a quantum of briefs, and for another while it pays.

    A single step of an optimiser over constants tells little about what the optimiser is worth; a block does.

    Args:
        quantum: Briefs in a block.
    """

    def __init__(self, *, quantum: int = 8) -> None:
        self._quantum = quantum
        self._session: _Session | None = None

    @property
    def parent_id(self) -> str | None:
        """Id of the parent of the session that is open."""
        return self._session.parent.candidate.id if self._session else None

    def begin(self, arm: Arm, parent: Trial, score: float) -> None:
        """Open a session whose first brief is being handed out now."""
        self._session = _Session(arm, parent, score, self._quantum - 1)

    def next(self) -> tuple[Arm, Trial] | None:
        """Arm and parent of the session's next brief; ``None`` when there is none or it has ended."""
        session = self._session
        if session is None:
            return None
        if session.left <= 0:
            if not session.gained:
                self._session = None
                return None
            session.left, session.gained = self._quantum, False
        session.left -= 1
        return session.arm, session.parent

    def drop(self, parent_id: str) -> None:
        """End the session if it is with this parent."""
        if parent_id == self.parent_id:
            self._session = None

    def told(self, arm: Arm, parent_id: str, score: float | None) -> None:
        """Note what came of a brief, of this session or of any other."""
        session = self._session
        if session is None or score is None or arm != session.arm or parent_id != self.parent_id:
            return
        if score > session.best:
            session.best, session.gained = score, True
