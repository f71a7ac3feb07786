"""Events and programs to test journals with: one realistic series, and Hypothesis strategies for any."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from adrs.core.candidate import Admission, Arm, Lesson
from adrs.core.events import (
    Asked,
    Assessed,
    Called,
    Calling,
    Event,
    Finished,
    Learned,
    Noted,
    ProposalFailed,
    Resumed,
    Started,
    Steered,
    Stopped,
    Told,
)
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict


def told(number: int, program: Program, *, parents: tuple[str, ...] = (), workloads: int = 16) -> Told:
    """A realistic ``Told``: every figure a full-length float, the same for the same number."""
    rng = Random(number)
    verdicts = tuple(_verdict(f"train/uniform-{i}", rng) for i in range(workloads))
    values = [verdict.value or 0.0 for verdict in verdicts]
    return Told(
        candidate=f"c{number}",
        program=program.digest,
        syntax=program.digest[::-1],
        parents=parents,
        origin="genetic:constants",
        note="changed 0.5 to 0.25 in line 17",
        evaluation=Evaluation(verdicts=verdicts, value=sum(values) / max(len(values), 1), score=rng.random()),
        admission=rng.choice(list(Admission)),
        usage=Usage(evaluations=1, cpu_s=rng.random(), wall_s=rng.random()),
        brief=number,
        arm=Arm("genetic", "constants"),
        at=1.7e9 + rng.random(),
    )


def _verdict(workload: str, rng: Random) -> Verdict:
    usage = Usage(
        cpu_s=round(rng.random() / 10, 6),
        wall_s=round(rng.random() / 10, 6),
        peak_memory_bytes=rng.randrange(2**25, 2**26, 4096),
    )
    return Verdict(
        workload=workload,
        outcome=Outcome.VALID,
        value=20 * rng.random(),
        normalised=rng.random(),
        usage=usage,
    )


# Any code point, lone surrogates too: candidates print what they like.
_text = st.text(st.characters(), max_size=12)
_float = st.floats(allow_nan=False)
_count = st.integers(0, 2**53)
_maybe_float = st.none() | _float
_arm = st.builds(Arm, _text, _text)
_plain: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | _float | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=8,
)
_lesson = st.builds(Lesson, text=_text, evidence=st.lists(_text, max_size=3).map(tuple))
_mapping = st.dictionaries(_text, _plain, max_size=4)
_usage = st.builds(
    Usage,
    evaluations=_count,
    tokens=_count,
    cost_usd=_float,
    cpu_s=_float,
    wall_s=_float,
    peak_memory_bytes=_count,
)
_verdicts = st.builds(
    Verdict,
    workload=_text,
    outcome=st.sampled_from(Outcome),
    value=_maybe_float,
    normalised=_maybe_float,
    metrics=st.dictionaries(_text, _float, max_size=3),
    feedback=_text,
    answer=_text,
    usage=st.just(Usage()) | _usage,
)
_evaluation = st.builds(
    Evaluation,
    verdicts=st.lists(_verdicts, max_size=4).map(tuple),
    value=_maybe_float,
    score=_maybe_float,
    complete=st.booleans(),
)
_told = st.builds(
    Told,
    candidate=_text,
    program=_text,
    parents=st.lists(_text, max_size=3).map(tuple),
    origin=_text,
    note=_text,
    evaluation=_evaluation,
    admission=st.sampled_from(Admission),
    usage=_usage,
    brief=st.none() | _count,
    arm=st.none() | _arm,
    at=_float,
)

events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Started, problem=_text, config=_mapping, environment=_mapping, at=_float),
    st.builds(Asked, brief=_count, arm=_arm, parent=_text),
    st.builds(ProposalFailed, brief=_count, reason=_text, usage=_usage, at=_float),
    _told,
    st.builds(
        Calling,
        call=_count,
        model=_text,
        purpose=_text,
        request=_text,
        worst=_usage,
        brief=st.none() | _count,
        at=_float,
    ),
    st.builds(
        Called,
        call=_count,
        finish=_text,
        usage=_usage,
        seconds=_float,
        error=_text,
        transcript=_text,
        at=_float,
    ),
    st.builds(Learned, lessons=st.lists(_lesson, max_size=3).map(tuple), at=_float),
    st.builds(Noted, source=_text, text=_text, at=_float),
    st.builds(Steered, kind=_text, author=_text, detail=_mapping, wish=_text, refused=_text, at=_float),
    st.builds(Assessed, candidate=_text, program=_text, split=_text, evaluation=_evaluation, at=_float),
    st.builds(Resumed, config=_mapping, environment=_mapping, at=_float),
    st.builds(Stopped, reason=_text, at=_float),
    st.builds(Finished, champion=_text, at=_float),
)
"""Any event; no ``nan``, which would not equal itself."""

programs: st.SearchStrategy[Program] = st.builds(
    lambda main, others, text, language: Program({**others, main: text}, main=main, language=language),
    main=st.sampled_from(["program.py", "src/main.cc"]),
    others=st.dictionaries(st.sampled_from(["a.py", "b/ü.txt", "z"]), _text, max_size=2),
    text=_text,
    language=st.sampled_from(["python", "cpp"]),
)
"""Any program of one to three files."""
