"""What a team is, and what is none."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.problems.multi_agent.design import design_of
from tests.problems.multi_agent.teams import design, team


def test_a_team_is_read():
    found = design(context="last_k", last_k=3, opening=[["checker", "ask"]])
    assert [role.name for role in found.roles] == ["coder", "checker"]
    assert found.role("coder").tells("{task}")
    assert not found.role("coder").tells("{checklist}")
    assert (found.context, found.last_k, found.fixes) == ("last_k", 3, True)
    assert found.writers == {"coder"}
    assert found == design(context="last_k", last_k=3, opening=[["checker", "ask"]])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"roles": []}, "roles is a list of 1 to 12"),
        ({"roles": ["coder"]}, "role 0 is a dict"),
        ({"edges": [["coder"]]}, "an edge"),
        ({"edges": [["coder", "tests"]]}, "'tests' is none of checker, coder, user"),
        ({"order": [["coder", "verify"]]}, "'verify' is none of"),
        ({"opening": [["nobody", "write"]]}, "order: 'nobody'"),
        ({"max_rounds": 11}, "max_rounds is a whole number from 1 to 10, not 11"),
        ({"max_rounds": True}, "max_rounds"),
        ({"context": "some"}, "context"),
        ({"context_chars": 1e4}, "context_chars"),
        ({"verify": {"by": "checker"}}, "verify, when"),
        ({"stop": {}}, "stop: None"),
        ({"on_reject": "sulk"}, "on_reject"),
        ({"mood": "good"}, "the design knows no 'mood'"),
    ],
)
def test_what_is_no_team_is_refused_with_what_was_expected(change, why):
    with pytest.raises(InvalidAnswer, match=why):
        design_of(team(**change))
