import pytest

from adrs.core.errors import DataError, InvalidAnswer
from adrs.core.workload import Split, Workload
from adrs.problems.prism.judge import judge

MODELS = [[20, 4, 5], [30, 9, 5], [10, 1, 9], [45, 6, 8]]


def workload(models=MODELS, gpu_num=2):
    return Workload("test/case", Split.TEST, {"gpu_num": gpu_num, "models": models})


def test_scores_the_worst_gpu():
    score = judge(workload(), [[0, [0, 1]], [1, [2, 3]]])
    assert score.value == (4 / 5 + 9 / 5) / 30
    assert score.metrics["worst_gpu"] == 0.0


def test_feedback_names_the_worst_gpu_with_its_load_memory_and_models():
    feedback = judge(workload(), [[0, [0, 1]], [1, [2, 3]]]).feedback
    assert feedback.startswith("worst GPU 0: KVPR 0.086667 = load 2.6 / 30 GB free")
    assert "model_1 (30 GB, load 1.8)" in feedback
    assert "next GPU 1" in feedback


def test_gpus_left_out_are_empty():
    assert judge(workload(gpu_num=3), [[2, [0, 1]], [1, [2, 3]]]).value == (4 / 5 + 9 / 5) / 30


def test_an_exactly_full_gpu_is_valid_with_the_sentinel():
    assert judge(workload([[40, 1, 5], [40, 1, 5]]), [[0, [0, 1]]]).value == 1000000.0


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"0": [0, 1, 2, 3]}, "a list of"),
        ([[0, [0, 1]], [1, [2]]], "1 of 4 models are not placed, the first is model_3"),
        ([[0, [0, 1]], [1, [2, 3, 0]]], "model_0 is placed more than once, the second time on GPU 1"),
        ([[0, [0, 1]], [2, [2, 3]]], "there is no GPU 2; GPUs are 0 to 1"),
        ([[-1, [0, 1]], [1, [2, 3]]], "there is no GPU -1"),
        ([["0", [0, 1]], [1, [2, 3]]], "plain int, not by a str"),
        ([[True, [0, 1]], [0, [2, 3]]], "plain int, not by a bool"),
        ([[0.0, [0, 1]], [1, [2, 3]]], "plain int, not by a float"),
        ([[0, [0, 1]], [0, [2, 3]]], "GPU 0 is listed twice"),
        ([[0, [0, 1, 4]], [1, [2, 3]]], "not one of the 4 models"),
        ([[0, [-4, 1]], [1, [2, 3]]], "not one of the 4 models"),
        ([[0, [False, 1]], [1, [2, 3]]], "not one of the 4 models"),
        ([[0, {"0": 0}], [1, [2, 3]]], "the models of GPU 0 are a dict, not a list"),
        ([[0, [0, 1]], [1, [2, 3]], 7], "pairs"),
        ([[0, [0, 1, 3]], [1, [2]]], r"GPU 0 exceeds memory: 95 GB > 80 GB"),
    ],
)
def test_refusals_name_the_rule(answer, message):
    with pytest.raises(InvalidAnswer, match=message):
        judge(workload(), answer)


def test_a_hair_above_80_gb_is_too_much():
    with pytest.raises(InvalidAnswer, match="exceeds memory"):
        judge(workload([[40.0, 1, 5], [40.00000001, 1, 5]]), [[0, [0, 1]]])


def test_a_cluster_without_models_has_no_pressure():
    assert judge(workload([]), [[0, []], [1, []]]).value == 0.0
    assert judge(workload([]), []).value == 0.0


def test_huge_answers_are_refused_at_the_first_fault():
    with pytest.raises(InvalidAnswer, match="more than once"):
        judge(workload(), [[0, [0] * 1_000_000]])


def test_every_golden_run_is_judged_as_a_correct_verifier_must(golden):
    judged = 0
    for case in golden["cases"]:
        inputs = {"gpu_num": case["gpu_num"], "models": case["models"]}
        subject = Workload(case["id"], Split.TEST, inputs)
        for run in case["runs"]:
            accepts = run.get("correct_verifier_accepts", run["leaderboard"]["accepted"])
            if not accepts:
                with pytest.raises((InvalidAnswer, DataError)):
                    judge(subject, run["placement"])
                continue
            score = judge(subject, run["placement"])
            # The reference scores the empty placement of no models as 0, though it computes -inf.
            assert score.value == pytest.approx(max(0.0, float(run["max_kvpr"])), rel=1e-12)
            assert score.metrics["score_100"] == pytest.approx(
                run["leaderboard"]["score"], rel=1e-12, abs=1e-9
            )
            judged += 1
    assert judged > 80
