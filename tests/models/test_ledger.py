from __future__ import annotations

import asyncio
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.errors import SpendingError
from adrs.core.verdict import Usage
from adrs.models.ledger import Ledger, Reservation


def usd(amount: float) -> Usage:
    return Usage(cost_usd=amount)


def tokens(number: int) -> Usage:
    return Usage(tokens=number)


def test_what_is_settled_is_spent_and_the_rest_is_free_again() -> None:
    async def story() -> None:
        ledger = Ledger(usd_cap=1.0)
        held = await ledger.reserve(Usage(tokens=100, cost_usd=0.8))
        assert ledger.reserved == Usage(tokens=100, cost_usd=0.8)
        ledger.settle(held, Usage(tokens=10, cost_usd=0.1))
        assert ledger.spent == Usage(tokens=10, cost_usd=0.1)
        await ledger.reserve(usd(0.9))

    asyncio.run(story())


@pytest.mark.parametrize(
    ("ledger", "worst", "cap", "words"),
    [
        (Ledger(usd_cap=1.0, spent=usd(0.9)), usd(0.2), "usd", "0.1000 of 1 USD are left"),
        (Ledger(token_cap=100, spent=tokens(95)), tokens(6), "tokens", "5 of 100 tokens are left"),
        (Ledger(usd_cap=1.0, spent=usd(2.0)), usd(0.1), "usd", "0.0000 of 1 USD are left"),
    ],
)
def test_what_can_never_fit_is_refused_at_once(ledger: Ledger, worst: Usage, cap: str, words: str) -> None:
    with pytest.raises(SpendingError, match=words) as caught:
        asyncio.run(ledger.reserve(worst))
    assert caught.value.cap == cap


def test_without_caps_everything_fits() -> None:
    asyncio.run(Ledger().reserve(Usage(tokens=10**12, cost_usd=1e9)))


def test_a_cap_can_be_used_up_to_the_last_cent() -> None:
    async def story() -> None:
        ledger = Ledger(usd_cap=0.3)
        for _ in range(3):
            ledger.settle(await ledger.reserve(usd(0.1)), usd(0.1))
        with pytest.raises(SpendingError):
            await ledger.reserve(usd(0.0001))

    asyncio.run(story())


def test_who_does_not_fit_beside_those_in_flight_waits_and_then_goes_or_is_refused() -> None:
    async def story() -> None:
        ledger = Ledger(usd_cap=1.0)
        first = await ledger.reserve(usd(0.8))
        cheap = asyncio.create_task(ledger.reserve(usd(0.5)))
        dear = asyncio.create_task(ledger.reserve(usd(0.9)))
        await asyncio.sleep(0)
        assert not cheap.done()
        assert not dear.done()
        ledger.settle(first, usd(0.2))
        second = await cheap
        with pytest.raises(SpendingError):
            await dear
        ledger.settle(second, usd(0.5))
        assert ledger.spent.cost_usd == pytest.approx(0.7)

    asyncio.run(story())


def test_first_come_first_served() -> None:
    async def story() -> None:
        ledger, order = Ledger(token_cap=10), []

        async def one(name: str, number: int) -> None:
            held = await ledger.reserve(tokens(number))
            order.append(name)
            ledger.settle(held, Usage())

        held = await ledger.reserve(tokens(8))
        waiting = [asyncio.create_task(one(name, n)) for name, n in (("big", 9), ("small", 1))]
        await asyncio.sleep(0)
        assert order == []  # the small one would fit, but the big one was first
        ledger.settle(held, Usage())
        await asyncio.gather(*waiting)
        assert order == ["big", "small"]

    asyncio.run(story())


def test_who_gives_up_waiting_holds_nobody_up() -> None:
    async def story() -> None:
        ledger = Ledger(token_cap=10)
        held = await ledger.reserve(tokens(5))
        gone = asyncio.create_task(ledger.reserve(tokens(9)))
        next_one = asyncio.create_task(ledger.reserve(tokens(5)))
        await asyncio.sleep(0)
        gone.cancel()
        assert isinstance(await next_one, Reservation)
        ledger.settle(held, Usage())
        assert ledger.reserved.tokens == 5

    asyncio.run(story())


def test_who_gives_up_in_the_moment_of_being_granted_gives_it_back() -> None:
    async def story() -> None:
        ledger = Ledger(token_cap=10)
        held = await ledger.reserve(tokens(5))
        gone = asyncio.create_task(ledger.reserve(tokens(9)))
        await asyncio.sleep(0)
        ledger.settle(held, Usage())
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert ledger.reserved.tokens == 0

    asyncio.run(story())


def test_a_reservation_is_settled_once() -> None:
    async def story() -> None:
        ledger = Ledger()
        held = await ledger.reserve(tokens(1))
        ledger.settle(held, Usage())
        with pytest.raises(ValueError, match="once"):
            ledger.settle(held, Usage())

    asyncio.run(story())


def test_calls_are_numbered_on_from_where_a_run_left_off() -> None:
    ledger = Ledger(first_call=7)
    assert [ledger.next_call(), ledger.next_call()] == [7, 8]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 2000))
def test_spent_and_reserved_never_pass_a_cap(seed: int, in_flight: int, cap: int) -> None:
    rng = Random(seed)
    ledger = Ledger(token_cap=cap, usd_cap=cap / 1000)

    async def one() -> None:
        worst = rng.randint(1, 200)
        try:
            held = await ledger.reserve(Usage(tokens=worst, cost_usd=worst / 1000))
        except SpendingError:
            return
        for _ in range(rng.randint(0, 3)):
            await asyncio.sleep(0)
            assert ledger.spent.tokens + ledger.reserved.tokens <= cap
            assert ledger.spent.cost_usd + ledger.reserved.cost_usd <= cap / 1000 + 1e-8
        used = rng.randint(0, worst)
        ledger.settle(held, Usage(tokens=used, cost_usd=used / 1000))

    async def worker() -> None:
        for _ in range(8):
            await one()

    async def all_of_them() -> None:
        await asyncio.wait_for(asyncio.gather(*(worker() for _ in range(in_flight))), 30)

    asyncio.run(all_of_them())
    assert ledger.reserved == Usage()
    assert ledger.spent.tokens <= cap


def test_ten_thousand_small_costs_add_up_exactly() -> None:
    async def story() -> float:
        ledger = Ledger()
        for _ in range(10_000):
            ledger.settle(await ledger.reserve(usd(0.001)), usd(0.001))
        return ledger.spent.cost_usd

    assert asyncio.run(story()) == 10.0
