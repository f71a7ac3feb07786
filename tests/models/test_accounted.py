from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from adrs.core.errors import ModelError, SpendingError
from adrs.core.events import Called, Calling
from adrs.core.model import Reply
from adrs.core.verdict import Usage
from adrs.models.accounted import Accounted
from adrs.models.ledger import Ledger
from adrs.models.transcript import Transcript, read_transcript
from adrs.testing.scripted import ScriptedModel
from tests.models.worlds import REQUEST, Diary

WORST = Usage(tokens=50, cost_usd=0.5)
PAID = Reply(text="yes", usage=Usage(tokens=7, cost_usd=0.07), input_tokens=4, output_tokens=3)


class Ticking:
    """A clock that moves on by two seconds each time it is read."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        self.at += 2.0
        return self.at


def accounted(script: object, diary: Diary, ledger: Ledger, *, record: bool = False) -> Accounted:
    model = ScriptedModel(script)  # type: ignore[arg-type]
    return Accounted(
        model, ledger=ledger, log=diary, clock=Ticking(), worst=lambda request: WORST, record=record
    )


def test_a_call_is_written_before_and_after() -> None:
    diary, ledger = Diary(), Ledger(usd_cap=1.0, first_call=3)
    request = replace(REQUEST, brief=9)
    assert asyncio.run(accounted([PAID], diary, ledger).reply(request)) == PAID
    calling, called = diary.events
    assert calling == Calling(
        call=3,
        model="scripted",
        purpose="test",
        request=request.digest,
        worst=WORST,
        brief=9,
        at=102.0,
    )
    assert called == Called(call=3, finish="stop", usage=PAID.usage, seconds=2.0, at=104.0)
    assert ledger.spent == PAID.usage


def test_a_failure_is_settled_at_its_usage_and_goes_on() -> None:
    diary, ledger = Diary(), Ledger()
    failed = ModelError("no", usage=Usage(tokens=2, cost_usd=0.02))
    with pytest.raises(ModelError, match="no"):
        asyncio.run(accounted([failed], diary, ledger).reply(REQUEST))
    assert diary.called[0].error == "no"
    assert diary.called[0].usage == ledger.spent == failed.usage


def test_a_call_that_is_cancelled_counts_at_its_worst() -> None:
    async def story() -> None:
        model = ScriptedModel(["late"], latency_s=60.0)
        slow = Accounted(model, ledger=ledger, log=diary, clock=Ticking(), worst=lambda request: WORST)
        task = asyncio.create_task(slow.reply(REQUEST))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    diary, ledger = Diary(), Ledger()
    asyncio.run(story())
    assert diary.called[0].usage == ledger.spent == WORST
    assert "cancelled" in diary.called[0].error


def test_a_bug_leaves_the_call_open_in_the_journal_and_settled_at_its_worst() -> None:
    diary, ledger = Diary(), Ledger()
    with pytest.raises(ZeroDivisionError):
        asyncio.run(accounted([ZeroDivisionError()], diary, ledger).reply(REQUEST))
    assert diary.called == []
    assert ledger.spent == WORST
    assert ledger.reserved == Usage()


def test_what_does_not_fit_is_neither_asked_nor_written() -> None:
    diary, ledger = Diary(), Ledger(usd_cap=0.4)
    model = accounted([PAID], diary, ledger)
    with pytest.raises(SpendingError, match=r"scripted: a call that may cost 0.5000 USD") as caught:
        asyncio.run(model.reply(REQUEST))
    assert caught.value.cap == "usd"
    assert diary.events == []
    assert model.inner.requests == []  # type: ignore[attr-defined]


def test_a_recorded_call_names_its_transcript() -> None:
    diary = Diary()
    asyncio.run(accounted([PAID], diary, Ledger(), record=True).reply(REQUEST))
    (program,) = diary.programs
    assert diary.called[0].transcript == program.digest
    assert program.language == "transcript"
    assert read_transcript(program) == Transcript(model="scripted", request=REQUEST, result=PAID)


def test_closing_closes_what_is_inside() -> None:
    model = accounted([], Diary(), Ledger())
    asyncio.run(model.aclose())
    assert model.inner.closed  # type: ignore[attr-defined]
