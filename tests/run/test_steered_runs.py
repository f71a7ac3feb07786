"""A run that is steered: what is done, what is refused, what is journalled, and that it can be resumed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from adrs import search
from adrs.core.budget import Budget
from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import UsageError
from adrs.core.events import Asked, Event, Finished, Steered, Stopped, Told
from adrs.core.problem import Problem
from adrs.core.seams import Proposer
from adrs.run.config import RunConfig, Writing
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState, fold
from adrs.run.steering import Mailbox, Wish
from adrs.store.sqlite import SqliteStore
from adrs.testing.tiny import HUMAN, RULE, Constants, InProcess
from tests.run.test_driver import Loose, Ticking

RUN = "tiny-1"
SMITH = RULE.format(key="-jobs[i][0] / jobs[i][1] * 1.0")
Plan = Mapping[int, list[Wish]]
"""What is wished once so many candidates were tried."""


class Reading(Constants):
    """A proposer that is told hints, and remembers them."""

    reads = True

    def __init__(self) -> None:
        self.hints: list[tuple[str, ...]] = []

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        if brief.objection is None:
            self.hints.append(brief.lore.hints)
        return await super().propose(problem, brief)


class House:
    """A journal in a folder, and sittings of the run in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "runs.sqlite"
        self.mailbox = Mailbox(self.path, RUN)
        self.proposer = Reading()

    def sit(
        self,
        plan: Plan | None = None,
        *,
        watch: Callable[[Event, RunState], None] = lambda event, state: None,
        budgeted: Callable[[Budget], None] = lambda budget: None,
        readers: bool = True,
        **config: Any,
    ) -> RunState:
        """Begin the run or go on with it; wishes are left while it goes on."""
        wishes = {count: list(left) for count, left in (plan or {}).items()}

        def observe(event: Event, state: RunState) -> None:
            watch(event, state)
            if isinstance(event, Told):
                for wish in wishes.pop(state.evaluations, []):
                    self.mailbox.put(wish)

        proposer: Proposer = self.proposer if readers else Constants()
        proposers = {"genetic": proposer}
        settings = RunConfig(**{"problem": "tiny", "evaluations": 14, "seed": 5, **config})
        with SqliteStore(self.path) as store:
            cast = Cast(
                problem=Loose(),
                strategy=search.create("adaptive", arms(proposers), seed=settings.seed),
                proposers=proposers,
                sandbox=InProcess(Loose()),
                store=store,
                clock=Ticking(),
                observer=observe,
                budgeted=budgeted,
            )
            session = Session(RUN, settings, cast)
            if RUN in store.runs():
                session.restore()
            else:
                session.begin()
            return asyncio.run(session.run())

    def events(self) -> list[Event]:
        with SqliteStore(self.path, readonly=True) as store:
            return [event for _, event in store.read(RUN)]

    def steered(self) -> list[Steered]:
        assert not self.mailbox.letters()
        return [event for event in self.events() if isinstance(event, Steered)]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def inject(text: str = SMITH, note: str = "Smith's rule") -> Wish:
    return Wish("inject", "ann", {"files": {"mine.py": text}, "note": note})


def parents(events: list[Event], *, after: Steered) -> list[str]:
    return [event.parent for event in events[events.index(after) :] if isinstance(event, Asked)]


def test_a_program_that_is_brought_is_tried_like_a_seed(house: House) -> None:
    state = house.sit({3: [inject()]})
    (event,) = house.steered()
    assert event.detail["candidate"] == "injected-1"
    assert "files" not in event.detail
    told = {e.candidate: e for e in house.events() if isinstance(e, Told)}
    assert told["injected-1"].origin == "injected:ann"
    assert told["injected-1"].note == "Smith's rule"
    assert state.champion == "injected-1"
    assert state.evaluations == len(told) == 14
    assert any(e.parents[:1] == ("injected-1",) for e in told.values())


def test_a_program_that_cannot_be_tried_is_refused(house: House) -> None:
    bad = ["def solve(:", "x = 1", HUMAN, HUMAN + "# the same\n"]
    house.sit({3: [inject(text) for text in bad]})
    refused = [event.refused for event in house.steered()]
    assert "line 1" in refused[0]
    assert "does not define" in refused[1]
    assert refused[2] == ""
    assert refused[3] == "it is the same program as injected-1"


