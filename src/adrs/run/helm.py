"""Where a run is steered: wishes are read, looked at, journalled and done.

What a wish does to the search is done by :class:`adrs.run.bridge.Bridge`, which a replay uses too; what it
does to the state is folded from its event; what it does to the loop, the driver does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adrs.core.candidate import Candidate, Trial
from adrs.core.errors import AdrsError, ProgramError
from adrs.core.events import Steered
from adrs.core.problem import Problem
from adrs.core.program import Program, evolvable_regions
from adrs.core.syntax import keeps_entry, parse, syntax_digest
from adrs.run.bridge import Bridge, find_trial, injected
from adrs.run.journal import Journal
from adrs.run.steering import Letter, Wish
from adrs.search.fitness import fitness

POLL_S = 0.25

_Detail = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Levers:
    """What only the loop can do about a wish.

    Args:
        stop: End the search, for a reason.
        inject: Try a candidate that somebody brought.
        stirred: A pause may have begun or ended, or a limit has changed.
        ending: Why no further candidate can be begun; ``None`` while one can.
    """

    stop: Callable[[str], None]
    inject: Callable[[Candidate], None]
    stirred: Callable[[], None]
    ending: Callable[[], str | None]


class Helm:
    """Reads the mailbox of a run that is going on.

    Args:
        bridge: What it works on.
        journal: Where interventions are written.
        levers: What only the loop can do.
        clock: Seconds since the epoch.
    """

    def __init__(
        self, bridge: Bridge, journal: Journal, levers: Levers, *, clock: Callable[[], float]
    ) -> None:
        self.bridge = bridge
        self.journal = journal
        self.levers = levers
        self.clock = clock
        self._objections: Mapping[str, Callable[[_Detail], str]] = {
            "hint": self._against_hint,
            "retire_hint": self._against_retiring,
            "pin": self._against_pin,
            "unpin": self._against_unpin,
            "veto": self._against_veto,
            "budget": self._against_budget,
            "pause": lambda _: "the run is paused already" if self.journal.state.paused else "",
            "resume": lambda _: "" if self.journal.state.paused else "the run is not paused",
        }

    async def reading(self) -> None:
        """Read what comes, a few times a second, until cancelled."""
        while self.bridge.mailbox is not None:
            await asyncio.sleep(POLL_S)
            self.read()

    def read(self, *, opening: bool = False) -> None:
        """Do what lies in the mailbox; each wish leaves it once its event is durable.

        Args:
            opening: Whether this sitting has just begun: an order to stop or pause was meant for an earlier.

        Raises:
            StoreError: The journal cannot be written.
        """
        mailbox = self.bridge.mailbox
        if mailbox is None:
            return
        for letter in mailbox.letters():
            if letter.name not in self.journal.state.wishes:
                self._take(letter, opening=opening)
            mailbox.discard(letter.name)

    def _take(self, letter: Letter, *, opening: bool) -> None:
        wish, detail = letter.wish, dict(letter.wish.detail)
        program, refused = None, letter.fault
        if opening and wish.kind in ("stop", "pause"):
            refused = "the run was not going on when this was wished"
        elif wish.kind == "inject":
            program, refused = self._received(wish)
            detail = {"note": wish.detail.get("note", "")}
            if program is not None:
                number = len(self.journal.state.injections) + 1
                detail |= {"candidate": f"injected-{number}", "program": program.digest}
        elif wish.kind in self._objections:
            refused = self._objections[wish.kind](detail)
        event = Steered(
            kind=wish.kind,
            author=wish.author,
            detail=detail,
            wish=letter.name,
            refused=refused,
            at=self.clock(),
        )
        self.bridge.steer(event, self.journal.store, self.journal.state.run_id)
        self.journal.append(event, [] if program is None else [program])
        if not refused:
            self._act(event, program)

    def _act(self, event: Steered, program: Program | None) -> None:
        if event.kind == "stop":
            self.levers.stop("request")
        elif program is not None:
            self.levers.inject(injected(event, program))
        elif event.kind in ("pause", "resume", "budget"):
            self.levers.stirred()

    def _against_hint(self, detail: _Detail) -> str:
        chronicle = self.bridge.chronicle
        if not chronicle.has_readers:
            return "nobody in this run reads hints: no model, agent or person proposes"
        if not self.bridge.hinted:
            return "the run was begun with --hints none"
        return "this is told already" if detail["text"] in chronicle.hints else ""

    def _against_retiring(self, detail: _Detail) -> str:
        there = detail["text"] in self.bridge.chronicle.hints
        return "" if there else "there is no such hint; give its text as it was given"

    def _against_pin(self, detail: _Detail) -> str:
        name = detail["candidate"]
        if name in self.bridge.strategy.pinned:
            return f"{name} is pinned already"
        if name in self.journal.state.vetoed:
            return f"{name} was vetoed"
        return self._against_parent(name)

    def _against_unpin(self, detail: _Detail) -> str:
        name = detail["candidate"]
        return "" if name in self.bridge.strategy.pinned else f"{name} is not pinned"

    def _against_veto(self, detail: _Detail) -> str:
        name = detail["candidate"]
        if name in self.journal.state.vetoed:
            return f"{name} was vetoed already"
        if objection := self._against_parent(name):
            return objection
        others = self.bridge.strategy.has_others(name)
        return "" if others else f"there is no valid candidate but {name} to start from"

    def _against_parent(self, name: str) -> str:
        trial: Trial | None = find_trial(self.journal.store, self.journal.state.run_id, name)
        if trial is None:
            return f"there is no candidate {name}"
        valid = fitness(trial) is not None
        return "" if valid else f"{name} is no parent: it is not valid on every workload"

    def _against_budget(self, detail: _Detail) -> str:
        config = self.journal.state.config
        assert config is not None, "a run that goes on says how it was begun"
        limits = {("cost_usd" if name == "usd" else name): limit for name, limit in detail.items()}
        try:
            self.bridge.budgeted(replace(config, **limits).budget)
        except AdrsError as error:
            return str(error)
        return ""

    def _received(self, wish: Wish) -> tuple[Program | None, str]:
        """The program of an injection; or ``None``, and why it is not taken."""
        try:
            program = read_program(self.bridge.problem, wish.detail["files"])
        except ProgramError as error:
            return None, str(error)
        if twin := self.journal.state.seen.get(syntax_digest(program)):
            return None, f"it is the same program as {twin}"
        if reason := self.levers.ending():
            return None, f"the search is ending ({reason})"
        return program, ""


def read_program(problem: Problem, files: Mapping[str, str]) -> Program:
    """A program for ``problem`` from its files by path; a file that is alone is the main one.

    Raises:
        ProgramError: It lacks the main file or the entry function, or does not parse.
    """
    pattern = next(iter(problem.seeds.values()))
    if len(files) == 1:
        files = dict.fromkeys([pattern.main], next(iter(files.values())))
    program = Program(files, main=pattern.main, language=pattern.language)
    evolvable_regions(program.text)
    if program.language == "python":
        contract = problem.contract
        tree = parse(program.text, name=program.main)
        if not keeps_entry(tree, contract):
            raise ProgramError(f"the program does not define `{contract.signature}`")
    return program
