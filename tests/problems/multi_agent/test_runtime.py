"""Who hears what, who errs when, and that the same team has the same luck."""

from dataclasses import replace

import pytest

from adrs.problems.multi_agent import runtime
from adrs.problems.multi_agent.dice import u
from adrs.problems.multi_agent.modes import MODES, counted, modes_of, points
from adrs.problems.multi_agent.runtime import Propensities, Run
from tests.problems.multi_agent.teams import design, requirement, task

NEVER = Propensities(
    writes_wrong=0.0,
    by_difficulty=0.0,
    on_wrong=0.0,
    unanswered=0.0,
    checklist=0.0,
    forgets=0.0,
    finds={"test": 1.0, "review": 1.0, "verify": 1.0, "executes": 1.0},
    own_work=1.0,
    oversteps=0.0,
    slips=0.0,
    slips_untold=0.0,
    slips_verbose=0.0,
)


@pytest.fixture
def perfect(monkeypatch):
    """Nobody errs, unless a test says so."""

    def become(**changes):
        monkeypatch.setattr(runtime, "P", replace(NEVER, **changes))

    become()
    return become


def modes(team, made=None, repetition=0):
    made = made or task()
    log = Run(team, made, repetition).run()
    return modes_of(team, made, log), log


def test_dice_are_even_and_depend_on_every_part():
    rolls = [u(1, 2, n) for n in range(20_000)]
    assert abs(sum(rolls) / len(rolls) - 0.5) < 0.01
    assert all(0 <= roll < 1 for roll in rolls)
    assert len({u(1, 2, 3), u(2, 1, 3), u(1, 2, 4), u(1, 2, 3, 0), u(1, 2)}) == 5


def test_dice_are_splitmix64s():
    """The generator's first output from seed 0, as published with it, in 53 bits."""
    assert u(0) == (0xE220A8397B1DCDAF >> 11) / 2**53


def test_the_same_team_has_the_same_luck():
    first, second = (Run(design(), task(key=9), 1).run() for _ in range(2))
    assert first == second
    once = design(verify=None, stop={"on": "rounds"}, max_rounds=1)
    logs = [Run(once, task(key=9), n).run() for n in range(20)]
    assert len({log.work for log in logs}) > 1


def test_nobody_errs_and_nothing_is_found(perfect):
    found, log = modes(design())
    assert (found, log.stopped) == (frozenset(), "verified")
    assert log.work == (1, 1, 1)
    assert log.actions == 2


def test_cost_counts_prompts_and_what_is_seen(perfect):
    _, log = modes(design())
    prompt = len("{task}{limits}") + 3 * 110 + 150
    stated, delivered = 60 + 3 * 110, 60 + 3 * 120
    assert log.cost == pytest.approx(2 + (2 * prompt + stated + stated + delivered) / 1000)


def test_points_are_the_published_ones():
    assert [round(points(f), 2) for f in (0, 1, 2, 3, 7, 14)] == [100.0, 46.43, 28.57, 19.64, 6.25, 0.0]


LATE = {"by": "checker", "when": "final", "coverage": "all"}
CAUSES = {
    "1.1": ({}, {}, {"writes_wrong": 1.0}),
    "1.2": ({"order": [["coder", "write"], ["coder", "test"]]}, {}, {"oversteps": 1.0}),
    "1.3": ({"order": [["coder", "write"]] * 3}, {}, {}),
    "1.5": ({"stop": {"on": "rounds"}}, {}, {}),
    "2.1": ({"edges": [], "verify": LATE, "stop": {"on": "rounds"}, "max_rounds": 2}, {}, {}),
    "2.2": ({}, {"ambiguous": True}, {}),
    "2.3": ({}, {}, {"slips": 1.0}),
    "2.5": ({"on_reject": "ignore"}, {}, {"writes_wrong": 1.0}),
    "3.1": ({"max_rounds": 1}, {}, {"writes_wrong": 1.0}),
    "3.2": ({"verify": None, "stop": {"on": "rounds"}, "max_rounds": 1}, {}, {}),
    "3.3": ({}, {}, {"writes_wrong": 1.0, "finds": dict.fromkeys(NEVER.finds, 0.0)}),
}


