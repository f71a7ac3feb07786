import itertools
import math

import numpy as np
import pytest

from adrs.core.workload import Split
from adrs.problems.spec_control.scene import Scene
from adrs.problems.spec_control.workloads import DRAFT_7B, LOOKUP_7B, PLAN, chat, inputs, workloads

SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)


def test_iteration_costs_follow_from_data_sheets():
    """7 billion parameters: 13.48 GB at 80 % of 1555 GB/s; 13.48 GFLOP at 55 % of 312 TFLOP/s."""
    assert DRAFT_7B.base_ms == pytest.approx(13.48 / (1555 * 0.8) * 1000, rel=1e-6)
    assert DRAFT_7B.token_ms == pytest.approx(13.48 / (312e3 * 0.55) * 1000, rel=1e-4)
    assert DRAFT_7B.context_ms == pytest.approx(2 * 32 * 4096 * 2 / (1555e6 * 0.8), rel=1e-2)
    assert DRAFT_7B[:3] == LOOKUP_7B[:3]


def test_rates_mixes_and_spells_of_the_splits_differ():
    def key(mix):
        return mix.family, mix.per_s, mix.spell, mix.easy, mix.burst, mix.max_batch

    seen = [{key(mix) for mix in PLAN[split]} for split in SPLITS]
    assert all(not a & b for a, b in itertools.combinations(seen, 2))


@pytest.mark.parametrize("split", SPLITS)
def test_episodes_are_well_formed(split):
    for workload in workloads(split):
        made = Scene.of(workload.inputs)
        assert len(made.arrivals_ms) == len(made.prompts) == len(made.accepts) >= 40
        assert list(made.arrivals_ms) == sorted(made.arrivals_ms)
        assert min(made.prompts) >= 4
        assert all(4 <= len(bits) <= 400 and set(bits) <= {"0", "1"} for bits in made.accepts)


@pytest.mark.parametrize("split", SPLITS)
def test_twins_begin_alike_and_go_on_otherwise(split):
    for workload in workloads(split):
        scored, twin = Scene.of(workload.inputs), Scene.twin_of(workload.inputs)
        assert len(twin.accepts) == len(scored.accepts) // 3
        assert twin.arrivals_ms == scored.arrivals_ms[: len(twin.accepts)]
        for bits, other in zip(scored.accepts, twin.accepts, strict=False):
            assert len(bits) == len(other)
            assert bits != other
            assert bits[: len(bits) // 4] == other[: len(bits) // 4]


def drawn(**changes):
    return inputs(np.random.RandomState(7), chat(5.0, 3000, **changes))


def test_arrivals_and_lengths_have_the_means_asked_for():
    made = drawn()
    assert made["arrivals_ms"][-1] / 3000 == pytest.approx(200, rel=0.06)
    assert made["prompts"].mean() == pytest.approx(160, rel=0.06)
    assert np.mean([len(bits) for bits in made["accepts"]]) == pytest.approx(110, rel=0.06)


def test_acceptance_is_that_of_its_regimes():
    for easy, hard in ((0.8, 0.45), (0.9, 0.1)):
        text = "".join(drawn(easy=easy, hard=hard)["accepts"])
        assert text.count("1") / len(text) == pytest.approx((easy + hard) / 2, abs=0.03)


def test_regimes_make_neighbouring_tokens_alike():
    """Correlation of neighbours: present with long spells, and weaker with short ones."""

    def correlation(spell):
        made = drawn(easy=0.95, hard=0.05, spell=spell)["accepts"]
        pairs = np.array([[int(a), int(b)] for bits in made for a, b in itertools.pairwise(bits)])
        return np.corrcoef(pairs.T)[0, 1]

    assert correlation(50) > correlation(3) > 0.2


def test_bursts_keep_the_rate_and_crowd_the_first_halves():
    made = drawn(burst=1.8, cycle_s=8.0)
    phases = np.modf(made["arrivals_ms"] / 8000)[0]
    assert (phases < 0.5).mean() == pytest.approx(0.9, abs=0.02)
    assert math.isclose(made["arrivals_ms"][-1] / 3000, 200, rel_tol=0.06)


def test_there_is_no_leaderboard():
    assert workloads(Split.LEADERBOARD) == ()
