import json
import shutil

import numpy as np
import pytest

from adrs.core.errors import DataError
from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split
from adrs.problems.cloudcast.problem import create
from adrs.problems.cloudcast.published import board_score
from adrs.problems.cloudcast.rules import Broadcast, Network
from adrs.testing.inprocess import answer_of

PROBLEM = create()


def verdicts(values):
    return [Verdict(workload=str(i), outcome=Outcome.VALID, value=v) for i, v in enumerate(values)]


def test_the_leaderboard_needs_data_and_says_so():
    with pytest.raises(DataError, match="--data"):
        PROBLEM.workloads(Split.LEADERBOARD)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"cost\.csv cannot be read"):
        create(tmp_path).workloads(Split.LEADERBOARD)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broadcasts.json", "{"),
        ("broadcasts.json", "[]"),
        ("broadcasts.json", json.dumps({"intra_aws": {}})),
        ("cost.csv", "src,dest,cost\na,b,free\n"),
        ("cost.csv", "src,dest,cost\n"),
        ("throughput.csv", "nothing\n1\n"),
    ],
)
def test_a_malformed_file_is_named(data, tmp_path, name, text):
    folder = tmp_path / "cloudcast"
    shutil.copytree(data / "cloudcast", folder)
    folder.chmod(0o755)
    (folder / name).unlink()
    (folder / name).write_text(text)
    with pytest.raises(DataError, match=name):
        create(tmp_path).workloads(Split.LEADERBOARD)


def test_the_folder_itself_may_be_given(data):
    mine, other = create(data), create(data / "cloudcast")
    for a, b in zip(mine.workloads(Split.LEADERBOARD), other.workloads(Split.LEADERBOARD), strict=True):
        assert a.digest == b.digest


def test_the_public_network_is_complete(data):
    inputs = create(data).workloads(Split.LEADERBOARD)[0].inputs
    assert len(inputs["regions"]) == 71
    assert inputs["links"].shape == (4970, 2)


def test_the_board_score_has_the_published_ends():
    assert board_score(1199.168994) == 0.0
    assert board_score(1045.860405) == pytest.approx(26.737131608352556)
    assert board_score(626.244636) == pytest.approx(99.99919058593477)
    assert board_score(600.0) == 100.0
    assert board_score(619.7929285714285, clamp=False) == pytest.approx(101.12561481747528)


def test_published_is_for_the_whole_leaderboard_only():
    assert PROBLEM.published(verdicts([1.0] * 5), Split.TEST) is None
    whole = PROBLEM.published(verdicts([1045.860405, 0, 0, 0, 0]), Split.LEADERBOARD)
    assert whole.value == pytest.approx(26.737131608352556)
    assert "26.737 unclamped" in whole.name
    assert PROBLEM.published(verdicts([125.0] * 4), Split.LEADERBOARD).value == 0.0
    failed = [*verdicts([125.0] * 4), Verdict(workload="x", outcome=Outcome.INVALID)]
    assert PROBLEM.published(failed, Split.LEADERBOARD).value == 0.0


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_both_anchors_stand_apart_on_every_workload(split):
    for workload in PROBLEM.workloads(split):
        naive, human = (
            PROBLEM.judge(workload, answer_of(PROBLEM, program, workload)).value
            for program in (PROBLEM.seeds["naive"], PROBLEM.baselines["human_sota"])
        )
        assert human < 0.95 * naive, workload.id


def test_networks_differ_and_look_like_the_measured_ones():
    seen = set()
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for workload in PROBLEM.workloads(split):
            inputs = workload.inputs
            n = len(inputs["regions"])
            assert len(set(inputs["regions"])) == n
            assert len({tuple(pair) for pair in inputs["links"].tolist()}) == n * (n - 1)
            assert (inputs["price"] > 0).all()
            assert (inputs["rate"] > 0).all()
            seen.add((inputs["price"].tobytes(), inputs["rate"].tobytes()))
    assert len(seen) == 36


def test_prices_and_rates_keep_to_the_measured_levels(data):
    real = create(data).workloads(Split.LEADERBOARD)[0].inputs
    for workload in PROBLEM.workloads(Split.TRAIN):
        for figure, slack in (("price", 0.25), ("rate", 0.35)):
            assert np.mean(workload.inputs[figure]) == pytest.approx(np.mean(real[figure]), rel=slack)
            assert workload.inputs[figure].max() <= real[figure].max() * 1.01


def test_feedback_says_where_the_money_goes():
    workload = PROBLEM.workloads(Split.TRAIN)[0]
    score = PROBLEM.judge(workload, answer_of(PROBLEM, PROBLEM.seeds["naive"], workload))
    for word in ("egress", "relays: none", "dearest links", "slowest", workload.inputs["source"]):
        assert word in score.feedback
    assert score.value == pytest.approx(score.metrics["egress_usd"] + score.metrics["vm_usd"])


def test_data_add_measured_broadcasts_that_share_no_link(data):
    problem = create(data)
    made = {
        split: [w for w in problem.workloads(split) if w.family == "measured"]
        for split in (Split.TRAIN, Split.VALIDATION, Split.TEST)
    }
    assert [len(workloads) for workloads in made.values()] == [0, 4, 6]
    regions = {
        split: {region for w in workloads for region in w.inputs["regions"]}
        for split, workloads in made.items()
    }
    assert not regions[Split.VALIDATION] & regions[Split.TEST]
    assert not (regions[Split.VALIDATION] | regions[Split.TEST]) & public_ends(problem)
    assert {split: len(problem.workloads(split)) for split in Split} == problem.sizes()


def test_measured_prices_and_rates_are_those_of_the_public_network(data):
    problem = create(data)
    [whole, *_] = problem.workloads(Split.LEADERBOARD)
    known = Network.of(whole.inputs).links
    for split in (Split.VALIDATION, Split.TEST):
        for workload in problem.workloads(split):
            if workload.family == "measured":
                assert Network.of(workload.inputs).links.items() <= known.items()
                Broadcast.of(workload.inputs)


def test_measured_broadcasts_have_both_anchors(data):
    problem = create(data)
    for split in (Split.VALIDATION, Split.TEST):
        for workload in problem.workloads(split):
            if workload.family == "measured":
                naive, human = (
                    problem.judge(workload, answer_of(problem, program, workload)).value
                    for program in (problem.seeds["naive"], problem.baselines["human_sota"])
                )
                assert problem.bound(workload).value <= human < 0.95 * naive


def public_ends(problem):
    """Source and destinations of the public broadcasts."""
    inputs = [w.inputs for w in problem.workloads(Split.LEADERBOARD)]
    return {region for one in inputs for region in (one["source"], *one["destinations"])}