@pytest.mark.parametrize(("mode", "cause"), CAUSES.items(), ids=CAUSES.keys())
def test_a_mode_is_present_with_its_cause_and_absent_without(perfect, mode, cause):
    change, trait, propensities = cause
    made = task(requirement(0, **trait), requirement(1), requirement(2))
    perfect(**propensities)
    assert mode in modes(design(**change), made)[0]
    perfect()
    assert mode not in modes(design())[0]


def test_a_mistake_that_no_writer_hears_of_is_withheld(perfect):
    perfect(writes_wrong=1.0)
    deaf = [["user", "coder"], ["user", "checker"], ["coder", "checker"]]
    assert "2.4" in modes(design(edges=deaf))[0]
    assert "2.4" not in modes(design())[0]


def test_what_one_role_alone_knows_reaches_the_writer_along_an_edge(perfect):
    made = task(requirement(0), requirement(1, holder=1), requirement(2))
    found, log = modes(design(opening=[["checker", "test"]]), made)
    assert log.work == (1, 1, 1)
    assert not found & {"1.1", "2.4"}
    deaf = [["user", "coder"], ["user", "checker"], ["coder", "checker"]]
    found, log = modes(design(opening=[["checker", "test"]], edges=deaf), made)
    assert log.work[1] == 0
    assert "2.4" in found


def test_what_no_role_knows_has_to_be_asked_for(perfect):
    made = task(requirement(0), requirement(1, holder=2), requirement(2, ambiguous=True))
    edges = [["user", "coder"], ["user", "checker"], ["coder", "checker"], ["checker", "coder"]]
    _, log = modes(design(edges=edges), made)
    assert log.work[1] == 0
    asking = design(edges=[*edges, ["checker", "user"]], opening=[["checker", "ask"]])
    found, log = modes(asking, made)
    assert (found, log.work) == (frozenset(), (1, 1, 1))


def test_a_question_without_a_way_to_the_user_stays_open(perfect):
    made = task(requirement(0, ambiguous=True))
    assert "3.1" in modes(design(opening=[["checker", "ask"]]), made)[0]


def test_a_report_is_answered_by_a_new_version(perfect):
    perfect(writes_wrong=0.5)
    for repetition in range(20):
        found, log = modes(design(max_rounds=10), repetition=repetition)
        assert log.work == (1, 1, 1)
        assert not found & {"1.1", "3.1", "2.5"}


def test_what_a_writer_does_not_see_any_more_gets_lost(perfect):
    many = task(*(requirement(n) for n in range(10)))
    perfect(forgets=1.0)
    short = design(
        context_chars=300, max_rounds=3, stop={"on": "rounds"}, roles=[
            {"name": "coder", "may": ["write"], "prompt": "{limits}"},
            {"name": "checker", "may": ["verify"], "prompt": "{task}"},
        ],
    )  # fmt: skip
    assert "1.4" in modes(short, many)[0]
    perfect(forgets=0.0)
    assert "1.4" not in modes(short, many)[0]


def test_a_decider_stops_when_it_sees_nothing_open(perfect):
    decides = design(order=[["coder", "write"], ["checker", "decide"]], stop={"on": "decider"}, verify=None)
    assert modes(decides)[1].stopped == "decider"
    perfect(writes_wrong=1.0)
    assert modes(decides)[1].stopped == "decider"  # it sees functions, and no report
    order = [["coder", "write"], ["checker", "test"], ["checker", "decide"]]
    assert modes(design(order=order, stop={"on": "decider"}, verify=None))[1].stopped == "rounds"


def test_a_run_that_costs_too_much_is_cut_off_and_counts_seven(perfect):
    wordy = [{"name": n, "may": ["write", "verify"], "prompt": "x" * 8000} for n in ("coder", "checker")]
    busy = design(roles=wordy, order=[["coder", "write"]] * 8, max_rounds=10, stop={"on": "rounds"})
    found, log = modes(busy)
    assert log.stopped == "timeout"
    assert counted(found, log) == 7


def test_there_are_fourteen_modes_with_the_papers_numbers():
    assert len(MODES) == 14
    assert [len([m for m in MODES if m[0] == group]) for group in "123"] == [5, 6, 3]


@pytest.mark.parametrize("context", ["all", "last_k", "summary"])
def test_nobody_sees_more_than_the_limit(context):
    run = Run(design(context=context, context_chars=700, last_k=2), task(), 0)
    for _ in range(5):
        run.histories.send("coder", [runtime.Part("work", n) for n in range(3)])
        assert run.histories.seen("checker").chars <= 700
