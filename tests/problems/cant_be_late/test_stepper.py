"""The stepper beside the candidate and the judge's simulator are two programs that must agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError, InvalidAnswer
from adrs.problems.cant_be_late.rules import Unfinished, simulate
from adrs.problems.cant_be_late.stepper import stepper
from tests.problems.cant_be_late.scenes import JOBS, NAMES, TRACES, observation, scene


def stepped(inputs, decide):
    """Drives the stepper; the logs, and all it showed."""
    steps, shown = stepper(inputs), []
    step = next(steps)
    while not isinstance(step, list):
        if step is None:
            step = steps.send(None)
        else:
            shown.append(step)
            step = steps.send(decide(step))
    return step, shown


def inputs_of(job, trace):
    return {**scene([trace]).inputs, **{name: getattr(job, name) for name in job.__slots__}}


@given(trace=TRACES, job=JOBS, asked=st.text(alphabet="SON", min_size=40, max_size=40))
def test_shows_what_the_judge_s_simulator_computes(trace, job, asked):
    allowed = "".join("N" if a == "S" and bit == "1" else a for a, bit in zip(asked, trace, strict=True))
    moments = []

    def decide(now):
        moments.append(now)
        return allowed[now.tick]

    try:
        run = simulate(trace, job, decide)
    except (Unfinished, DataError):
        return
    logs, shown = stepped(inputs_of(job, trace), lambda o: NAMES[allowed[o.tick]])
    assert logs == [allowed[: run.finish_tick]]
    assert len(shown) == run.finish_tick
    for mine, now in zip(shown, moments, strict=False):
        theirs = observation(now, job)
        assert mine[:9] == theirs[:9]
        assert mine[9:] == pytest.approx(theirs[9:], abs=1e-6)
        assert (mine.left_s, mine.overhead_left_s, mine.credited_s) == (
            now.left_s,
            now.overhead_left_s,
            now.credited_s,
        )


def test_a_policy_may_ask_to_be_asked_twice_after_completion():
    steps = stepper(scene(["0" * 20]).inputs)
    assert next(steps) is None
    step, asked = steps.send(True), 0
    while not isinstance(step, list):
        asked += 1
        step = steps.send("on_demand")
    assert asked == len(step[0]) + 2


@pytest.mark.parametrize("said", ["SPOT", "s", "", None, 1, True, b"spot", ["spot"], {}, object()])
def test_other_decisions_are_refused(said):
    with pytest.raises(InvalidAnswer, match="a decision is 'spot', 'on_demand' or 'wait'"):
        stepped(scene(["0" * 20]).inputs, lambda _: said)


def test_a_string_in_disguise_is_refused():
    odd = type("Odd", (str,), {"__hash__": lambda s: hash("spot"), "__eq__": lambda s, o: True})
    with pytest.raises(InvalidAnswer):
        stepped(scene(["0" * 20]).inputs, lambda _: odd("spot"))


def test_spot_where_there_is_none_is_refused():
    with pytest.raises(InvalidAnswer, match="tick 2 of run 0: 'spot' was asked for"):
        stepped(scene(["0011" + "0" * 20]).inputs, lambda _: "spot")
