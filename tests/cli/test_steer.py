"""``adrs steer``: a wish is left where the run finds it, and what was done can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from adrs.core.events import Finished, Started, Steered, Stopped
from adrs.run.steering import Mailbox, Wish
from tests.cli.conftest import Adrs
from tests.cli.tiny import BEST, Memory


@pytest.fixture
def run(adrs: Adrs) -> str:
    name: str = adrs("run", "tiny", "--evals", "8", "--workers", "1", "--json").json["run"]
    return name


def left(here: Path, run: str) -> list[Wish]:
    return [letter.wish for letter in Mailbox(here / ".adrs" / "runs.sqlite", run).letters()]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        (["hint", "be brief"], Wish("hint", "ann", {"text": "be brief"})),
        (["retire-hint", "be brief"], Wish("retire_hint", "ann", {"text": "be brief"})),
        (["pin", "c3"], Wish("pin", "ann", {"candidate": "c3"})),
        (["unpin", "c3"], Wish("unpin", "ann", {"candidate": "c3"})),
        (["veto", "c3"], Wish("veto", "ann", {"candidate": "c3"})),
        (
            ["budget", "--evals", "9", "--usd", "2.5"],
            Wish("budget", "ann", {"evaluations": 9, "usd": 2.5}),
        ),
        (["pause"], Wish("pause", "ann")),
        (["resume"], Wish("resume", "ann")),
        (["stop"], Wish("stop", "ann")),
    ],
)
def test_a_wish_is_left_for_the_run(adrs: Adrs, here: Path, run: str, words: list[str], wish: Wish) -> None:
    done = adrs("steer", run, *words, "--author", "ann", "--no-wait", "--json")
    assert (done.code, done.json["done"]) == (0, False)
    assert "has not read it yet" in done.err
    assert left(here, run) == [wish]


def test_a_program_is_brought_from_a_file(adrs: Adrs, here: Path, run: str) -> None:
    (here / "mine.py").write_text(BEST)
    done = adrs("steer", run, "inject", "mine.py", "--note", "Smith's", "--author", "ann", "--no-wait")
    assert done.code == 0
    assert left(here, run) == [Wish("inject", "ann", {"files": {"program.py": BEST}, "note": "Smith's"})]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["dance"], "'dance'"),
        (["pin"], "pin needs something"),
        (["pause", "c3"], "pause is given nothing more"),
        (["pin", "c3", "--evals", "5"], "limits belong to budget"),
        (["hint", "x", "--note", "y"], "--note belongs to inject"),
        (["budget"], "a budget needs a limit"),
        (["budget", "--usd", "-1"], "makes no sense"),
        (["hint", " "], "text should be text"),
        (["inject", "nowhere.py"], "does not exist"),
        (["stop", "--author", ""], "author"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    adrs: Adrs, here: Path, run: str, words: list[str], why: str
) -> None:
    done = adrs("steer", run, *words, "--no-wait")
    assert done.code == 2
    assert why in done.err
    assert len(done.err.splitlines()) == 1
    assert not left(here, run)


def test_an_unknown_run_is_named(adrs: Adrs) -> None:
    done = adrs("steer", "tiny-7", "stop", "--no-wait")
    assert (done.code, "no run called 'tiny-7'" in done.err) == (2, True)


def test_what_was_done_is_listed_reported_and_summed_up(adrs: Adrs, memory: Memory, run: str) -> None:
    assert "nobody has steered" in adrs("steer", run).out
    hostile = "`x` | <b>\n# y"
    done = [
        Steered(kind="pin", author="ann", detail={"candidate": "s0"}, wish="1", at=1.0),
        Steered(kind="hint", author="bob", detail={"text": hostile}, wish="2", refused="no", at=2.0),
    ]
    memory.events[run][-1:-1] = done
    assert "ann: pin s0" in adrs("steer", run).out
    listed = adrs("steer", run, "--json").json["steering"]
    assert [(event["kind"], event["refused"]) for event in listed] == [("pin", ""), ("hint", "no")]
    assert adrs("report", run, "--json").json["steering"] == listed
    report = Path(adrs("report", run, "--json").json["report"]).read_text()
    assert "## Steering" in report
    assert "`pin s0`" in report
    assert hostile not in report


def test_a_finished_run_that_something_is_wished_of_goes_on(adrs: Adrs, memory: Memory, run: str) -> None:
    before = len(memory.events[run])
    adrs("resume", run)
    assert len(memory.events[run]) == before
    adrs("steer", run, "budget", "--evals", "12", "--no-wait")
    adrs("resume", run)
    assert len(memory.events[run]) > before


def test_who_stopped_a_run_by_wish_can_resume_it(adrs: Adrs, memory: Memory, run: str) -> None:
    events = memory.events[run]
    (index,) = [number for number, event in enumerate(events) if isinstance(event, Stopped)]
    events[index] = Stopped(reason="request")
    first, end = events[0], events[-1]
    assert isinstance(first, Started)
    assert isinstance(end, Finished)
    events[0] = Started(
        problem=first.problem,
        config={**first.config, "evaluations": 12},
        environment=first.environment,
        at=first.at,
    )
    assert adrs("resume", run, "--json").json["evaluations"] == 12


def test_a_paused_run_says_so(adrs: Adrs, memory: Memory, run: str) -> None:
    del memory.events[run][-3:]
    memory.events[run] = [e for e in memory.events[run] if not isinstance(e, Stopped | Finished)]
    memory.events[run].append(Steered(kind="pause", author="ann", wish="1"))
    (found,) = adrs("runs", "--json").json["runs"]
    assert found["status"] == "paused"
