"""Small workloads, policies as text, and programs as the judge's simulator takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from adrs.core import peeking
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late.measured import workload
from adrs.problems.cant_be_late.observation import Observation
from adrs.problems.cant_be_late.rules import Job, Moment

NAMES = {"S": "spot", "O": "on_demand", "N": "wait"}
LETTERS = {name: letter for letter, name in NAMES.items()}

TRACES = st.text(alphabet="01", min_size=40, max_size=40)
JOBS = st.builds(
    Job,
    duration_s=st.integers(1, 7200).map(float) | st.floats(1, 7200),
    deadline_s=st.integers(10_800, 18_000).map(float) | st.floats(10_800, 18_000),
    overhead_s=st.sampled_from([0.0, 60.0, 72.0, 600.0, 900.0]) | st.floats(0, 1500),
    gap_s=st.just(600.0),
)


def scene(
    traces: Sequence[str], *, work: float = 3600, until: float = 7200, overhead: float = 60
) -> Workload:
    """One job on ``traces``, in seconds and gaps of 600 s."""
    job = Job(duration_s=work, deadline_s=until, overhead_s=overhead, gap_s=600.0)
    return workload("test/scene", Split.TEST, "scene", job, traces, scored=len(traces))


def policy(body: str, *, head: str = "", begin: str = "pass") -> Program:
    """A program whose ``decide(self, o)`` has this body and whose policy begins with ``begin``."""
    return Program.from_text(peeking.policy(body, head=head, begin=begin))


def as_rules(program: Program, job: Job) -> Callable[[Moment], str]:
    """A fresh policy of ``program``, asked as the judge's simulator asks."""
    namespace: dict[str, Any] = {}
    exec(compile(program.text, "policy", "exec"), namespace)
    made = namespace["Policy"]()

    def decide(now: Moment) -> str:
        return LETTERS[made.decide(observation(now, job))]

    return decide


def observation(now: Moment, job: Job) -> Observation:
    """The observation of a moment."""
    return Observation(
        now.tick,
        now.tick * job.gap_s,
        job.gap_s,
        job.duration_s,
        job.deadline_s,
        job.overhead_s,
        now.has_spot,
        NAMES[now.last],
        NAMES[now.running],
        job.duration_s - now.left_s,
        now.left_s,
        now.overhead_left_s,
        now.credited_s,
    )
