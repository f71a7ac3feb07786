"""Runs whose programs come from a model: a real HTTP server on loopback that says what it is told to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from adrs.core.events import Called, Calling, Event, Finished, Learned, ProposalFailed, Told
from adrs.testing.loopback import Asked, Loopback
from adrs.testing.loopback_bodies import Answer
from tests.cli.conftest import Adrs
from tests.cli.tiny import BEST, Memory

pytest.importorskip("pydantic_ai")

WIRE = "openai-chat"
KEY = "sk-a-key-of-nobody"
PRICE = "price = { input_usd = 1.0, output_usd = 10.0 }"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPATIBLE_API_KEY", KEY)
    monkeypatch.delenv("ADRS_MODELS", raising=False)


def whole(text: str) -> str:
    return f"Smith's rule.\n\n```python\n{text}```\n"


def weights(asked: Asked) -> Answer:
    """Another rule for every request, the same for the same request."""
    rng = Random(json.dumps(asked.body["messages"]))
    weight, power = rng.randint(1, 9), rng.randint(1, 3)
    new = f"len('{rng.randint(0, 9999)}')"  # more than another number
    text = BEST.replace("-jobs[i][0]", f"-{weight} * jobs[i][0] ** {power} + {new}")
    return Answer(text=whole(text), input_tokens=1000, output_tokens=100)


@pytest.fixture
def provider() -> Iterator[Loopback]:
    with Loopback(weights) as server:
        yield server


def described(here: Path, server: Loopback, *, price: str = PRICE, more: str = "") -> Path:
    path = here / "models.toml"
    path.write_text(
        "[models.scout]\nprovider = 'compatible'\nmodel = 'm'\n"
        f"base_url = '{server.url(WIRE)}'\nmax_output_tokens = 500\n{price}\n{more}\n"
    )
    return path


def run(adrs: Adrs, *args: str, evals: int = 8) -> dict[str, object]:
    one = ("--evals", str(evals), "--workers", "1", "--proposing", "1")
    done = adrs("run", "tiny", "--model", "scout", "--proposer", "llm", *one, *args, "--json")
    assert done.code == 0, done.err
    return done.json


def found(memory: Memory, run_id: str) -> list[Event]:
    return memory.events[run_id]


def test_a_model_writes_the_programs_and_every_call_is_journalled(
    adrs: Adrs, memory: Memory, here: Path, provider: Loopback
) -> None:
    described(here, provider)
    result = run(adrs)
    events = found(memory, "tiny-1")
    calling = [event for event in events if isinstance(event, Calling)]
    called = [event for event in events if isinstance(event, Called)]
    told = [event for event in events if isinstance(event, Told) and event.brief is not None]
    assert len(provider.asked) == len(calling) == len(called)
    assert [event.call for event in calling] == list(range(1, len(calling) + 1))
    assert told
    assert all(event.origin.startswith("scout:") for event in told)
    assert result["usage"]["tokens"] == 1100 * len(called)  # type: ignore[index]
    assert result["usage"]["cost_usd"] == pytest.approx(0.002 * len(called))  # type: ignore[index]


def test_no_key_and_no_held_out_workload_leaves_the_house(
    adrs: Adrs, memory: Memory, here: Path, provider: Loopback
) -> None:
    described(here, provider)
    run(adrs, "--record")
    sent = json.dumps([asked.body for asked in provider.asked])
    assert "validation/" not in sent
    assert "test/" not in sent
    kept = repr(memory.events) + "".join(text for p in memory.programs.values() for text in p.files.values())
    assert KEY not in kept
    assert {asked.headers["authorization"] for asked in provider.asked} == {f"Bearer {KEY}"}


def timeless(events: list[Event]) -> list[str]:
    """The events but the first, without times and without how busy the machine was."""
    told = [replace(e, environment={}) if isinstance(e, Finished) else e for e in events[1:]]
    return [re.sub(r"\b(at|seconds)=[\d.e-]+", "", repr(event)) for event in told]


@pytest.mark.parametrize("in_flight", ["1", "4"])
def test_a_recorded_run_replays_to_the_same_journal_without_a_key_or_a_server(
    adrs: Adrs, memory: Memory, here: Path, monkeypatch: pytest.MonkeyPatch, in_flight: str
) -> None:
    with Loopback(weights) as provider:
        described(here, provider)
        limits = ("--evals", "16", "--workers", "2", "--proposing", in_flight, "--distil", "5")
        begun = adrs("run", "tiny", "--model", "scout", "--proposer", "llm", *limits, "--record")
        assert begun.code == 0, begun.err
    monkeypatch.delenv("COMPATIBLE_API_KEY")
    again = adrs("run", "tiny", "--replay", "tiny-1", "--json")
    assert again.code == 0, again.err
    assert timeless(found(memory, "tiny-2")) == timeless(found(memory, "tiny-1"))
    assert again.json["run"] == "tiny-2"


def test_a_replay_takes_no_other_options(adrs: Adrs, here: Path, provider: Loopback) -> None:
    described(here, provider)
    run(adrs, "--record")
    refused = adrs("run", "tiny", "--replay", "tiny-1", "--evals", "9")
    assert (refused.code, "leave out 'evals'" in refused.err) == (2, True)


def test_a_run_that_was_not_recorded_cannot_be_replayed(adrs: Adrs, here: Path, provider: Loopback) -> None:
    described(here, provider)
    run(adrs)
    refused = adrs("run", "tiny", "--replay", "tiny-1")
    assert (refused.code, "made without --record" in refused.err) == (2, True)


def test_lessons_are_distilled_and_told(adrs: Adrs, memory: Memory, here: Path) -> None:
    lesson = {"lesson": "weight per length pays", "evidence": ["c0"]}

    def teaching(asked: Asked) -> Answer:
        if "research notebook" in json.dumps(asked.body):
            return Answer(text=json.dumps([lesson]), input_tokens=10, output_tokens=10)
        return weights(asked)

    with Loopback(teaching) as provider:
        described(here, provider)
        run(adrs, "--distil", "3", evals=9)
    learned = [event for event in found(memory, "tiny-1") if isinstance(event, Learned)]
    assert learned
    assert learned[0].lessons[0].text == "weight per length pays"
    assert "weight per length pays" in json.dumps(provider.asked[-1].body)


def test_a_usd_cap_holds_with_eight_calls_in_flight(
    adrs: Adrs, memory: Memory, here: Path, provider: Loopback
) -> None:
    described(here, provider)
    limits = ("--usd", "0.15", "--workers", "1", "--proposing", "8")
    result = adrs("run", "tiny", "--model", "scout", "--proposer", "llm", *limits, "--json").json
    assert result["stopped"] == "usd"
    assert 0.05 < result["usage"]["cost_usd"] <= 0.15
    assert result["usage"]["cost_usd"] == pytest.approx(0.002 * len(provider.asked))


def test_under_a_usd_cap_a_model_without_a_price_is_refused_before_anything_starts(
    adrs: Adrs, memory: Memory, here: Path, provider: Loopback
) -> None:
    described(here, provider, price="")
    refused = adrs("run", "tiny", "--model", "scout", "--usd", "1")
    assert (refused.code, "price of scout is not known" in refused.err) == (2, True)
    assert not memory.events
    assert not provider.asked


def test_a_refusal_costs_one_call_and_no_evaluation(adrs: Adrs, memory: Memory, here: Path) -> None:
    refusing = Answer(text="I'm sorry, but I can't help with that.", input_tokens=100, output_tokens=10)
    with Loopback(refusing) as provider:
        described(here, provider)
        result = adrs(
            "run", "tiny", "--model", "scout", "--proposer", "llm", "--tokens", "20000", "--workers", "1",
            "--proposing", "1", "--json",
        ).json  # fmt: skip
    failed = [event for event in found(memory, "tiny-1") if isinstance(event, ProposalFailed)]
    paid = [event for event in failed if event.usage.tokens]
    assert paid
    assert {event.usage.tokens for event in paid} == {110}
    assert all(event.reason.startswith("refused") for event in paid)
    assert result["evaluations"] == 1  # the seed


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--proposer", "llm"), "the proposer llm needs a model"),
        (("--model", "nothing"), "is not PROVIDER:MODEL"),
        (("--model", "openai:gpt-5-mini"), "OPENAI_API_KEY is not set"),
        (("--proposing", "0"), "--proposing 0 makes no sense"),
        (("--distil", "0"), "--distil 0 makes no sense"),
        (("--knowledge", "nowhere"), "nowhere is not a folder"),
        (("--inbox-port", "0"), "--inbox-port needs an inbox"),
        (("--proposer", "agent-cli:nobody"), "there is no coding agent called 'nobody'"),
        (("--replay", "tiny-9"), "there is no run called 'tiny-9'"),
    ],
)
def test_what_cannot_be_staffed_is_one_sentence(
    adrs: Adrs, memory: Memory, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    refused = adrs("run", "tiny", *args)
    assert refused.code == 2
    assert sentence in refused.err
    assert not memory.events


def test_a_person_is_the_model(adrs: Adrs, memory: Memory, here: Path) -> None:
    folder = here / "inbox"
    folder.mkdir()
    (folder / "brief-0000.answer.py").write_text(BEST)
    result = adrs(
        "run", "tiny", "--proposer", f"inbox:{folder}", "--evals", "2", "--workers", "1",
        "--proposing", "1", "--json",
    )  # fmt: skip
    assert result.code == 0, result.err
    told = [event for event in found(memory, "tiny-1") if isinstance(event, Told)]
    assert told[-1].origin == "inbox:write"
    assert result.json["best"]["train"] == result.json["bounds"]["train"]["value"]
