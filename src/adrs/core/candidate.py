"""Programs on their way through the loop: asked for, written, tried, admitted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Usage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program and where it came from.

    Args:
        id: ``"c17"``: the running number of the brief it answers, or ``"s0"``… for seeds.
        program: The program.
        parents: Ids of the candidates it was made from; the first is the one it was edited from.
        origin: ``"seed:naive"`` or ``"genetic:constants"``: who wrote it, and by which operator.
        note: What the proposer did, in a few words.
    """

    id: str
    program: Program
    parents: tuple[str, ...] = ()
    origin: str = "seed"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate, what became of it, and what writing it cost (tokens and money)."""

    candidate: Candidate
    evaluation: Evaluation
    cost: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of making a candidate: a proposer and one of its operators."""

    proposer: str
    operator: str

    def __str__(self) -> str:
        return f"{self.proposer}:{self.operator}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried from a parent before, without its text: enough to fold over."""

    candidate: Candidate
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was made from a parent before, in words: for proposers that read.

    Args:
        candidate: Its id; empty where nothing came of the brief.
        origin: Which arm made it.
        note: What its proposer said it did.
        result: What became of it: ``"+3.1 % (better on 4, worse on 1)"``, ``"INVALID: …"``.
    """

    candidate: str
    origin: str
    note: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Something the run has learned, and the candidates that showed it."""

    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lore:
    """What a run knows that may help to write the next program; never bounds or held-out data.

    Args:
        tried: What was made from the brief's parent, oldest first.
        lessons: Lessons of the run, the most useful first.
        hints: What people told the run.
        families: Notes of the programs that tried another family of algorithms.
        removed: Source lines, stripped, that the parent's line of descent has deleted.
    """

    tried: tuple[Tried, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    hints: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why a proposal was turned away before it was evaluated; its proposer may try once more."""

    program: Program
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a strategy asks for.

    Args:
        id: Running number within the run; the candidate will be ``f"c{id}"``.
        arm: Who shall write it, and by which operator.
        parent: The trial to start from.
        inspirations: Other trials to learn or recombine from.
        attempts: Earlier children of ``parent`` by the same arm, oldest first.
        seed: Seed of all randomness in the proposal.
        focus: Name of the one function that a small change shall keep to; empty for any.
        lore: What the run knows; filled in by the driver for proposers that read.
        objection: Set when the same brief is asked a second time.
    """

    id: int
    arm: Arm
    parent: Trial
    inspirations: tuple[Trial, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    seed: int = 0
    focus: str = ""
    lore: Lore = Lore()
    objection: Objection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a proposer wrote, and what that cost.

    Args:
        program: The new program.
        note: What was done, in a few words.
        borrowed: Ids of the inspirations it took code from.
        usage: Tokens and money spent on it.
    """

    program: Program
    note: str = ""
    borrowed: tuple[str, ...] = ()
    usage: Usage = Usage()


class Admission(IntEnum):
    """What became of a trial in the archive."""

    REJECTED = 0
    IMPROVED = 1
    NEW = 2
