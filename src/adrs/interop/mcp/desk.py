"""What an agent may do: read, take a brief, submit, hear the verdict. Nothing here knows the protocol.

The run is the ordinary one: its strategy chooses parents, its driver asks an inbox for programs, its sandbox
runs them. An agent only answers briefs that are open, so it can neither spend more than the run's budget nor
try anything beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from adrs.core.errors import AdrsError, UsageError
from adrs.core.program import Program
from adrs.interop.mcp.facts import Tree, learned, outcome, problem_facts, standing
from adrs.interop.mcp.leases import Leases
from adrs.interop.mcp.work import Office, Work
from adrs.propose.context.text import one_line
from adrs.propose.inbox.answer import MOST_CHARS, main_suffix, signed
from adrs.propose.inbox.fate import Fate, State
from adrs.propose.inbox.folder import Refused
from adrs.propose.inbox.names import AnswerName
from adrs.propose.inbox.page import context_of_page
from adrs.propose.inbox.proposer import Slot
from adrs.run.summary import champion

LONGEST_WAIT_S = 60.0
_LOOK_S = 0.5  # the end of a run is no change of an inbox
FORMS = ("reply", "program")


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer to an agent.

    Args:
        facts: Plain data.
        texts: Markdown, or files of a program, to read besides.
    """

    facts: Mapping[str, Any]
    texts: tuple[str, ...] = ()


