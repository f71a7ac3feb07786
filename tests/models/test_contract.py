"""The contract, over every wire format and over the models that need no wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest

from adrs.core.errors import ModelError
from adrs.core.model import Model, Reply, Request
from adrs.models.replay import Replay
from adrs.models.transcript import Transcript, write_transcript
from adrs.testing.loopback import Loopback
from adrs.testing.loopback_bodies import Answer, failing
from adrs.testing.model import ModelContract
from adrs.testing.scripted import ScriptedModel
from tests.models.worlds import wired


class TestScripted(ModelContract):
    @contextmanager
    def opened(self, request: Request, result: Reply | ModelError) -> Iterator[Model]:
        yield ScriptedModel(lambda asked: result)


class TestReplay(ModelContract):
    @contextmanager
    def opened(self, request: Request, result: Reply | ModelError) -> Iterator[Model]:
        one = write_transcript(Transcript(model="m", request=request, result=result))
        yield Replay([one] * 8, name="m")


class WireContract(ModelContract):
    provider: ClassVar[str]
    model: ClassVar[str]

    @contextmanager
    def opened(self, request: Request, result: Reply | ModelError) -> Iterator[Model]:
        with Loopback(answer(result)) as server:
            yield wired(self.provider, self.model, server)


def answer(result: Reply | ModelError) -> Answer:
    if isinstance(result, ModelError):
        return failing(400, message=str(result))
    return Answer(
        text=result.text,
        calls=result.calls,
        finish=result.finish,
        input_tokens=result.input_tokens,
        cached_tokens=result.cached_tokens,
        output_tokens=result.output_tokens,
    )


class TestOpenAIChat(WireContract):
    provider, model = "openai", "gpt-5-mini"


class TestOpenAIResponses(WireContract):
    provider, model = "openai-responses", "gpt-5-mini"


class TestLocalServer(WireContract):
    provider, model = "vllm", "qwen3:8b"


class TestAnthropic(WireContract):
    provider, model = "anthropic", "claude-opus-5"


class TestGoogle(WireContract):
    provider, model = "google", "gemini-2.5-pro"


def test_the_contract_is_not_kept_by_a_model_that_drops_what_it_is_told() -> None:
    class Deaf(TestScripted):
        @contextmanager
        def opened(self, request: Request, result: Reply | ModelError) -> Iterator[Model]:
            yield ScriptedModel(lambda asked: "something else")

    with pytest.raises(AssertionError):
        Deaf().test_text_and_tokens_come_back()
