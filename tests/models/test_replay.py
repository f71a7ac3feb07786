from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError, ModelError
from adrs.core.model import Finish, Message, Reply, Request, Role, ToolCall, ToolSpec, system, user
from adrs.core.program import Program
from adrs.core.verdict import Usage
from adrs.models.fault import AttemptError
from adrs.models.replay import Replay
from adrs.models.transcript import Transcript, read_transcript, write_transcript

ONE = Request(messages=(system("You improve programs."), user("the first prompt")), purpose="llm:edit")
TWO = Request(messages=(system("You improve programs."), user("the second prompt")))


def kept(request: Request, result: Reply | ModelError | str, model: str = "m") -> Program:
    answer = Reply(text=result) if isinstance(result, str) else result
    return write_transcript(Transcript(model=model, request=request, result=answer))


def ask(model: Replay, request: Request) -> str:
    return asyncio.run(model.reply(request)).text


def test_each_request_gets_its_answers_in_the_order_of_the_recording() -> None:
    model = Replay([kept(ONE, "a"), kept(TWO, "b"), kept(ONE, "c")])
    assert model.left == 3
    assert [ask(model, TWO), ask(model, ONE), ask(model, ONE)] == ["b", "a", "c"]
    assert model.left == 0


def test_purpose_and_brief_do_not_matter() -> None:
    assert ask(Replay([kept(ONE, "a")]), replace(ONE, purpose="other", brief=3)) == "a"


def test_only_the_calls_of_one_model_are_its_own() -> None:
    model = Replay([kept(ONE, "theirs", "other"), kept(ONE, "ours")], name="m")
    assert (model.name, ask(model, ONE)) == ("m", "ours")


def test_a_recorded_failure_fails_again_in_the_same_way() -> None:
    fault = AttemptError(
        "m: HTTP 503",
        kind="status",
        retry=True,
        retry_after_s=2.5,
        status=503,
        usage=Usage(tokens=3, cost_usd=0.1),
        seconds=1.25,
    )
    with pytest.raises(AttemptError) as caught:
        ask(Replay([kept(ONE, fault)]), ONE)
    assert vars(caught.value) == vars(fault)
    assert str(caught.value) == str(fault)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            replace(ONE, messages=(ONE.messages[0], user("the fist prompt"))),
            "message 2 (user) differs at character 6: 'the fist prompt' for 'the first prompt'",
        ),
        (replace(ONE, messages=ONE.messages[:1]), "number of messages: 1 for 2"),
        (replace(ONE, temperature=1.0), "temperature: 1.0 for None"),
        (replace(ONE, max_output_tokens=5), "max_output_tokens: 5 for 8192"),
        (
            replace(ONE, messages=(ONE.messages[0], Message(role=Role.TOOL, text="the first prompt"))),
            "its role",
        ),
        (replace(ONE, tools=(ToolSpec(name="t", description="", parameters={}),)), "in its tools"),
    ],
)
def test_a_request_that_was_not_recorded_is_told_where_it_differs(request_: Request, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        ask(Replay([kept(ONE, "a")]), request_)
    assert words in str(caught.value)
    assert "is not in the recording" in str(caught.value)


def test_the_comparison_is_with_the_recorded_request_that_comes_next() -> None:
    model = Replay([kept(ONE, "a"), kept(TWO, "b")])
    ask(model, ONE)
    with pytest.raises(ModelError, match="'the third prompt' for 'the second prompt'"):
        ask(model, replace(TWO, messages=(TWO.messages[0], user("the third prompt"))))


def test_one_call_too_many_is_told_so() -> None:
    model = Replay([kept(ONE, "a")])
    ask(model, ONE)
    with pytest.raises(ModelError, match="all of whose 1 calls are used up"):
        ask(model, ONE)


TEXT = st.text(max_size=30)
CALLS = st.lists(
    st.builds(
        ToolCall, id=TEXT, name=TEXT, arguments=st.dictionaries(TEXT, st.integers() | TEXT, max_size=2)
    ),
    max_size=2,
).map(tuple)
REQUESTS = st.builds(
    Request,
    messages=st.lists(
        st.builds(Message, role=st.sampled_from(Role), text=TEXT, calls=CALLS, answers=TEXT), max_size=3
    ).map(tuple),
    max_output_tokens=st.integers(1, 10**6),
    temperature=st.none() | st.floats(0, 2),
    effort=st.none() | st.just("low"),
    tools=st.lists(
        st.builds(ToolSpec, name=TEXT, description=TEXT, parameters=st.just({"type": "object"})), max_size=2
    ).map(tuple),
    purpose=TEXT,
    brief=st.none() | st.integers(),
)
REPLIES = st.builds(
    Reply,
    text=TEXT,
    finish=st.sampled_from(Finish),
    calls=CALLS,
    usage=st.builds(Usage, tokens=st.integers(0, 10**9), cost_usd=st.floats(0, 1e6)),
    input_tokens=st.integers(0, 10**9),
    cached_tokens=st.integers(0, 10**9),
    output_tokens=st.integers(0, 10**9),
    model=TEXT,
)


@given(REQUESTS, REPLIES, TEXT)
def test_a_transcript_comes_back_as_it_was(request_: Request, reply: Reply, name: str) -> None:
    transcript = Transcript(model=name, request=request_, result=reply)
    back = read_transcript(write_transcript(transcript))
    assert back == transcript
    assert back.request.digest == request_.digest


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (Program.from_text("x = 1"), "is python, not a transcript"),
        (Program({"reply.json": "{}"}, main="reply.json", language="transcript"), "is malformed"),
        (
            Program({"reply.json": "[", "request.json": "{}"}, main="reply.json", language="transcript"),
            "is malformed",
        ),
        (
            Program({"reply.json": "{}", "request.json": "[]"}, main="reply.json", language="transcript"),
            "is malformed",
        ),
    ],
)
def test_what_is_no_transcript_is_refused(program: Program, words: str) -> None:
    with pytest.raises(DataError, match=words):
        Replay([program])
