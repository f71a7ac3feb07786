"""What can go wrong that is not the candidate's fault.

A candidate's failure is a value (:class:`adrs.core.verdict.Outcome`); these are not::

    AdrsError                 the world failed: one clear sentence, exit code 2
     ├─ UsageError            what was asked for does not exist or makes no sense
     ├─ ProgramError          a program file cannot be read, parsed, or lacks its entry
     ├─ DataError             a data file given by the user is missing or malformed
     ├─ StoreError            the journal cannot be opened, read or written
     ├─ SandboxError          the sandbox itself broke (never a candidate's doing)
     │   └─ PlaceLost         the machine it was on is gone; elsewhere it may be tried again
     ├─ ProposalError         a proposer could not write a program this time
     └─ ModelError            a language model gave no usable reply
         └─ SpendingError     a call was not made, because it could pass a cap of the run

    InvalidAnswer             a judge's or harness's word that an answer breaks the rules

Anything else is a bug of ours: a builtin exception that nobody catches.
"""

from __future__ import annotations

from adrs.core.verdict import Usage


class AdrsError(Exception):
    """The world failed. The message says what, where, and what to do."""


class UsageError(AdrsError):
    """What was asked for does not exist or makes no sense."""


class ProgramError(AdrsError):
    """A program cannot be read, does not parse, or lacks its entry function."""


class DataError(AdrsError):
    """A data file given by the user is missing or malformed."""


class StoreError(AdrsError):
    """The journal cannot be opened, read or written."""


class SandboxError(AdrsError):
    """The sandbox itself broke; no candidate is to blame."""


class PlaceLost(SandboxError):  # noqa: N818 - an event that may be made up for
    """The machine or process that candidates ran on is gone; another place may do what it was doing."""


class ProposalError(AdrsError):
    """A proposer could not write a program for this brief; the run goes on.

    Args:
        message: Why, for the journal and the next attempt.
        usage: What was spent in vain.
    """

    def __init__(self, message: str, *, usage: Usage = Usage()) -> None:
        super().__init__(message)
        self.usage = usage


class ModelError(AdrsError):
    """A language model gave no usable reply.

    Args:
        message: What happened, with every key masked.
        usage: What the attempts cost; unknown costs count at their worst.
    """

    def __init__(self, message: str, *, usage: Usage = Usage()) -> None:
        super().__init__(message)
        self.usage = usage


class SpendingError(ModelError):
    """A call was not made: at its worst it could pass a cap of the run.

    Args:
        message: Which cap, and by how much.
        cap: ``"usd"`` or ``"tokens"``: the name under which the run stops.
    """

    def __init__(self, message: str, *, cap: str) -> None:
        super().__init__(message)
        self.cap = cap


class InvalidAnswer(Exception):  # noqa: N818 - a verdict, not an error of ours
    """The answer breaks the problem's rules; the message tells the next proposal why."""