def test_half_starts_from_what_is_pinned_until_it_is_unpinned(house: House) -> None:
    pin, unpin = Wish("pin", "ann", {"candidate": "s0"}), Wish("unpin", "ann", {"candidate": "s0"})
    house.sit({5: [pin], 40: [unpin]}, evaluations=60)
    pinned, unpinned = house.steered()
    after, last = parents(house.events(), after=pinned), parents(house.events(), after=unpinned)
    among = after[: len(after) - len(last)]
    assert among.count("s0") > len(among) / 4
    assert last.count("s0") < len(last) / 2


def test_what_is_vetoed_is_no_parent_and_no_champion(house: House) -> None:
    state = house.sit({3: [inject()], 6: [Wish("veto", "bob", {"candidate": "injected-1"})]}, evaluations=40)
    _, veto = house.steered()
    assert veto.refused == ""
    assert "injected-1" not in parents(house.events(), after=veto)
    assert state.champion not in (None, "injected-1")
    assert state.best is not None
    assert state.best.candidate != "injected-1"
    assert state.curve[-1].candidate != "injected-1"


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish("pin", "ann", {"candidate": "c999"}), "there is no candidate c999"),
        (Wish("unpin", "ann", {"candidate": "s0"}), "s0 is not pinned"),
        (Wish("veto", "ann", {"candidate": "nobody"}), "there is no candidate nobody"),
        (Wish("retire_hint", "ann", {"text": "x"}), "there is no such hint"),
        (Wish("resume", "ann"), "the run is not paused"),
    ],
)
def test_what_cannot_be_done_is_journalled_with_the_reason(house: House, wish: Wish, why: str) -> None:
    state = house.sit({3: [wish]})
    (event,) = house.steered()
    assert (event.kind, event.author) == (wish.kind, "ann")
    assert why in event.refused
    assert state.evaluations == 14


def test_the_last_valid_candidate_cannot_be_vetoed(house: House) -> None:
    house.mailbox.put(Wish("veto", "ann", {"candidate": "s0"}))
    house.sit()
    assert "no valid candidate but s0" in house.steered()[0].refused


def test_hints_are_told_until_they_are_retired(house: House) -> None:
    text = {"text": "sort by weight"}
    state = house.sit(
        {3: [Wish("hint", "ann", text)], 9: [Wish("retire_hint", "ann", text)]},
        writing=Writing(hints="specific", hint=("be short",)),
    )
    assert state.evaluations == 14
    told = list(dict.fromkeys(house.proposer.hints))
    assert told == [("be short",), ("be short", "sort by weight")]
    assert house.proposer.hints[-1] == ("be short",)


def test_a_hint_that_nobody_would_read_is_refused(house: House) -> None:
    house.sit({3: [Wish("hint", "ann", {"text": "x"})]}, readers=False)
    assert "nobody in this run reads hints" in house.steered()[0].refused


def test_a_hint_is_refused_where_the_run_tells_none(house: House) -> None:
    house.sit({3: [Wish("hint", "ann", {"text": "x"})]}, writing=Writing(hints="none"))
    assert "--hints none" in house.steered()[0].refused


def test_a_larger_budget_is_spent(house: House) -> None:
    state = house.sit({10: [Wish("budget", "ann", {"evaluations": 25})]})
    assert (state.evaluations, state.stopped) == (25, "evaluations")
    assert state.config is not None
    assert state.config.evaluations == 25


def test_a_budget_below_what_is_spent_ends_the_search(house: House) -> None:
    state = house.sit({8: [Wish("budget", "ann", {"evaluations": 4})]})
    assert (state.evaluations, state.stopped) == (8, "evaluations")


def test_a_budget_of_time_holds_at_once(house: House) -> None:
    state = house.sit({8: [Wish("budget", "ann", {"seconds": 1.0})]}, evaluations=200)
    assert state.stopped == "seconds"
    assert state.evaluations < 20


def test_a_budget_that_cannot_be_kept_to_is_refused(house: House) -> None:
    def refuse(budget: Budget) -> None:
        raise UsageError(f"no price is known for {budget.cost_usd:g} USD")

    state = house.sit({8: [Wish("budget", "ann", {"usd": 2})]}, budgeted=refuse)
    assert house.steered()[0].refused == "no price is known for 2 USD"
    assert state.config is not None
    assert state.config.cost_usd is None


def test_a_pause_begins_nothing_and_does_not_count(house: House) -> None:
    seen: list[tuple[int, bool]] = []

    def watch(event: Event, state: RunState) -> None:
        seen.append((state.asked, state.paused))
        if isinstance(event, Steered) and event.kind == "pause":
            house.mailbox.put(Wish("resume", "bob"))

    state = house.sit({6: [Wish("pause", "ann")]}, watch=watch)
    assert [event.kind for event in house.steered()] == ["pause", "resume"]
    assert len({asked for asked, paused in seen if paused}) == 1
    assert state.evaluations == 14


