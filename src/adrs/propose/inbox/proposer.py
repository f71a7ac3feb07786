"""A person, or any outside agent, as the proposer: briefs go out as Markdown, answers come back as files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ProposalError
from adrs.core.events import Event, ProposalFailed, Told
from adrs.core.problem import Problem
from adrs.propose.acceptance import ensure_editable
from adrs.propose.findings import Examiner, Findings
from adrs.propose.inbox.answer import Written, read_answer
from adrs.propose.inbox.fate import Fate, State, describe_result
from adrs.propose.inbox.folder import Folder, Refused
from adrs.propose.inbox.names import AnswerName, stem
from adrs.propose.inbox.page import is_page_of, page
from adrs.propose.inbox.watcher import Pace, Watcher

Render = Callable[[Problem, Brief, Findings], str]
"""The context of a brief as Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a brief stays open.

    Args:
        timeout_s: Seconds until it is withdrawn; counted anew when a run is resumed.
        tries: Answers that may be turned away before it is withdrawn.
    """

    timeout_s: float = 24 * 3600.0
    tries: int = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """A brief that waits for its answer."""

    problem: Problem
    brief: Brief
    text: str
    future: asyncio.Future[Proposal]


class Inbox:
    """Waits for answers to its briefs in a folder; see :mod:`adrs.propose.inbox.names` for the files.

    Args:
        folder: Where briefs go and answers come from.
        render: What a brief shows.
        patience: How long a brief stays open.
        pace: How often the folder is looked at.
        examiner: Examines a parent before it is shown.
        name: What arms call it.
    """

    operators: Sequence[str] = ("write",)
    reads = True

    def __init__(
        self,
        folder: Folder,
        *,
        render: Render,
        patience: Patience = Patience(),
        pace: Pace = Pace(),
        examiner: Examiner | None = None,
        name: str = "inbox",
    ) -> None:
        self.name = name
        self.folder = folder
        self.patience = patience
        self.version = 0
        self._render = render
        self._examiner = examiner
        self._slots: dict[int, Slot] = {}
        self._fates: dict[int, Fate] = {}
        self._changed = asyncio.Event()
        self._watcher = Watcher(folder, self._dropped, self._lost, pace=pace)

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """What somebody answers.

        Raises:
            ProposalError: Nobody did in time, no answer could be taken, or the brief was withdrawn.
        """
        ensure_editable(brief.parent.candidate.program)
        number, folder = brief.id, self.folder
        if brief.objection is not None:
            folder.take_back(number, brief.objection.reason)
        elif (kept := self._kept(problem, brief)) is not None:
            return kept
        findings = await self._examiner(brief.parent.candidate.program) if self._examiner else Findings()
        slot = self._open(problem, brief, findings)
        try:
            self._ensure_tries_left(number)
            self._watcher.wake()
            async with asyncio.timeout(self.patience.timeout_s):
                return await slot.future
        except TimeoutError:
            if slot.future.done() and not slot.future.cancelled():
                return slot.future.result()  # answered in the last moment
            raise self._withdrawn(number, f"nobody answered within {self.patience.timeout_s:g} s") from None
        finally:
            del self._slots[number]
            self._watcher.rest_if(not self._slots)

    def withdraw(self, reason: str) -> None:
        """Mark every open brief as not needed any more; their proposals fail with ``reason``."""
        for number, slot in self._slots.items():
            if not slot.future.done():
                slot.future.set_exception(self._withdrawn(number, reason))

    async def aclose(self) -> None:
        """Stop watching and let another process use the folder; briefs stay open for a resumed run."""
        await self._watcher.aclose()
        self.folder.close()

    def open_briefs(self) -> dict[int, Slot]:
        """Briefs that wait for an answer, by number."""
        return {number: slot for number, slot in self._slots.items() if not slot.future.done()}

    def fate(self, number: int) -> Fate | None:
        """Where a brief stands; ``None`` for one that was never seen."""
        if (known := self._fates.get(number)) is not None:
            return known
        if (result := self.folder.result(number)) is not None:
            return Fate(state=State.EVALUATED, result=result)
        if self.folder.is_withdrawn(number):
            return Fate(state=State.WITHDRAWN, rejections=self.folder.rejections(number))
        return Fate(state=State.ACCEPTED) if self.folder.accepted(number) else None

    def offer(self, name: AnswerName, text: str) -> Fate:
        """Take an answer that did not come as a file.

        Returns:
            The fate: ``ACCEPTED``, or ``REJECTED`` or ``WITHDRAWN`` with the reason.

        Raises:
            KeyError: No such brief is open.
        """
        if name.number not in self.open_briefs():
            raise KeyError(name.number)
        try:
            self._take(name, text)
        except Refused as refusal:
            self._reject(name, str(refusal), text)
        return self._fates[name.number]

    def observe(self, event: Event) -> None:
        """Learn from the journal what became of an answer, and say so in the folder."""
        if isinstance(event, Told) and event.arm is not None and event.arm.proposer == self.name:
            number = int(event.candidate.removeprefix("c"))
            text = describe_result(event)
            self.folder.record_result(number, text)
            self._set(number, Fate(state=State.EVALUATED, result=text))
        elif isinstance(event, ProposalFailed):
            known = self._fates.get(event.brief)
            if known is not None and known.state is State.ACCEPTED:
                self.folder.take_back(event.brief, event.reason)
                self._withdrawn(event.brief, event.reason)

    async def wait_for_change(self, version: int, timeout_s: float) -> None:
        """Return when something is newer than ``version``, or after ``timeout_s``."""
        if self.version > version:
            return
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return

    def _kept(self, problem: Problem, brief: Brief) -> Proposal | None:
        """The proposal that was accepted for this very brief before an interruption."""
        found = self.folder.accepted(brief.id)
        # Accepting was cut short where the brief still lies in its first place.
        text = self.folder.accepted_brief(brief.id) or self.folder.brief(brief.id)
        if found is None or text is None or not is_page_of(text, brief):
            return None
        try:
            written = self._read(problem, brief, *found)
        except Refused:
            return None  # written under other rules than today's
        self.folder.accept(*found)
        self._set(brief.id, Fate(state=State.ACCEPTED))
        return Proposal(program=written.program, note=written.line)

    def _open(self, problem: Problem, brief: Brief, findings: Findings) -> Slot:
        text = self.folder.brief(brief.id)
        if self.folder.is_withdrawn(brief.id) or self._is_of_another_time(brief):
            self.folder.set_aside(brief.id)
            text = None
        if text is None:
            context = self._render(problem, brief, findings)
            text = page(problem, brief, context, self.folder.run_id, self.patience.tries)
            self.folder.publish(brief.id, text)
        slot = Slot(problem, brief, text, asyncio.get_running_loop().create_future())
        self._slots[brief.id] = slot
        reason = brief.objection.reason if brief.objection else ""
        state = State.REJECTED if reason else State.OPEN
        self._set(brief.id, Fate(state=state, reason=reason, rejections=self.folder.rejections(brief.id)))
        return slot

    def _is_of_another_time(self, brief: Brief) -> bool:
        texts = (self.folder.brief(brief.id), self.folder.accepted_brief(brief.id))
        return any(text is not None and not is_page_of(text, brief) for text in texts)

    def _ensure_tries_left(self, number: int) -> None:
        if self.folder.rejections(number) >= self.patience.tries:
            raise self._withdrawn(number, f"{self.patience.tries} answers were turned away")

    def _dropped(self, name: AnswerName) -> None:
        """An answer lies complete in the folder."""
        with suppress(FileNotFoundError):  # its writer took it away again
            self._look_at(name)

    def _look_at(self, name: AnswerName) -> None:
        slot = self._slots.get(name.number)
        if slot is not None and not slot.future.done():
            try:
                self._take(name, self.folder.read(name))
            except Refused as refusal:
                self._reject(name, str(refusal))
        elif self.folder.is_withdrawn(name.number):
            self.folder.reject(name, f"{stem(name.number)} was withdrawn: the answer came too late")
        elif self.folder.accepted(name.number) is not None:
            self.folder.reject(name, f"{stem(name.number)} was answered before: the first answer counts")

    def _take(self, name: AnswerName, text: str) -> None:
        slot = self._slots[name.number]
        written = self._read(slot.problem, slot.brief, name, text)
        objection = slot.brief.objection
        if objection is not None and written.program == objection.program:
            raise Refused(f"this is the same program again, and still: {objection.reason}")
        self.folder.accept(name, text)
        self._set(name.number, Fate(state=State.ACCEPTED))
        slot.future.set_result(Proposal(program=written.program, note=written.line))

    def _read(self, problem: Problem, brief: Brief, name: AnswerName, text: str) -> Written:
        parent = brief.parent.candidate.program
        return read_answer(problem, parent, text, suffix=name.suffix)

    def _reject(self, name: AnswerName, reason: str, text: str | None = None) -> None:
        self.folder.reject(name, reason, text)
        count = self.folder.rejections(name.number)
        self._set(name.number, Fate(state=State.REJECTED, reason=reason, rejections=count))
        if count >= self.patience.tries:
            why = f"{count} answers were turned away, the last because: {reason}"
            self._slots[name.number].future.set_exception(self._withdrawn(name.number, why))

    def _withdrawn(self, number: int, reason: str) -> ProposalError:
        self.folder.withdraw(number, reason)
        count = self.folder.rejections(number)
        self._set(number, Fate(state=State.WITHDRAWN, reason=reason, rejections=count))
        return ProposalError(f"{stem(number)}: {reason}")

    def _lost(self, error: BaseException) -> None:
        """The folder cannot be watched: every waiting proposal fails with the same error."""
        for slot in self._slots.values():
            if not slot.future.done():
                slot.future.set_exception(error)

    def _set(self, number: int, fate: Fate) -> None:
        self._fates[number] = fate
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()
