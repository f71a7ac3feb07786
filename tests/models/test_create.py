"""The whole stack: nothing multiplies, the cap holds, keys stay hidden, a recording replays."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections import Counter
from random import Random

import pytest

from adrs.core.errors import ModelError, SpendingError, UsageError
from adrs.core.journal_json import encode
from adrs.core.model import Model, Reply, Request, user
from adrs.models.create import create_model, create_models, replay_model, with_role
from adrs.models.ledger import Ledger
from adrs.models.replay import Replay
from adrs.models.spec import ModelSpec
from adrs.models.worst import input_bound
from adrs.testing.loopback import Asked, Loopback
from adrs.testing.loopback_bodies import FAULTS, Answer, failing
from tests.models.worlds import KEY, PRICE, REQUEST, WIRES, Diary, ready, spec_for, surroundings


def layers(model: object) -> list[str]:
    """What each layer shows of itself."""
    shown = []
    while model is not None:
        shown += [repr(model), repr(vars(model))]
        model = getattr(model, "inner", None)
    return shown


EACH = pytest.mark.parametrize("provider", WIRES)


def ask(model: Model, request: Request = REQUEST) -> Reply:
    async def once() -> Reply:
        try:
            return await model.reply(request)
        finally:
            await model.aclose()

    return asyncio.run(once())


@EACH
@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_server_is_asked_once_and_once_more_for_each_retry(provider: str, status: int) -> None:
    diary = Diary()
    with Loopback(failing(status)) as server:
        with pytest.raises(ModelError, match="4 attempts failed"):
            ask(ready(spec_for(provider, server, retries=3), surroundings(diary)))
        assert len(server.asked) == len(diary.calling) == len(diary.called) == 4


@EACH
@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_what_will_fail_again_is_asked_once(provider: str, status: int) -> None:
    with Loopback(failing(status)) as server:
        with pytest.raises(ModelError):
            ask(ready(spec_for(provider, server), surroundings(Diary())))
        assert len(server.asked) == 1


@EACH
def test_a_passing_fault_costs_attempts_and_no_reply(provider: str) -> None:
    diary, ledger = Diary(), Ledger(usd_cap=1.0)
    with Loopback([failing(503), FAULTS["body cut off"], Answer(text="at last")]) as server:
        reply = ask(ready(spec_for(provider, server), surroundings(diary, ledger)))
    assert reply.text == "at last"
    worst = diary.calling[0].worst
    assert [event.usage.tokens for event in diary.called] == [0, worst.tokens, 15]
    assert ledger.spent == reply.usage
    assert reply.usage.tokens == worst.tokens + 15


@pytest.mark.parametrize("seed", range(3))
def test_the_cap_holds_to_the_cent_with_many_calls_in_flight(seed: int) -> None:
    """64 calls, 16 in flight, random usage, random failures, some of them billed behind our back."""
    requests = [Request(messages=(user(f"call {i:02}"),), max_output_tokens=100) for i in range(64)]
    cap_usd, rng, bound = 0.02, Random(seed), input_bound(requests[0])

    def script(asked: Asked) -> Answer:
        used = {
            "input_tokens": rng.randint(1, bound),
            "output_tokens": rng.randint(1, 100),
        }
        faults = [
            failing(429),
            failing(500),
            Answer(status=502, **used),
            Answer(body=b"", **used),
            Answer(cut_bytes=30, **used),
            Answer(usage=False, **used),
        ]
        return rng.choice(faults) if rng.random() < 0.4 else Answer(**used, delay_s=rng.random() * 0.01)

    diary, ledger = Diary(), Ledger(usd_cap=cap_usd)

    async def many() -> list[object]:
        model = ready(spec_for("vllm", server, concurrency=16, retries=2), surroundings(diary, ledger))
        results = await asyncio.gather(*(model.reply(r) for r in requests), return_exceptions=True)
        await model.aclose()
        return list(results)

    with Loopback(script) as server:
        results = asyncio.run(many())
    billed_usd: Counter[str] = Counter()
    for asked, answer in zip(server.asked, server.answered, strict=True):
        cost = PRICE.cost_usd(input_tokens=answer.input_tokens, output_tokens=answer.output_tokens)
        billed_usd[asked.body["messages"][0]["content"]] += cost if answer.bills else 0.0
    settled_usd: Counter[str] = Counter()
    for calling in diary.calling:
        called = next(event for event in diary.called if event.call == calling.call)
        settled_usd[calling.request] += called.usage.cost_usd
    for request in requests:  # no call counts less than it cost, so that none hides behind the others
        assert billed_usd[request.messages[0].text] <= settled_usd[request.digest] + 1e-12
    spent_usd = ledger.spent.cost_usd
    assert sum(billed_usd.values()) <= spent_usd <= cap_usd + 1e-9
    assert spent_usd == pytest.approx(sum(event.usage.cost_usd for event in diary.called), abs=1e-12)
    assert ledger.reserved.cost_usd == 0.0
    assert len(server.asked) == len(diary.calling) == len(diary.called)
    refused = [r for r in results if isinstance(r, SpendingError)]
    assert refused, "the cap was meant to be reached"
    assert {error.cap for error in refused} == {"usd"}
    worst_usd = diary.calling[0].worst.cost_usd
    assert cap_usd - spent_usd < worst_usd, "it was refused although it would have fitted"


@EACH
def test_the_key_shows_nowhere(provider: str, caplog: pytest.LogCaptureFixture) -> None:
    """A server that quotes the key back, whole and in part, in every place it can."""
    caplog.set_level(logging.DEBUG)
    echo = f"bad key {KEY}; Authorization: Bearer {KEY}; it begins with {KEY[:12]}*** and ends in {KEY[-10:]}"
    script = [
        failing(503, message=echo),
        Answer(body=json.dumps({"oops": echo}).encode()),
        Answer(text=f"your key is {KEY}"),
        failing(401, message=echo),
    ]
    diary, seen = Diary(), []
    with Loopback(script) as server:
        spec = spec_for(provider, server)
        for _ in range(4):
            model = ready(spec, surroundings(diary, record=True))
            try:
                seen.append(repr(ask(model)))
            except ModelError as error:
                seen += ["".join(traceback.format_exception(error)), repr(error), repr(vars(error))]
            seen += [repr(spec), *layers(model)]
        assert len(server.asked) == 5
    assert len(diary.programs) == 5
    seen += [encode(event).decode() for event in diary.events]
    seen += [text for program in diary.programs for text in program.files.values()]
    seen += [record.getMessage() for record in caplog.records]
    for text in seen:
        assert KEY not in text
        assert KEY[:12] not in text
        assert KEY[-10:] not in text


def test_a_recorded_run_replays_to_the_same_journal() -> None:
    script = [Answer(text="one"), failing(429), FAULTS["body cut off"], Answer(text="two"), failing(400)]
    first, second = Diary(), Diary()
    asked = [Request(messages=(user(text),), max_output_tokens=50) for text in ("a", "b", "a")]

    def play(model: Model) -> list[str]:
        async def all_of_them() -> list[str]:
            said = []
            for request in asked:
                try:
                    said.append((await model.reply(request)).text)
                except ModelError as error:
                    said.append(str(error))
            await model.aclose()
            return said

        return asyncio.run(all_of_them())

    with Loopback(script) as server:
        spec = spec_for("openai", server)
        live = play(ready(spec, surroundings(first, record=True, clock=lambda: 5.0)))
    recorded = Replay(first.programs, name=spec.name)
    again = play(replay_model(spec, recorded, surroundings(second, record=True, clock=lambda: 5.0)))
    assert again == live
    assert live[:2] == ["one", "two"]
    assert second.events == first.events
    assert second.programs == first.programs
    assert recorded.left == 0


def test_models_at_one_endpoint_share_its_limits() -> None:
    async def both() -> None:
        models = create_models(specs, surroundings(Diary()))
        await asyncio.gather(*(model.reply(REQUEST) for model in models.values() for _ in range(6)))
        for model in models.values():
            await model.aclose()

    with Loopback(Answer(delay_s=0.01)) as server:
        specs = [spec_for("vllm", server, name="a", concurrency=2), spec_for("vllm", server, name="b")]
        asyncio.run(both())
        assert len(server.asked) == 12
        assert server.peak <= 2


def test_a_usd_cap_needs_a_price() -> None:
    spec = ModelSpec(name="m", provider="compatible", model="m", base_url="http://127.0.0.1:1/v1")
    with pytest.raises(UsageError, match=r"the price of m is not known; state it as price = \{ input_usd"):
        create_models([spec], surroundings(Diary(), Ledger(usd_cap=1.0)))


def test_without_a_cap_an_unknown_price_is_noted_and_not_taken_for_nothing() -> None:
    diary = Diary()
    with Loopback() as server:
        reply = ask(ready(spec_for("openai", server, price=None), surroundings(diary)))
    assert diary.notes == ["the price of openai is not known: its tokens are counted, its cost is not"]
    assert reply.usage.tokens == 15


def test_a_missing_key_is_one_sentence() -> None:
    spec = ModelSpec(name="big", provider="openai", model="gpt-5-mini")
    with pytest.raises(UsageError, match="big needs a key and OPENAI_API_KEY is not set"):
        create_models([spec], surroundings(Diary(), environ={}))


def test_a_local_server_needs_no_key_and_no_price() -> None:
    with Loopback() as server:
        spec = ModelSpec(name="m", provider="vllm", model="qwen3", base_url=server.url("openai-chat"))
        reply = ask(ready(spec, surroundings(Diary(), Ledger(usd_cap=0.01), environ={})))
        assert KEY not in str(server.asked[0].headers)
    assert (reply.usage.tokens, reply.usage.cost_usd) == (15, 0.0)


def test_one_model_is_made_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_KEY", KEY)
    diary = Diary()
    with Loopback() as server:
        model = create_model(spec_for("google", server), ledger=Ledger(), log=diary, seed=3)
        assert ask(model).text == "hello"
        assert KEY in str(server.asked[0].headers)
    assert len(diary.called) == 1


def test_names_are_given_once() -> None:
    with Loopback() as server, pytest.raises(UsageError, match="same name"):
        create_models([spec_for("vllm", server)] * 2, surroundings(Diary()))


def test_models_are_chosen_by_role() -> None:
    with Loopback() as server:
        both = spec_for("vllm", server)
        one = spec_for("google", server, roles=("refine",))
    assert with_role([both, one], "explore") == [both]
    assert with_role([both, one], "refine") == [both, one]