@dataclass
class Desk:
    """Serves every agent of one server.

    Args:
        office: Knows the problems, begins the run.
        leases: Who works on what.
        work: The run, once it was begun.
    """

    office: Office
    leases: Leases = field(default_factory=Leases)
    work: Work | None = None
    _beginning: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tree: Tree | None = None

    def list_problems(self) -> Said:
        """The problems there are, and which of them a run may be on."""
        startable = set(self.office.allowed.problems)
        found = [
            {
                "name": name,
                "title": problem.title,
                "objective": f"{problem.objective.direction.value} {problem.objective.name}",
                "startable": name in startable,
            }
            for name, problem in ((name, self.office.problem(name)) for name in self.office.names)
        ]
        return Said(facts={"problems": found, "allowed": asdict(self.office.allowed)})

    def read_problem(self, name: str) -> Said:
        """A problem's statement and contract."""
        if name not in self.office.names:
            raise UsageError(f"there is no problem called {one_line(name, 80)!r}; ask list_problems")
        mine = self.work if self.work is not None and self.work.problem.name == name else None
        problem = self.office.problem(name) if mine is None else mine.problem
        state = None if mine is None else mine.session.state
        return Said(facts=problem_facts(problem, state), texts=(problem.statement,))

    async def start_run(self, problem: str = "", evaluations: int = 0) -> Said:
        """Begin the run, or take up the unfinished one; where it is going on already, only tell so."""
        async with self._beginning:
            if self.work is None:
                name, most = self._permitted(problem, evaluations)
                self.work = await self.office.begin(name, most)
                self._tree = Tree(self.work)
        if problem and problem != self.work.problem.name:
            raise UsageError(f"this server's one run is {self.work.run_id}, on {self.work.problem.name}")
        return self.status()

    def _permitted(self, problem: str, evaluations: int) -> tuple[str, int | None]:
        allowed = self.office.allowed
        if allowed.run is not None:
            return "", None
        if not allowed.problems:
            raise UsageError("this server only reads; its operator has to allow a run with --problem")
        name = problem or allowed.problems[0]
        if not problem and len(allowed.problems) > 1:
            raise UsageError(f"say which problem: {', '.join(allowed.problems)}")
        if name not in allowed.problems:
            names = ", ".join(allowed.problems)
            raise UsageError(f"a run on {one_line(name, 80)!r} is not allowed here; allowed: {names}")
        most = allowed.evaluations
        if evaluations < 0 or (most is not None and evaluations > most):
            raise UsageError(f"{evaluations} evaluations are not allowed; at most {most}")
        return name, evaluations or most

    def status(self) -> Said:
        """Where the run stands."""
        work = self._going_on()
        facts = standing(work)
        if work.task.done():
            facts["outcome"] = outcome(_summary(work))
        return Said(facts=facts)

    async def next_brief(self, agent: str, wait_s: float) -> Said:
        """A brief for this agent; waits for one at most ``wait_s`` seconds."""
        work = self._going_on()
        if not agent.strip():
            raise UsageError("`agent` is a name of yours, the same in every call")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _patience(wait_s)
        while work.searching:
            number = self.leases.take(one_line(agent, MOST_CHARS), work.inbox.open_briefs())
            if number is not None:
                return self.read_brief(number)
            left = deadline - loop.time()
            if left <= 0:
                say = "no brief is free yet; ask again"
                return Said(facts={"brief": None, "say": say, **standing(work)})
            await work.inbox.wait_for_change(work.inbox.version, min(left, _LOOK_S))
        _raise_failure(work)
        say = "the search has ended, there are no further briefs; ask status for what came of it"
        return Said(facts={"brief": None, "say": say, **standing(work)})

    def read_brief(self, number: int) -> Said:
        """A brief that is open, with the program to improve."""
        work = self._going_on()
        slot = self._slot(work, number)
        parent = slot.brief.parent.candidate
        fate = work.inbox.fate(number)
        facts = {
            "brief": number,
            "parent": parent.id,
            "main": parent.program.main,
            "files": sorted(parent.program.files),
            "tries_left": work.inbox.patience.tries - (fate.rejections if fate else 0),
            **({"rejected_because": fate.reason} if fate and fate.reason else {}),
        }
        return Said(facts=facts, texts=(context_of_page(slot.text),))

    async def submit_program(
        self, number: int, answer: str, *, form: str, said: Mapping[str, str], wait_s: float
    ) -> Said:
        """Answer a brief, and wait for the verdict at most ``wait_s`` seconds.

        Args:
            number: The brief.
            answer: Edit blocks or a fenced program (``reply``), or the whole main file (``program``).
            form: ``reply`` or ``program``.
            said: ``author`` and ``note``, either may be missing.
            wait_s: How long to wait.

        Raises:
            UsageError: The brief is not open, or the answer cannot be used; says why.
        """
        work = self._going_on()
        slot = self._slot(work, number)
        if form not in FORMS:
            raise UsageError("`form` is reply or program")
        suffix = "md" if form == "reply" else main_suffix(slot.brief.parent.candidate.program)
        try:
            text = signed(answer, said)
        except Refused as error:
            raise UsageError(f"brief {number}: {error}") from None
        fate = work.inbox.offer(AnswerName(number, suffix), text)
        if fate.state is not State.ACCEPTED:
            raise UsageError(self._turned_away(work, number, fate))
        return await self.verdict(number, wait_s)

    async def verdict(self, number: int, wait_s: float) -> Said:
        """What became of a brief's answer: values on train workloads, with feedback."""
        work = self._going_on()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _patience(wait_s)
        while (fate := self._fate(work, number)).state is State.ACCEPTED and not work.task.done():
            if (left := deadline - loop.time()) <= 0:
                break
            await work.inbox.wait_for_change(work.inbox.version, min(left, _LOOK_S))
        if fate.state is State.ACCEPTED:
            _raise_failure(work)
        facts: dict[str, Any] = {"brief": number, "fate": fate.state.value}
        if fate.reason:
            facts["reason"] = fate.reason
        if fate.state is State.EVALUATED:
            facts["candidate"] = f"c{number}"
        facts |= {name: standing(work)[name] for name in ("evaluations_left", "searching", "best")}
        return Said(facts=facts, texts=(fate.result,) if fate.result else ())

    def lineage(self, candidate: str = "") -> Said:
        """The line from a seed to a candidate, by default the best."""
        work, name = self._named(candidate)
        assert self._tree is not None
        line = [
            {"candidate": a.candidate, "origin": a.origin, "note": a.note, "train": a.value}
            for a in self._tree.line(name)
        ]
        return Said(facts={"run": work.run_id, "candidate": name, "line": line})

    def read_lessons(self) -> Said:
        """What the run has learned so far."""
        return Said(facts=learned(self._going_on().session.chronicle))

    def read_program(self, candidate: str = "") -> Said:
        """The program of a candidate, by default the best."""
        work, name = self._named(candidate)
        assert self._tree is not None
        found = self._tree.known()[name]
        program: Program = work.store.program(found.program)
        facts: dict[str, Any] = {"candidate": name, "origin": found.origin, "train": found.value}
        facts |= {"main": program.main, "files": list(program.files)}
        return Said(facts=facts, texts=tuple(program.files.values()))

    async def finish(self, wait_s: float) -> Said:
        """End the search, and wait for its outcome at most ``wait_s`` seconds."""
        work = self._going_on()
        work.session.stop("request")
        await asyncio.wait([work.task], timeout=_patience(wait_s))
        return self.status()

    def _going_on(self) -> Work:
        if self.work is None:
            raise UsageError("no run was started; call start_run first")
        return self.work

    def _named(self, candidate: str) -> tuple[Work, str]:
        work = self._going_on()
        best = champion(work.session.state)
        if not candidate and best is None:
            raise UsageError("there is no valid program yet")
        name = candidate or (best.candidate if best else "")
        assert self._tree is not None
        if name not in self._tree.known():
            raise UsageError(f"there is no candidate {one_line(name, 80)!r} in this run")
        return work, name

    def _fate(self, work: Work, number: int) -> Fate:
        fate = work.inbox.fate(number) if number >= 0 else None
        if fate is None:
            raise UsageError(f"there is no brief {number}; call next_brief for one that is open")
        return fate

    def _slot(self, work: Work, number: int) -> Slot:
        slot = work.inbox.open_briefs().get(number)
        if slot is not None:
            return slot
        fate = self._fate(work, number)
        if fate.state is State.WITHDRAWN:
            raise UsageError(f"brief {number} was withdrawn: {fate.reason or 'the search ended'}")
        raise UsageError(f"brief {number} was answered before; the first answer counts")

    def _turned_away(self, work: Work, number: int, fate: Fate) -> str:
        if fate.state is State.WITHDRAWN:
            return f"brief {number} is withdrawn: {fate.reason}; call next_brief"
        left = work.inbox.patience.tries - fate.rejections
        return f"brief {number}: {fate.reason}; {left} more answers to it will be read"


def _patience(wait_s: float) -> float:
    if not 0 <= wait_s <= LONGEST_WAIT_S:
        raise UsageError(f"wait_s {wait_s:g} makes no sense; give 0 to {LONGEST_WAIT_S:g} seconds")
    return wait_s


def _raise_failure(work: Work) -> None:
    if work.task.done():
        _summary(work)


def _summary(work: Work) -> Mapping[str, Any]:
    """The summary of a run that is over.

    Raises:
        AdrsError: The world failed it, or we did; the latter is told in full where the server ends.
    """
    error = None if work.task.cancelled() else work.task.exception()
    if work.task.cancelled() or (error is not None and not isinstance(error, AdrsError)):
        raise AdrsError(f"run {work.run_id} was cut off; its operator can go on with `adrs resume`")
    if error is not None:
        raise AdrsError(str(error))
    return work.task.result()
