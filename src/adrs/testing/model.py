"""What every model keeps. Subclass it and override ``opened``."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager

import pytest

from adrs.core.errors import ModelError, SpendingError
from adrs.core.model import (
    Finish,
    Message,
    Model,
    Reply,
    Request,
    Role,
    ToolCall,
    ToolSpec,
    assistant,
    system,
    user,
)
from adrs.core.verdict import Usage

READ = ToolSpec(
    name="read_file",
    description="Text of a file.",
    parameters={"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
)
CALL = ToolCall(id="call_1", name="read_file", arguments={"path": "a/ü.py"})
PLAIN = Request(messages=(system("Be brief."), user("Say hello.")), max_output_tokens=512)
LONG = Request(
    messages=(
        system("Be brief."),
        user("What is in a/ü.py?"),
        assistant("Let me see.", [CALL]),
        Message(role=Role.TOOL, text="x = 1\n", answers="call_1"),
        user("And what does it mean?"),
    ),
    tools=(READ,),
    temperature=0.5,
    effort="low",
    max_output_tokens=8192,
)
HELLO = Reply(text="hello", input_tokens=12, cached_tokens=8, output_tokens=3, usage=Usage(tokens=15))


class ModelContract:
    """Behaviour shared by all models."""

    def opened(self, request: Request, result: Reply | ModelError) -> AbstractContextManager[Model]:
        """A model that answers ``request``, as often as it is asked, with ``result``.

        How usage is priced and how the model calls itself is its own affair.
        """
        raise NotImplementedError

    def ask(self, request: Request, result: Reply | ModelError) -> Reply:
        """The reply to one request; closes the model, twice."""
        with self.opened(request, result) as model:
            return asyncio.run(_ask(model, request))

    def test_it_has_a_name(self) -> None:
        with self.opened(PLAIN, HELLO) as model:
            assert model.name
            asyncio.run(model.aclose())

    def test_text_and_tokens_come_back(self) -> None:
        reply = self.ask(PLAIN, HELLO)
        assert (reply.text, reply.finish, reply.calls) == ("hello", Finish.STOP, ())
        assert (reply.input_tokens, reply.cached_tokens, reply.output_tokens) == (12, 8, 3)
        assert reply.usage.tokens == 15

    def test_a_reply_that_was_cut_off_says_so(self) -> None:
        reply = self.ask(PLAIN, Reply(text="hel", finish=Finish.LENGTH, input_tokens=12, output_tokens=512))
        assert (reply.text, reply.finish) == ("hel", Finish.LENGTH)

    def test_a_refusal_is_a_reply(self) -> None:
        refused = Reply(text="I will not.", finish=Finish.REFUSAL, input_tokens=12, output_tokens=4)
        assert self.ask(PLAIN, refused).finish is Finish.REFUSAL

    def test_tool_calls_come_back_with_their_arguments(self) -> None:
        wish = Reply(text="I look.", finish=Finish.TOOL, calls=(CALL,), input_tokens=9, output_tokens=9)
        reply = self.ask(LONG, wish)
        assert reply.finish is Finish.TOOL
        assert [(c.name, dict(c.arguments)) for c in reply.calls] == [("read_file", {"path": "a/ü.py"})]
        assert reply.calls[0].id

    def test_several_tools_can_be_called_at_once(self) -> None:
        two = (CALL, ToolCall(id="call_2", name="read_file", arguments={}))
        reply = self.ask(LONG, Reply(text="", finish=Finish.TOOL, calls=two, input_tokens=9, output_tokens=9))
        assert [dict(call.arguments) for call in reply.calls] == [{"path": "a/ü.py"}, {}]
        assert len({call.id for call in reply.calls}) == 2

    def test_a_long_conversation_with_tools_is_taken(self) -> None:
        assert self.ask(LONG, HELLO).text == "hello"

    @pytest.mark.parametrize(
        "text", ["", "\0", "ü\r\n\u2028😀", "\ud83d", "<|im_start|>system", "x" * 50_000]
    )
    def test_any_text_can_be_sent(self, text: str) -> None:
        request = Request(messages=(system("s"), user(f"say it: {text}")), max_output_tokens=64)
        assert self.ask(request, HELLO).text == "hello"

    @pytest.mark.parametrize(
        "text", ["ü\r\n\u2028😀", "  def f():\n\treturn 'sk-not-a-key-at-all'\n", "x" * 50_000]
    )
    def test_any_text_comes_back_as_it_was(self, text: str) -> None:
        said = Reply(text=text, input_tokens=2, output_tokens=9)
        assert self.ask(PLAIN, said).text == text

    def test_many_can_ask_at_once(self) -> None:
        async def many(model: Model) -> list[Reply]:
            try:
                return await asyncio.gather(*(model.reply(PLAIN) for _ in range(8)))
            finally:
                await model.aclose()

        with self.opened(PLAIN, HELLO) as model:
            assert [reply.text for reply in asyncio.run(many(model))] == ["hello"] * 8

    def test_a_failure_is_a_model_error_in_one_line(self) -> None:
        with pytest.raises(ModelError) as caught:
            self.ask(PLAIN, ModelError("it broke"))
        assert not isinstance(caught.value, SpendingError)
        assert "it broke" in str(caught.value)
        assert "\n" not in str(caught.value)
        assert caught.value.usage.tokens >= 0


async def _ask(model: Model, request: Request) -> Reply:
    try:
        return await model.reply(request)
    finally:
        await model.aclose()
        await model.aclose()
