import subprocess
import sys

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.congestion_control.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]


def answer(text):
    return answer_of(PROBLEM, Program.from_text(text), WORKLOAD)


def test_a_policy_is_told_what_the_statement_says():
    text = """
class Policy:
    def __init__(self):
        self.now = -1.0
    def decide(self, o):
        names = ("now_us rtt_us base_rtt_us ecn lost acked_bytes sent_bytes inflight_bytes window_bytes "
                 "window_at_send_bytes rate_gbps nic_gbps mss").split()
        assert all(type(getattr(o, name)) is float for name in names)
        assert all(name in STATEMENT for name in names)
        assert o.base_rtt_us == 20.0 and o.nic_gbps == 25.0 and o.mss == 1000.0
        assert o.rtt_us >= o.base_rtt_us * (1 - 1e-9)
        assert o.now_us >= self.now
        assert (o.acked_bytes > 0) == (len(o.hops) == 1) == (self.now >= 0)
        assert o.inflight_bytes <= o.sent_bytes - o.acked_bytes
        self.now = o.now_us
        for hop in o.hops:
            assert hop.queue_bytes >= 0 and hop.rate_gbps == 25.0
            assert 0 < hop.time_us < o.now_us and hop.tx_bytes >= 1000
        return 9000.0, 4.0
"""
    assert len(answer(f"STATEMENT = {PROBLEM.statement!r}\n{text}")["rates"]) > 4000


def test_decisions_are_logged_in_the_order_of_events():
    text = """
class Policy:
    def decide(self, o):
        return 9000.0 + o.now_us, 4
"""
    log = answer(text)
    assert (log["rates"] == 4.0).all()
    assert (log["windows"][1:] >= log["windows"][:-1]).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1", "does not define the function Policy"),
        ("class Policy:\n    pass", "no method decide"),
        ("class Policy:\n    decide = 3", "no method decide"),
    ],
)
def test_a_program_without_the_entry_is_refused(text, message):
    with pytest.raises(InvalidAnswer, match=message):
        answer(text)


def test_brings_no_judge_nor_workloads_into_the_sandbox():
    code = (
        "import sys, adrs.problems.congestion_control.harness\n"
        "print(sorted(m.rpartition('.')[2] for m in sys.modules if 'congestion_control.' in m))"
    )
    out = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{code}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert out.strip() == "['guard', 'harness', 'network', 'observation', 'simulator']"
