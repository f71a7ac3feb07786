from __future__ import annotations

import asyncio
from dataclasses import replace

from adrs.core.errors import ModelError, SpendingError
from adrs.core.model import Reply
from adrs.core.verdict import Usage
from adrs.models.fault import AttemptError
from adrs.models.retrying import CAP_S, Retrying
from adrs.models.spec import parse_spec
from adrs.models.timing import Timing
from adrs.testing.scripted import Line, ScriptedModel
from tests.models.worlds import REQUEST, VirtualTime

SPEC = replace(parse_spec("vllm:m"), retries=3, timeout_s=10.0, total_timeout_s=100.0)


def passing(retry_after_s: float | None = None, *, tokens: int = 0, seconds: float = 0.0) -> AttemptError:
    return AttemptError(
        "busy",
        kind="status",
        retry=True,
        retry_after_s=retry_after_s,
        usage=Usage(tokens=tokens),
        seconds=seconds,
    )


def play(script: list[Line], **changes: object) -> tuple[Reply | ModelError, ScriptedModel, list[float]]:
    time, model = VirtualTime(), ScriptedModel(script)
    spec = replace(SPEC, **changes)  # type: ignore[arg-type]
    retrying = Retrying(model, spec=spec, seed=1, timing=Timing(time.now, time.sleep))
    try:
        return time.run(retrying.reply(REQUEST)), model, time.slept
    except ModelError as error:
        return error, model, time.slept


def test_a_passing_fault_is_tried_again_and_its_cost_is_not_forgotten() -> None:
    paid = Reply(text="yes", usage=Usage(tokens=5))
    reply, model, slept = play([passing(tokens=3), passing(tokens=4), paid])
    assert isinstance(reply, Reply)
    assert (reply.text, reply.usage.tokens) == ("yes", 12)
    assert len(model.requests) == 3
    assert len(slept) == 2


def test_attempts_are_bounded() -> None:
    error, model, _ = play([passing(tokens=2)] * 10)
    assert str(error) == "busy (4 attempts failed)"
    assert error.usage.tokens == 8
    assert len(model.requests) == 4


def test_total_time_is_bounded() -> None:
    error, model, _ = play([passing(seconds=10.0)] * 100, retries=99)
    assert "another attempt does not fit into 100 s in all" in str(error)
    assert 3 <= len(model.requests) <= 9


def test_what_would_fail_again_is_not_tried_again() -> None:
    error, model, slept = play([AttemptError("bad request", kind="status", status=400), "never said"])
    assert str(error) == "bad request"
    assert (len(model.requests), slept) == (1, [])


def test_no_retries_means_one_attempt() -> None:
    _, model, _ = play([passing()] * 3, retries=0)
    assert len(model.requests) == 1


def test_the_provider_is_waited_for_as_long_as_it_asks() -> None:
    _, _, slept = play([passing(retry_after_s=42.0), "yes"])
    assert slept == [42.0]


def test_a_wait_past_the_deadline_is_not_begun() -> None:
    error, model, slept = play([passing(retry_after_s=95.0), "yes"])
    assert "does not fit" in str(error)
    assert (len(model.requests), slept) == (1, [])


def test_delays_are_jittered_under_a_growing_bound() -> None:
    _, _, slept = play([passing()] * 12, retries=11, total_timeout_s=1e6)
    assert len(slept) == 11
    assert all(0 <= delay <= min(CAP_S, 2.0**k) for k, delay in enumerate(slept))
    assert len(set(slept)) == 11
    assert play([passing()] * 12, retries=11, total_timeout_s=1e6)[2] == slept  # the same seed waits alike


def test_a_cap_in_the_middle_ends_it_and_says_what_was_spent() -> None:
    error, model, _ = play([passing(tokens=3), SpendingError("full", cap="usd"), "never said"])
    assert isinstance(error, SpendingError)
    assert (error.cap, error.usage.tokens) == ("usd", 3)
    assert len(model.requests) == 2


def test_what_was_spent_before_an_endpoint_is_given_up_is_not_forgotten() -> None:
    error, model, _ = play([passing(tokens=3), ModelError("it is given up"), "never said"])
    assert (str(error), error.usage.tokens) == ("it is given up", 3)
    assert len(model.requests) == 2


def test_an_error_that_is_no_attempt_goes_through() -> None:
    error, model, _ = play([ModelError("given up"), "never said"])
    assert str(error) == "given up"
    assert len(model.requests) == 1


def test_closing_closes_what_is_inside() -> None:
    model = ScriptedModel([])
    asyncio.run(Retrying(model, spec=SPEC).aclose())
    assert model.closed
