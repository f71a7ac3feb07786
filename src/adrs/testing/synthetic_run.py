"""A large made-up run for whatever reads journals: a dashboard, a report, a benchmark of a store.

Nothing was searched and nothing was measured: scores follow a random walk towards a limit, so that the
journal has the shape of a real one (a trunk of improvements, many leaves, failures by kind, calls with
costs).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from adrs.core.candidate import Admission, Arm
from adrs.core.events import (
    Asked,
    Assessed,
    Called,
    Calling,
    Event,
    Finished,
    ProposalFailed,
    Started,
    Stopped,
    Told,
)
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict

Fact = tuple[Event, Program | None]
ARMS = tuple(
    Arm(*name.split(":"))
    for name in ("llm:edit", "llm:rewrite", "genetic:expression", "genetic:improve", "tuner:tune")
)
_FAILURES = (
    (Outcome.INVALID, "two items share slot 7"),
    (Outcome.CRASHED, "ZeroDivisionError: division by zero"),
    (Outcome.TIMED_OUT, "no answer after 10 s"),
    (Outcome.OUT_OF_MEMORY, "used more than 1 GiB"),
)
_LIMIT = 1.6  # of the score, where 1 is human
_NAIVE, _HUMAN = 100.0, 60.0
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a made-up run looks like.

    Args:
        candidates: How many, the seed included.
        workloads: Train workloads of each.
        seed: Equal shapes give equal journals.
        problem: Name in the journal.
        finished: Whether the search ended, a champion was elected and held-out splits were opened.
        note: Further text for every note; tests put hostile text here.
        code: The same for every program.
    """

    candidates: int = 1000
    workloads: int = 16
    seed: int = 1
    problem: str = "tiny"
    finished: bool = True
    note: str = ""
    code: str = ""


@dataclass(slots=True)
class _Made:
    name: str
    text: str
    score: float


def write_run(store_path: Path, run_id: str, shape: Shape) -> None:
    """Append a made-up run to the journal at ``store_path``; a second or two for 10,000 candidates."""
    from adrs.store.sqlite import SqliteStore

    with SqliteStore(store_path) as store:
        events: list[Event] = []
        programs: list[Program] = []
        for event, program in facts(shape):
            events.append(event)
            programs += [] if program is None else [program]
            if len(events) >= _BATCH:
                store.append(run_id, events, programs)
                events, programs = [], []
        store.append(run_id, events, programs)


def facts(shape: Shape) -> Iterator[Fact]:
    """Events in the journal's order, each with the program it brings along."""
    rng = Random(f"synthetic/{shape.seed}")
    at = 1_700_000_000.0
    config = {
        "problem": shape.problem,
        "proposers": ["llm", "genetic", "tuner"],
        "workers": 4,
        "evaluations": shape.candidates,
        "cost_usd": 50.0,
    }
    yield (
        Started(problem=shape.problem, config=config, environment={"python": "3.11"}, at=at),
        None,
    )
    for name, score in (("baseline:naive", 0.0), ("baseline:human_sota", 1.0)):
        yield _assessed(shape, name, "train", score, rng, at)
    seed = _Made("s0", _source(shape, [1.0, 2.0, 0.5]), 0.0)
    yield _told(shape, seed, rng, at, parent=None, brief=None)
    elite = [seed]
    for brief in range(shape.candidates - 1):
        at += rng.expovariate(1.0)
        yield from _attempt(shape, brief, elite, rng, at)
    if shape.finished:
        yield Stopped(reason="evaluations", at=at), None
        yield from _finale(shape, elite[-1], rng, at)


def _attempt(shape: Shape, brief: int, elite: list[_Made], rng: Random, at: float) -> Iterator[Fact]:
    parent = elite[-1] if rng.random() < 0.4 else rng.choice(elite[-40:])
    arm = rng.choice(ARMS)
    yield Asked(brief=brief, arm=arm, parent=parent.name), None
    usage = Usage()
    if arm.proposer == "llm":
        usage = Usage(tokens=rng.randrange(2000, 9000), cost_usd=round(rng.uniform(0.002, 0.02), 5))
        worst = Usage(tokens=12_000, cost_usd=0.05)
        yield _calling(brief, arm, worst, at), None
        yield Called(call=brief, finish="stop", usage=usage, seconds=rng.uniform(1, 9), at=at), None
    if rng.random() < 0.06:
        yield ProposalFailed(brief=brief, reason="duplicate: of an earlier one", usage=usage, at=at), None
        return
    gain = rng.gauss(-0.15, 0.12) if rng.random() < 0.97 else abs(rng.gauss(0.0, 0.08))
    score = min(_LIMIT, parent.score + gain * max(0.02, _LIMIT - parent.score))
    child = _Made(f"c{brief}", _mutated(shape, parent.text, brief, rng), score)
    fact = _told(shape, child, rng, at, parent=parent, brief=(brief, arm, usage))
    yield fact
    told = fact[0]
    assert isinstance(told, Told)
    if told.evaluation.score is not None:
        child.score = told.evaluation.score  # as measured: the last of the elite is the best
        if child.score > elite[-1].score:
            elite.append(child)
        elif rng.random() < 0.1:
            elite.insert(-1, child)


