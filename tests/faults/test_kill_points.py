"""A process killed at any step of a run has lost nothing, repeats nothing, and hides no cost."""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from adrs.core.events import Asked, Event, Finished, ProposalFailed, Resumed, Told
from adrs.run.state import fold
from adrs.store.sqlite import SqliteStore
from tests.faults.doom import CALL_TOKENS, RUN, Doom, Plan, go_on, in_a_child

SEED = int(os.environ.get("ADRS_KILL_SEED", "20"))


def events(plan: Plan) -> list[Event]:
    if not plan.journal.exists():
        return []
    with SqliteStore(plan.journal) as store:
        return [event for _, event in store.read(RUN)] if RUN in store.runs() else []


def story(found: list[Event]) -> list[Event]:
    """What was found out; sittings and calls, which a crash repeats, aside."""
    return [event for event in found if isinstance(event, Told | ProposalFailed | Finished)]


def steps_of(plan: Plan) -> int:
    """How many steps an undisturbed run has."""
    doom = Doom()
    go_on(plan, doom)
    return doom.steps


def killed(plan: Plan, at: int) -> list[Event]:
    """The journal of a run killed at step ``at``."""
    code = in_a_child(lambda: go_on(plan, Doom(at)))
    assert code in (-signal.SIGKILL, 0), f"step {at}, seed {SEED}"
    return events(plan)


def check(plan: Plan, torn: list[Event], *, alike: list[Event] | None, label: str) -> None:
    """Resume, and compare with what was there and with the undisturbed run."""
    assert in_a_child(lambda: go_on(plan, Doom())) == 0, label
    whole = events(plan)
    assert whole[: len(torn)] == torn, f"{label}: something finished was lost"
    told = Counter(event.candidate for event in whole if isinstance(event, Told))
    assert set(told.values()) == {1}, f"{label}: something was done twice"
    assert len(told) == plan.evaluations, label
    settled = Counter(e.brief for e in whole if isinstance(e, Told | ProposalFailed) if e.brief is not None)
    assert settled.keys() == {e.brief for e in whole if isinstance(e, Asked)}, label
    assert set(settled.values()) == {1}, label
    assert any(isinstance(event, Finished) for event in whole), label
    if alike is not None:
        assert story(whole) == alike, f"{label}: the story came out otherwise"
    paid = CALL_TOKENS * len(plan.ledger.read_bytes())
    assert fold(RUN, whole).usage.tokens >= paid, f"{label}: a call was paid for that the journal hides"


def series(folder: Path, *, kills: int, workers: int, seed: int) -> None:
    """Kill ``kills`` runs, every third one twice."""
    rng = Random(seed)
    undisturbed = Plan(folder=folder / "undisturbed", workers=workers)
    undisturbed.folder.mkdir()
    steps = steps_of(undisturbed)
    alike = story(events(undisturbed)) if workers == 1 else None
    for number in range(kills):
        plan = Plan(folder=folder / str(number), workers=workers)
        plan.folder.mkdir()
        at = rng.randint(1, steps)
        torn = killed(plan, at)
        if number % 3 == 0:
            torn = killed(plan, rng.randint(1, steps))
        check(plan, torn, alike=alike, label=f"kill {number} at step {at} of {steps}, seed {seed}")


@pytest.mark.parametrize("workers", [1, 3])
def test_nothing_is_lost_or_repeated_or_hidden(tmp_path: Path, workers: int) -> None:
    series(tmp_path, kills=25, workers=workers, seed=SEED + workers)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("workers", [1, 3])
def test_five_hundred_times_each(tmp_path: Path, workers: int) -> None:
    print(f"seed {SEED + workers}")
    series(tmp_path, kills=500, workers=workers, seed=SEED + workers)


def test_the_killing_is_real(tmp_path: Path) -> None:
    plan = Plan(folder=tmp_path)
    assert in_a_child(lambda: go_on(plan, Doom(40))) == -signal.SIGKILL
    assert not any(isinstance(event, Finished | Resumed) for event in events(plan))
