from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.candidate import Admission, Arm, Brief, Candidate, Trial
from adrs.core.errors import AdrsError, ProposalError
from adrs.core.program import Program
from adrs.core.verdict import Outcome
from adrs.interop.engines.bridge import Bridge
from adrs.interop.engines.process import write_folder
from adrs.interop.engines.roles import EngineProposer, EngineStrategy, restored
from adrs.testing.tiny import NAIVE, RULE, TinyProblem
from adrs.testing.trials import make_trial

ARM = Arm("engine:fake", "candidate")


def seeded(bridge: Bridge) -> EngineStrategy:
    """A strategy that was told of two seeds, the second the better one."""
    strategy = EngineStrategy(ARM.proposer, bridge)
    for name, score in (("s0", 0.1), ("s1", 0.4)):
        strategy.tell(make_trial(name, [score] * 2))
    return strategy


def test_it_asks_nothing_before_a_valid_seed() -> None:
    strategy = EngineStrategy(ARM.proposer, Bridge([]))
    strategy.tell(make_trial("s0", [0.1], outcome=Outcome.CRASHED))
    with pytest.raises(ValueError, match="before any valid trial"):
        strategy.ask()


def test_every_brief_starts_from_the_best_seed_and_races_nobody() -> None:
    strategy = seeded(Bridge([]))
    strategy.tell(make_trial("c7", [0.9, 0.9]), ARM)
    briefs = [strategy.ask() for _ in range(3)]
    assert [brief.id for brief in briefs] == [0, 1, 2]
    assert {brief.parent.candidate.id for brief in briefs} == {"s1"}
    assert all(not brief.parent.evaluation.verdicts for brief in briefs)


def test_only_the_best_so_far_is_news() -> None:
    strategy = seeded(Bridge([]))
    scores = (0.3, 0.5, 0.5, 0.6)
    told = [strategy.tell(make_trial(f"c{n}", [score]), ARM) for n, score in enumerate(scores)]
    assert told == [Admission.REJECTED, Admission.NEW, Admission.REJECTED, Admission.NEW]


def test_twins_in_flight_are_both_answered_by_one_evaluation(tmp_path: Path) -> None:
    async def story() -> tuple[list[dict[str, Any]], int]:
        bridge = Bridge(["a", "b"])
        await bridge.start(tmp_path / "s")
        strategy, started = seeded(bridge), []

        async def start(program: Program) -> None:
            started.append(program)

        proposer = EngineProposer(ARM.proposer, bridge, start)
        asked = [asyncio.create_task(say(tmp_path / "s", RULE.format(key="1.5"))) for _ in range(2)]
        briefs = [with_text(strategy.ask(), NAIVE) for _ in range(2)]
        proposals = [await proposer.propose(TinyProblem(), brief) for brief in briefs]
        strategy.fail(briefs[1], "duplicate: the same program as c0")
        assert not any(task.done() for task in asked)
        trial = make_trial("c0", [0.7, 0.9])
        strategy.tell(Trial(Candidate("c0", proposals[0].program), trial.evaluation), ARM)
        replies = [await task for task in asked]
        await bridge.aclose()
        return replies, len(started)

    replies, started = asyncio.run(story())
    assert replies[0] == replies[1]
    assert replies[0]["score"] == pytest.approx(1.8)
    assert started == 1


def test_after_the_end_nothing_is_proposed_and_nothing_answered(tmp_path: Path) -> None:
    async def story() -> list[dict[str, Any]]:
        bridge = Bridge([])
        await bridge.start(tmp_path / "s")
        waiting = [
            asyncio.create_task(call(tmp_path / "s", {"watch": True})),
            asyncio.create_task(say(tmp_path / "s", NAIVE)),
        ]
        await asyncio.sleep(0.05)
        bridge.end("seconds")
        bridge.end("evaluations")
        with pytest.raises(ProposalError, match="seconds"):
            await bridge.next()
        replies = [await task for task in waiting]
        replies.append(await say(tmp_path / "s", NAIVE))
        await bridge.aclose()
        return replies

    assert asyncio.run(story()) == [{"over": "seconds"}] * 3


def test_a_path_too_long_for_a_socket_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AdrsError, match="set TMPDIR"):
        asyncio.run(Bridge([]).start(tmp_path / ("s" * 120)))


def with_text(brief: Brief, text: str) -> Brief:
    """The brief with another program to start from."""
    parent = replace(brief.parent, candidate=replace(brief.parent.candidate, program=Program.from_text(text)))
    return replace(brief, parent=parent)


async def call(path: Path, said: object) -> dict[str, Any]:
    """What the bridge answers."""
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(json.dumps(said).encode() + b"\n")
    found: dict[str, Any] = json.loads(await reader.readline())
    writer.close()
    return found


async def say(path: Path, text: str) -> dict[str, Any]:
    """What the bridge answers to a candidate."""
    return await call(path, {"program": text})


LINES = st.lists(
    st.sampled_from(["x = 1", "", "    y = 2", "# a comment", "def f():"]), min_size=1, max_size=6
)


@given(LINES, st.sampled_from(["", "\n", "\n\n"]))
def test_what_was_wrapped_for_an_engine_comes_back_as_it_was(lines: list[str], end: str) -> None:
    text = "\n".join([*lines, "z = 3"]) + end
    wrapped = f"# EVOLVE-BLOCK-START\n{text.rstrip()}\n# EVOLVE-BLOCK-END\n"
    assert restored(wrapped, like=text) == text
    assert restored(wrapped.strip(), like=text) == text


def test_the_folder_has_marks_around_a_program_without(tmp_path: Path) -> None:
    driver = tmp_path / "driver_source.py"
    driver.write_text("")
    (tmp_path / "f" / "output").mkdir(parents=True)
    (tmp_path / "f" / "output" / "an_earlier_database").touch()
    write_folder(tmp_path / "f", driver, Program.from_text(NAIVE), {"seed": 1})
    lines = (tmp_path / "f" / "initial_program.py").read_text().splitlines()
    assert (lines[0], lines[-1]) == ("# EVOLVE-BLOCK-START", "# EVOLVE-BLOCK-END")
    assert not list((tmp_path / "f" / "output").iterdir())
    assert {"client.py", "driver.py", "evaluator.py", "main.py", "task.json"} <= {
        path.name for path in (tmp_path / "f").iterdir()
    }