def _calling(brief: int, arm: Arm, worst: Usage, at: float) -> Calling:
    return Calling(
        call=brief, model="made-up", purpose=arm.operator, request="0" * 32, worst=worst, brief=brief, at=at
    )


def _told(
    shape: Shape,
    made: _Made,
    rng: Random,
    at: float,
    *,
    parent: _Made | None,
    brief: tuple[int, Arm, Usage] | None,
) -> Fact:
    program = Program.from_text(made.text)
    failure = rng.choices(_FAILURES, weights=(5, 3, 1, 1))[0] if parent and rng.random() < 0.18 else None
    evaluation = _evaluation(shape, "train", made.score, rng, failure)
    number, arm, usage = brief or (None, None, Usage())
    better = failure is None and (parent is None or made.score > parent.score)
    event = Told(
        candidate=made.name,
        program=program.digest,
        syntax=program.digest[::-1],
        parents=() if parent is None else (parent.name,),
        origin="seed:naive" if arm is None else str(arm),
        note=f"edit {number}{shape.note}" if parent else "",
        evaluation=evaluation,
        admission=Admission.IMPROVED if better else Admission.REJECTED,
        usage=usage + Usage(evaluations=1, cpu_s=evaluation.usage.cpu_s, wall_s=evaluation.usage.wall_s),
        brief=number,
        arm=arm,
        at=at,
    )
    return event, program


def _evaluation(
    shape: Shape, split: str, score: float, rng: Random, failure: tuple[Outcome, str] | None = None
) -> Evaluation:
    verdicts = [_verdict(f"{split}/{i}", score, rng) for i in range(shape.workloads)]
    if failure is not None:
        outcome, why = failure
        spot = rng.randrange(shape.workloads)
        verdicts[spot] = Verdict(workload=f"{split}/{spot}", outcome=outcome, feedback=why + shape.note)
        return Evaluation(verdicts=tuple(verdicts))
    value = sum(verdict.value or 0.0 for verdict in verdicts) / len(verdicts)
    return Evaluation(verdicts=tuple(verdicts), value=value, score=(_NAIVE - value) / (_NAIVE - _HUMAN))


def _verdict(workload: str, score: float, rng: Random) -> Verdict:
    normalised = score + rng.gauss(0.0, 0.01)
    return Verdict(
        workload=workload,
        outcome=Outcome.VALID,
        value=_NAIVE + normalised * (_HUMAN - _NAIVE),
        normalised=normalised,
        metrics={"moves": float(rng.randrange(100))},
        feedback="the last slot stays empty",
        usage=Usage(
            cpu_s=round(rng.uniform(0.01, 0.05), 6),
            wall_s=round(rng.uniform(0.02, 0.08), 6),
            peak_memory_bytes=rng.randrange(2**25, 2**26, 4096),
        ),
    )


def _assessed(shape: Shape, name: str, split: str, score: float, rng: Random, at: float) -> Fact:
    evaluation = _evaluation(shape, split, score, rng)
    return Assessed(candidate=name, program="0" * 32, split=split, evaluation=evaluation, at=at), None


def _finale(shape: Shape, champion: _Made, rng: Random, at: float) -> Iterator[Fact]:
    for split, kept in (("validation", 0.95), ("test", 0.9)):
        for name, score in (
            (champion.name, champion.score * kept),
            ("baseline:naive", 0.0),
            ("baseline:human_sota", 1.0),
        ):
            yield _assessed(shape, name, split, score, rng, at)
    yield Finished(champion=champion.name, at=at), None


def _source(shape: Shape, constants: Sequence[float]) -> str:
    weights = "".join(f"W{i} = {value}\n" for i, value in enumerate(constants))
    return f'''"""Order jobs by a weighted key.{shape.code}"""

{weights}

def key(job):
    weight, length = job
    return W0 * weight - W1 * length + W2


def solve(jobs):
    order = sorted(range(len(jobs)), key=lambda i: key(jobs[i]))
    return order
'''


def _mutated(shape: Shape, text: str, brief: int, rng: Random) -> str:
    """The text with a constant drawn anew, or, now and then, one more line in ``solve``."""
    lines = text.splitlines()
    if rng.random() < 0.2 and len(lines) < 60:
        lines.insert(-1, f"    order = order[::-1] if len(order) == {brief} else order")
    else:
        spots = [i for i, line in enumerate(lines) if line.startswith("W")]
        spot = rng.choice(spots)
        lines[spot] = f"{lines[spot].split(' = ')[0]} = {rng.uniform(-3, 3):.3f}"
    return "\n".join(lines) + "\n"