def test_a_pause_is_no_working_time() -> None:
    state = RunState(RUN)
    for event in (
        Steered(kind="pause", author="ann", at=10.0),
        Stopped(reason="x", at=12.0),
    ):
        state.apply(event)
    assert not state.paused  # a sitting that ends in order ends its pause
    for event in (
        Steered(kind="pause", author="ann", at=20.0),
        Steered(kind="resume", author="ann", at=100.0),
        Steered(kind="hint", author="ann", detail={"text": "x"}, at=103.0),
    ):
        state.apply(event)
    assert state.elapsed_s == 23.0


def test_a_run_that_is_told_to_stop_still_ends_with_a_champion(house: House) -> None:
    state = house.sit({6: [Wish("stop", "ann")]}, evaluations=200)
    assert (state.stopped, state.finished) == ("request", True)
    assert state.evaluations < 10
    assert isinstance(house.events()[-1], Finished)


def test_orders_to_stop_or_pause_an_earlier_sitting_are_not_obeyed_in_the_next(house: House) -> None:
    house.sit()
    for wish in (Wish("stop", "ann"), Wish("pause", "ann"), inject()):
        house.mailbox.put(wish)
    state = house.sit(evaluations=20)
    assert state.evaluations == 20
    assert [bool(event.refused) for event in house.steered()] == [True, True, False]


def test_rubbish_in_the_mailbox_is_journalled_and_removed(house: House) -> None:
    house.mailbox.put(inject())
    (house.mailbox.folder / "new" / "0").write_text("{}")
    house.sit()
    first, second = house.steered()
    assert (first.kind, first.author) == ("unreadable", "unknown")
    assert "not a wish" in first.refused
    assert second.refused == ""


def test_a_wish_that_was_journalled_but_not_taken_out_is_not_done_again(house: House) -> None:
    house.sit({3: [inject()]})
    done = house.steered()
    new = house.mailbox.folder / "new" / done[0].wish  # as if the run had died before it took it out
    new.write_text('{"kind": "inject", "author": "ann", "detail": {"files": {"a.py": "def solve(): 1"}}}')
    house.sit(evaluations=20)
    assert house.steered() == done


FULL: Plan = {
    3: [Wish("pin", "ann", {"candidate": "s0"}), inject()],
    6: [Wish("hint", "ann", {"text": "sort"}), Wish("veto", "bob", {"candidate": "injected-1"})],
    9: [Wish("unpin", "ann", {"candidate": "s0"}), Wish("pin", "ann", {"candidate": "nobody"})],
}


def test_a_steered_run_goes_on_with_the_same_briefs(house: House, tmp_path: Path) -> None:
    """Cut off after any number of evaluations, it replays what was steered and asks for the same."""
    house.sit(FULL, evaluations=24)
    whole = house.events()
    for count in (4, 8, 12, 18):
        folder = tmp_path / str(count)
        folder.mkdir()
        cut = House(folder)
        stop = [n for n, e in enumerate(whole) if isinstance(e, Told)][count - 1]
        with SqliteStore(house.path, readonly=True) as source, SqliteStore(cut.path) as target:
            for event in whole[: stop + 1]:
                digest = event.detail.get("program") if isinstance(event, Steered) else None
                digest = event.program if isinstance(event, Told) else digest
                target.append(RUN, [event], [source.program(digest)] if digest else [])
        before = cut.events()
        rest = {n: wishes for n, wishes in FULL.items() if n > count}
        cut.sit(rest, evaluations=24)
        assert story(cut.events()) == story(whole)
        assert cut.events()[: len(before)] == before


def test_the_fold_of_the_journal_is_the_state(house: House) -> None:
    state = house.sit(FULL, evaluations=24)
    again = fold(RUN, house.events())
    assert (again.vetoed, again.wishes, again.steered) == (state.vetoed, state.wishes, state.steered)
    assert again.finalists == state.finalists


def story(events: list[Event]) -> list[object]:
    """What happened, but for when and in which sitting."""
    told = [(e.candidate, e.program, e.parents) for e in events if isinstance(e, Told)]
    asked = [(e.brief, e.arm, e.parent) for e in events if isinstance(e, Asked)]
    done = [(e.kind, dict(e.detail), e.refused) for e in events if isinstance(e, Steered)]
    return [told, asked, done]
