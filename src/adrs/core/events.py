"""Facts in a journal. Frozen, numbered by the store, and everything a run is.

Events name programs by digest; the store keeps the texts beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adrs.core.candidate import Admission, Arm, Lesson
from adrs.core.verdict import Evaluation, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A run began, with everything needed to begin it again."""

    problem: str
    config: Mapping[str, Any]
    environment: Mapping[str, Any] = field(default_factory=dict)
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The strategy asked for a candidate."""

    brief: int
    arm: Arm
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFailed:
    """A brief brought nothing that could be tried (a duplicate, an edit that does not apply…)."""

    brief: int
    reason: str
    usage: Usage = Usage()
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A candidate was tried on the train workloads and the strategy was told.

    ``program`` is the content digest, ``syntax`` the digest of the normalised syntax tree.
    """

    candidate: str
    program: str
    syntax: str
    parents: tuple[str, ...]
    origin: str
    note: str
    evaluation: Evaluation
    admission: Admission
    usage: Usage
    brief: int | None = None
    arm: Arm | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A program was scored on a split outside the search (``candidate`` may name a baseline)."""

    candidate: str
    program: str
    split: str
    evaluation: Evaluation
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The run went on after an interruption, perhaps on another machine or in another sandbox."""

    config: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The search ended: why (``evaluations``, ``seconds``, ``usd``, ``target``, ``interrupted``…)."""

    reason: str
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The champion was chosen by validation and its test result opened; ``environment`` as it was then."""

    champion: str
    environment: Mapping[str, Any] = field(default_factory=dict)
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """A language model is about to be called; written first, so that a crash cannot hide what it cost.

    ``worst`` is what the call may cost at most. A call that was never closed counts that much. ``request`` is
    the digest of what is sent, ``call`` a running number within the run.
    """

    call: int
    model: str
    purpose: str
    request: str
    worst: Usage
    brief: int | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A call has ended, with a reply or with an ``error``.

    ``transcript`` is the content digest under which request and reply are kept, where they are recorded.
    """

    call: int
    finish: str = ""
    usage: Usage = Usage()
    seconds: float = 0.0
    error: str = ""
    transcript: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A model distilled the lessons of the run; these replace those that it was shown."""

    lessons: tuple[Lesson, ...]
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something a reader of the journal should know, e.g. that a silent endpoint paused proposing."""

    source: str
    text: str
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """Somebody intervened: a wish was read, and done or ``refused``.

    Args:
        kind: ``hint``, ``retire_hint``, ``pin``, ``unpin``, ``veto``, ``budget``, ``pause``, ``resume``,
            ``inject`` or ``stop``; ``unreadable`` for what was no wish.
        author: Who wished it, as the wish says.
        detail: What exactly; for ``inject`` the candidate's id, its program's digest and the note.
        wish: The name it was posted under; the same one is never done twice.
        refused: Why nothing was done about it; empty if it was done.
    """

    kind: str
    author: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    wish: str = ""
    refused: str = ""
    at: float = 0.0


Event = (
    Started
    | Asked
    | Calling
    | Called
    | ProposalFailed
    | Told
    | Learned
    | Noted
    | Steered
    | Assessed
    | Resumed
    | Stopped
    | Finished
)
