"""A model that answers from a recording, so that a run can be repeated without a network or a key."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

from adrs.core.errors import ModelError
from adrs.core.model import Reply, Request
from adrs.core.program import Program
from adrs.models.transcript import Transcript, read_transcript

_AROUND = 40


class Replay:
    """Answers each request as it was answered when the run was recorded.

    A request that was made several times gets its answers in the order of the recording; a failed attempt
    fails again, in the same way. It makes no calls and costs nothing, but reports what the recorded calls
    did cost.

    Args:
        transcripts: In the order of the journal.
        name: Of the model whose calls these are; those of other models are left out. Empty for all.

    Raises:
        DataError: A program is not a transcript.
    """

    def __init__(self, transcripts: Iterable[Program], *, name: str = "") -> None:
        read = [read_transcript(program) for program in transcripts]
        self._recorded = [transcript for transcript in read if name in ("", transcript.model)]
        self.name = name or (self._recorded[0].model if self._recorded else "replay")
        self._waiting: dict[str, deque[int]] = defaultdict(deque)
        for index, transcript in enumerate(self._recorded):
            self._waiting[transcript.request.digest].append(index)
        self._used: set[int] = set()

    async def reply(self, request: Request) -> Reply:
        """The recorded reply.

        Raises:
            ModelError: As recorded; or the request was never recorded, or not so often: says where it
                differs.
        """
        waiting = self._waiting.get(request.digest)
        if not waiting:
            raise ModelError(self._stranger(request))
        index = waiting.popleft()
        self._used.add(index)
        result = self._recorded[index].result
        if isinstance(result, Reply):
            return result
        raise result

    async def aclose(self) -> None:
        """Nothing to release."""

    @property
    def left(self) -> int:
        """Recorded calls that were not asked for yet."""
        return len(self._recorded) - len(self._used)

    def _stranger(self, request: Request) -> str:
        following = (item for index, item in enumerate(self._recorded) if index not in self._used)
        nearest = next(following, None)
        asked = f"request {request.digest} ({request.purpose or 'no purpose'})"
        what = f"{self.name}: {asked} is not in the recording"
        if nearest is None:
            return f"{what}, all of whose {len(self._recorded)} calls are used up"
        return f"{what}; from the recorded request that comes next, {_difference(request, nearest)}"


def _difference(request: Request, recorded: Transcript) -> str:
    ours, theirs = request, recorded.request
    for number, (mine, other) in enumerate(zip(ours.messages, theirs.messages, strict=False), 1):
        if mine == other:
            continue
        if mine.text == other.text:
            return f"message {number} differs in its role or its tool calls ({mine.role} for {other.role})"
        at = _first_difference(mine.text, other.text)
        return (
            f"message {number} ({mine.role}) differs at character {at}: "
            f"{_around(mine.text, at)!r} for {_around(other.text, at)!r}"
        )
    if len(ours.messages) != len(theirs.messages):
        return f"it differs in its number of messages: {len(ours.messages)} for {len(theirs.messages)}"
    for field in ("max_output_tokens", "temperature", "effort"):
        mine_value, other_value = getattr(ours, field), getattr(theirs, field)
        if mine_value != other_value:
            return f"it differs in {field}: {mine_value} for {other_value}"
    return (
        "it differs in its tools"
        if ours.tools != theirs.tools
        else "it differs in nothing: one call too many"
    )


def _first_difference(a: str, b: str) -> int:
    for index, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return index
    return min(len(a), len(b))


def _around(text: str, at: int) -> str:
    return text[max(at - _AROUND // 2, 0) : at + _AROUND]
