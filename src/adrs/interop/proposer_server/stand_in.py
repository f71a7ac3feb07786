"""A stand-in for a language model: it answers a prompt with a change by the genetic proposer.

It understands nothing of what it is told but the program. What engines do with it compares how they search,
not how well a model writes.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from random import Random
from typing import cast

from adrs.core.candidate import Arm, Brief, Candidate, Proposal, Trial
from adrs.core.errors import ProgramError, ProposalError
from adrs.core.model import Finish, Reply, Request
from adrs.core.problem import Contract, Problem
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Usage
from adrs.interop.proposer_server.contracts import contract_of
from adrs.interop.proposer_server.reading import Form, Reading, read_prompt
from adrs.propose.context.text import BYTES_PER_TOKEN, estimate_tokens, fenced
from adrs.propose.genetic.proposer import CATALOGUE, Genetic
from adrs.propose.patch import blocks_between

NAME = "adrs-genetic-stand-in"
_TRIES = 12
_REMEMBERED = 65_536
_NOT_RUN = Evaluation(verdicts=())


@dataclass(frozen=True, slots=True)
class Stated:
    """All of a problem that the genetic proposer looks at."""

    contract: Contract


class StandIn:
    """Implements :class:`adrs.core.model.Model` without a model.

    The n-th request with the same messages gets the same reply from every instance with the same seed,
    whatever was asked in between. Counts are remembered for the newest 65,536 different requests. Tokens are
    our own estimate, see :func:`adrs.propose.context.text.estimate_tokens`.

    Args:
        contract: What programs keep; read off the program in the prompt where it is ``None``.
        seed: Everything random follows from it, from the messages and from n.
    """

    name = NAME

    def __init__(self, contract: Contract | None = None, *, seed: int = 0) -> None:
        self.contract = contract
        self.asked = 0
        self._seed = seed
        self._counts: OrderedDict[str, int] = OrderedDict()

    async def reply(self, request: Request) -> Reply:
        """A change to the program in the prompt, or a sentence that says why there is none."""
        self.asked += 1
        prompt = "\n\n".join(message.text for message in request.messages)
        same = Request(messages=request.messages).digest
        rng = Random(f"{self._seed}/{same}/{self._count(same)}")
        try:
            text = await self._answer(prompt, rng)
        except (ProposalError, ProgramError) as error:
            text = f"I am a stand-in for a model and have no change to offer: {error}"
        return _reply(prompt, text, request.max_output_tokens)

    async def aclose(self) -> None:
        """Nothing to release."""

    def _count(self, digest: str) -> int:
        count = self._counts.pop(digest, 0)
        self._counts[digest] = count + 1  # the most recently used is last
        if len(self._counts) > _REMEMBERED:
            self._counts.popitem(last=False)
        return count

    async def _answer(self, prompt: str, rng: Random) -> str:
        known = self.contract
        reading = read_prompt(prompt, () if known is None else (known.function, *known.published))
        if reading is None:
            raise ProposalError("no fenced block of the prompt is a program that parses and has the entry")
        contract = contract_of(reading.program) if known is None else known
        proposal = await _changed(reading, contract, rng)
        return write_reply(reading, proposal.program.text, proposal.note)


async def _changed(reading: Reading, contract: Contract, rng: Random) -> Proposal:
    """The program after a change by some operator.

    Raises:
        ProposalError: None of a dozen operators found a place.
    """
    parent = _trial("parent", reading.program)
    others = tuple(_trial(f"other{number}", text) for number, text in enumerate(reading.others))
    operators = [name for name in CATALOGUE if others or name != "recombine"]
    reason = ""
    for _ in range(_TRIES):
        arm = Arm(Genetic.name, rng.choice(operators))
        brief = Brief(id=0, arm=arm, parent=parent, inspirations=others, seed=rng.getrandbits(60))
        try:
            return await Genetic().propose(cast(Problem, Stated(contract)), brief)
        except ProposalError as error:
            reason = str(error)
    raise ProposalError(reason)


def _trial(name: str, text: str) -> Trial:
    return Trial(Candidate(name, Program.from_text(text)), _NOT_RUN)


def write_reply(reading: Reading, changed: str, note: str) -> str:
    """A reply in the form that the prompt asks for, whose effect is to turn its program into ``changed``."""
    if reading.form is Form.EDIT:
        body, tag = blocks_between(reading.program, changed), "DIFF"
    else:
        body, tag = fenced(changed, "python"), "CODE"
    if not reading.tagged:
        return f"NOTE: {note}\n\n{body}\n"
    name = "_".join(word for word in "".join(c if c.isalnum() else " " for c in note).lower().split()[:4])
    return (
        f"<NAME>\n{name or 'change'}\n</NAME>\n\n<DESCRIPTION>\n{note}\n</DESCRIPTION>\n\n"
        f"<{tag}>\n{body}\n</{tag}>\n"
    )


def _reply(prompt: str, text: str, most_tokens: int) -> Reply:
    """The reply with its estimated tokens, cut off where the request says."""
    finish = Finish.STOP
    if estimate_tokens(text) > most_tokens:
        room = int(most_tokens * BYTES_PER_TOKEN)
        text, finish = text.encode()[:room].decode(errors="ignore"), Finish.LENGTH
    sent, written = estimate_tokens(prompt), estimate_tokens(text)
    return Reply(
        text=text,
        finish=finish,
        usage=Usage(tokens=sent + written),
        input_tokens=sent,
        output_tokens=written,
        model=NAME,
    )
