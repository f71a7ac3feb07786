"""Without walls the attacks succeed, in throw-away processes: being contained means something."""

from __future__ import annotations

import subprocess
import sys

import pytest

from adrs.audit import corpus
from adrs.audit.bare import bites

BARE = [attack for attack in corpus.attacks() if attack.bare]
QUICK = [
    "secrets/own_environment",
    "secrets/inherited_descriptors",
    "network/abstract",
    "network/tcp",
    "escape/write_outside",
    "kill/exit",
    "kill/orphan",
    "cheat/patch_judge",
]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux shows")


def test_every_group_has_some() -> None:
    assert {attack.group for attack in BARE} == set(corpus.GROUPS)


def test_a_few_of_them_succeed() -> None:
    assert [name for name, witnessed in bites(QUICK).items() if not witnessed] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_all_that_may_run_without_walls_succeed() -> None:
    assert [name for name, seen in bites([a.name for a in BARE]).items() if not seen] == []


def test_the_score_itself_can_be_patched_in_an_evaluator_s_own_process() -> None:
    assert "the score became 0.0" in "; ".join(bites(["cheat/patch_judge"])["cheat/patch_judge"])


def test_attacks_that_could_reach_further_are_not_run() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        bites(["kill/signal_everybody"])
