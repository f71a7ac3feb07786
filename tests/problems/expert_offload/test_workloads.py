import itertools

import numpy as np
import pytest

from adrs.core.workload import Split
from adrs.problems.expert_offload.scene import Scene
from adrs.problems.expert_offload.workloads import COARSE, FINE, PLAN, SWITCH, inputs, mix, workloads

SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)
ALL = [w for split in SPLITS for w in workloads(split)]


@pytest.mark.parametrize(
    ("machine", "weights", "byte"),
    [(FINE, 3 * 2048 * 1408, 2), (SWITCH, 2 * 768 * 3072, 4), (COARSE, 3 * 4096 * 14336, 0.5)],
)
def test_transfers_take_what_the_channel_needs(machine, weights, byte):
    assert machine.load_ms == pytest.approx(weights * byte / 25e6, rel=0.01)


def test_every_split_has_every_tier():
    for split in SPLITS:
        assert {w.family.split("-")[0] for w in workloads(split)} == {"blind", "predicted", "window"}


def test_caches_accuracies_windows_and_routing_of_the_splits_differ():
    seen = [set(PLAN[split]) for split in SPLITS]
    assert all(not a & b for a, b in itertools.combinations(seen, 2))


@pytest.mark.parametrize("workload", ALL, ids=lambda w: w.id)
def test_episodes_are_well_formed(workload):
    made = Scene.of(workload.inputs)
    machine = made.machine
    most = max(len(needed) for token in made.needed for needed in token)
    assert machine.slots > 2 * most
    for token in made.needed:
        assert len(token) == machine.layers
        for layer, needed in enumerate(token):
            assert needed == tuple(sorted(set(needed)))
            assert len(needed) >= 1
            assert all(key[0] == layer and 0 <= key[1] < machine.experts for key in needed)


@pytest.mark.parametrize("workload", ALL, ids=lambda w: w.id)
def test_announcements_are_as_accurate_as_the_machine_says(workload):
    made = Scene.of(workload.inputs)
    pairs = [
        (set(needed), set(announced))
        for token, told in zip(made.needed, made.announced, strict=True)
        for needed, announced in zip(token, told, strict=True)
    ]
    if made.window == 0:
        assert not any(announced for _, announced in pairs)
        return
    right = sum(len(needed & announced) for needed, announced in pairs)
    total = sum(len(needed) for needed, _ in pairs)
    assert right / total == pytest.approx(made.machine.accuracy, abs=0.06)


@pytest.mark.parametrize("workload", ALL, ids=lambda w: w.id)
def test_twins_begin_alike_and_go_on_otherwise(workload):
    scored, twin = Scene.of(workload.inputs), Scene.twin_of(workload.inputs)
    assert len(twin.needed) == len(scored.needed) // 3
    flat, other = (
        list(itertools.chain(*s.needed))[: len(twin.needed) * s.machine.layers] for s in (scored, twin)
    )
    same = [a == b for a, b in zip(flat, other, strict=True)]
    first = same.index(False)
    assert first >= len(same) // 12
    assert np.mean(same[first:]) < 0.5
    told, told_too = (list(itertools.chain(*s.announced)) for s in (scored, twin))
    if 0 < scored.machine.accuracy < 1:
        assert told[: first + 1] == told_too[: first + 1]


def drawn(**changes):
    return inputs(np.random.RandomState(5), mix("coarse", "blind", tokens=400, **changes))["needed"]


def test_tokens_keep_experts_as_asked():
    def kept(keep):
        needed = drawn(keep=keep, zipf=0.0, follow=0.0)
        pairs = itertools.pairwise(needed[:, 3].tolist())
        return np.mean([len(set(a) & set(b)) / 2 for a, b in pairs])

    assert kept(0.0) == pytest.approx(0.25, abs=0.05)  # two of eight by chance
    assert kept(0.8) > 0.75


def test_popular_experts_are_needed_more_often():
    def share(zipf):
        counts = np.bincount(
            drawn(zipf=zipf, keep=0.0, follow=0.0, topic_tokens=1e9)[:, 0].ravel(), minlength=8
        )
        return counts.max() / counts.sum()

    assert share(1.5) > 0.3 > share(0.0)


def test_there_is_no_leaderboard():
    assert workloads(Split.LEADERBOARD) == ()
