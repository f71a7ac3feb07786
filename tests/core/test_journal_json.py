"""What leaves memory comes back equal, and what is not known is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from adrs.core import journal_json
from adrs.core.candidate import Admission
from adrs.core.events import Asked, Event, Started, Stopped, Told
from adrs.core.journal_json import decode, encode, from_json, to_json
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.testing import journals

PROGRAM = Program.from_text("def solve(x):\n    return x\n")


@given(event=journals.events)
def test_every_event_comes_back_equal_and_to_the_last_bit(event: Event) -> None:
    back = decode(encode(event))
    assert back == event
    assert encode(back) == encode(event)  # tells -0.0 from 0.0 and 1 from 1.0, which == does not


def test_sixteen_workloads_fit_in_about_one_and_a_half_kilobytes() -> None:
    sizes = [len(encode(journals.told(i, PROGRAM, parents=("c1", "c2")))) for i in range(20)]
    assert max(sizes) <= 1650


def test_infinities_and_nan_come_back() -> None:
    event = Told(
        candidate="c1",
        program="0",
        syntax="0",
        parents=(),
        origin="seed",
        note="",
        evaluation=Evaluation(
            verdicts=(Verdict(workload="w", outcome=Outcome.VALID, value=math.inf, normalised=-math.inf),),
            score=math.nan,
        ),
        admission=Admission.NEW,
        usage=Usage(),
    )
    back = decode(encode(event))
    assert isinstance(back, Told)
    assert back.evaluation.verdicts == event.evaluation.verdicts
    assert back.evaluation.score is not None
    assert math.isnan(back.evaluation.score)


def test_defaults_are_left_out() -> None:
    assert to_json(Stopped(reason="seconds")) == {"kind": "stopped", "reason": "seconds"}


def test_surrogates_that_would_make_a_pair_stay_two() -> None:
    event = Stopped(reason="\ud83d" + "\ude00")
    assert decode(encode(event)) == event


def test_a_newer_format_is_refused_by_number() -> None:
    with pytest.raises(ValueError, match="event format 2"):
        from_json({"v": journal_json.VERSION + 1, "kind": "stopped", "reason": ""})


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ([], "JSON object"),
        ({}, "unknown kind of event None"),
        ({"kind": []}, "unknown kind"),
        ({"kind": "paused"}, "unknown kind of event 'paused'"),
        ({"kind": "stopped"}, "no 'reason'"),
        ({"kind": "stopped", "reason": 3}, "malformed 'reason'"),
        ({"kind": "stopped", "reason": "", "mood": 1}, "unknown key 'mood'"),
        ({"kind": "asked", "brief": 1, "arm": ["a"], "parent": "s0"}, "malformed 'arm'"),
        ({"kind": "failed", "brief": 1, "reason": "", "usage": {"joules": 1}}, "malformed 'usage'"),
    ],
)
def test_what_is_not_an_event_is_refused_with_the_reason(raw: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        from_json(raw)


@pytest.mark.parametrize("change", [{"values": [1.0]}, {"mood": []}, {"outcomes": ["FINE"] * 16}])
def test_a_damaged_evaluation_is_refused(change: dict[str, object]) -> None:
    raw = to_json(journals.told(1, PROGRAM))
    raw["eval"] = raw["eval"] | change
    with pytest.raises(ValueError, match="malformed 'eval'"):
        from_json(raw)


def test_bytes_that_are_not_json_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON"):
        decode(b'{"kind":"asked"')


@pytest.mark.parametrize("config", [{"a": object()}, {"a": {1: 2}}])
def test_what_json_cannot_carry_is_refused_when_written(config: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Started cannot be written"):
        encode(Started(problem="p", config=config))


def test_an_asked_event_is_short() -> None:
    event = decode(b'{"kind":"asked","brief":3,"arm":["genetic","swap"],"parent":"s0"}')
    assert isinstance(event, Asked)
    assert len(encode(event)) < 80
