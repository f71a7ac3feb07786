"""The simulator against a plain one, against closed forms, and against queueing theory."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.workload import Split
from adrs.problems.congestion_control.fluid import shares
from adrs.problems.congestion_control.network import Flow, Link, Network
from adrs.problems.congestion_control.problem import create
from adrs.problems.congestion_control.rules import BOUND, active_us, measure
from adrs.problems.congestion_control.simulator import Simulation
from adrs.problems.congestion_control.workloads import workloads
from tests.problems.congestion_control.plain_simulator import PlainSimulator

RATE = 25.0 * 125.0  # bytes per microsecond
BDP = RATE * 20.0


def net(flows, *, horizon=2000.0, since=0.0, links=1, ecn=12_500.0, buffer=2e6):
    return Network(1000, 25.0, 2.0, horizon, since, (Link(25.0, ecn, buffer),) * links, tuple(flows))


def long(n, *, rtt=20.0, apart=0.0):
    return [Flow(i * apart, 0, (0,), rtt) for i in range(n)]


def fixed(*windows, rate=25.0):
    """Each flow keeps its window."""
    return lambda sender, packet, now: (windows[sender.index % len(windows)], rate)


def run(network, respond):
    return Simulation(network, respond).run()


def parts(simulation):
    return measure(simulation, shares(simulation.network))


def controlled(name, network):
    """A shipped baseline on ``network``."""
    from adrs.problems.congestion_control.observation import observe

    namespace: dict = {}
    exec(create().baselines[name].text, namespace)
    policies = [namespace["Policy"]() for _ in network.flows]
    simulation = Simulation(
        network,
        lambda sender, packet, now: policies[sender.index].decide(observe(simulation, sender, packet, now)),
    )
    return simulation.run()


# Closed forms


@pytest.mark.parametrize("packets", [1, 5, 20, 50])
def test_a_flow_alone_gets_its_window_each_round_trip(packets):
    simulation = run(net(long(1), since=400.0), fixed(packets * 1000.0))
    assert parts(simulation).throughput_gbps == pytest.approx(packets * 1000 * 8e-3 / 20.0, rel=0.02)
    assert parts(simulation).queue_bytes == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("flows", [2, 5, 10])
def test_windows_past_the_bandwidth_delay_product_stand_in_the_queue(flows):
    simulation = run(net(long(flows, apart=0.1), since=1000.0), fixed(40_000.0))
    assert parts(simulation).queue_bytes == pytest.approx(flows * 40_000 - BDP, rel=0.003)
    assert parts(simulation).throughput_gbps == pytest.approx(25.0)


@pytest.mark.parametrize("flows", [2, 4, 8, 16])
def test_a_burst_at_line_rate_builds_up_all_but_what_the_link_takes_meanwhile(flows):
    """While each of n sends W at line rate, the link takes W: (n - 1) W are left."""
    simulation = run(net(long(flows), horizon=60.0), fixed(50_000.0))
    peak = simulation.queues[0].longest_us * RATE
    assert peak == pytest.approx((flows - 1) * 50_000, abs=2 * flows * 1000)


def test_a_shared_queue_is_shared_in_proportion_to_the_windows():
    simulation = run(net(long(3, apart=0.1), horizon=6000.0), fixed(20_000.0, 40_000.0, 100_000.0))
    acked = [sender.acked for sender in simulation.senders]
    assert acked[1] / acked[0] == pytest.approx(2.0, rel=0.02)
    assert acked[2] / acked[0] == pytest.approx(5.0, rel=0.02)


def test_a_paced_flow_sends_at_its_rate():
    simulation = run(net(long(1), since=400.0), fixed(1e6, rate=7.0))
    assert parts(simulation).throughput_gbps == pytest.approx(7.0, rel=0.01)
    assert parts(simulation).queue_bytes == 0.0


def test_a_single_packet_takes_the_base_round_trip():
    simulation = run(net([Flow(5.0, 1, (0,), 23.5)]), fixed(1000.0))
    assert simulation.senders[0].finished_us == pytest.approx(28.5)


def test_a_packet_over_three_links_takes_the_base_round_trip():
    simulation = run(net([Flow(5.0, 1, (0, 1, 2), 30.0)], links=3), fixed(1000.0))
    assert simulation.senders[0].finished_us == pytest.approx(35.0)


def test_poisson_packets_wait_as_in_an_m_d_1_queue():
    """Pollaczek and Khinchine: the mean wait is rho s / (2 (1 - rho)) for service times of s."""
    rng, service, load = np.random.RandomState(5), 0.32, 0.7
    starts = np.cumsum(rng.exponential(service / load, 40_000))
    network = net([Flow(float(t), 1, (0,), 20.0) for t in starts], horizon=float(starts[-1]) + 100.0)
    simulation = run(network, fixed(1000.0))
    waited = simulation.queues[0].waited_us / len(starts)
    assert waited == pytest.approx(load * service / (2 * (1 - load)), rel=0.06)


# Convergence of the published controllers, against their papers' fixed points


@pytest.mark.parametrize("flows", [4, 8, 12])
def test_theta_powertcp_settles_at_its_fixed_point(flows):
    """w = w / Gamma + beta for all n gives a queue of (1.05 - 1) BDP + n beta."""
    simulation = controlled("theta_powertcp", net(long(flows, apart=0.7), horizon=4000.0, since=1500.0))
    assert parts(simulation).queue_bytes == pytest.approx(0.05 * BDP + flows * 0.006 * BDP, rel=0.15)
    assert parts(simulation).throughput_gbps == pytest.approx(25.0, rel=0.002)


@pytest.mark.parametrize("flows", [4, 8, 12])
def test_powertcp_settles_at_its_fixed_point(flows):
    """w = w / Gamma + beta for all n with Gamma = 1 + queue / BDP gives a queue of n beta."""
    simulation = controlled("human_sota", net(long(flows, apart=0.7), horizon=4000.0, since=1500.0))
    assert parts(simulation).queue_bytes == pytest.approx(flows * 0.006 * BDP, rel=0.35, abs=700)
    assert parts(simulation).throughput_gbps > 24.3


def test_hpcc_keeps_a_flow_alone_at_95_percent_without_queue():
    simulation = controlled("hpcc", net(long(1), horizon=3000.0, since=1000.0))
    assert parts(simulation).throughput_gbps == pytest.approx(0.95 * 25.0, rel=0.03)
    assert parts(simulation).queue_bytes < 100


def test_dctcp_queues_stay_below_the_threshold_and_a_packet_for_each_flow():
    """Alizadeh et al., SIGCOMM 2010, section 3.3: the queue peaks at K + N packets."""
    for flows in (2, 4):
        simulation = controlled(
            "dctcp", net(long(flows, apart=3.0), horizon=6000.0, since=2000.0, ecn=30_000.0)
        )
        queue = simulation.queues[0]
        tail = [a for a in queue.arrivals if a > 2000.0]
        backlog = backlogs(queue.arrivals, 0.32, tail[0])
        assert max(backlog) * RATE == pytest.approx(30_000 + flows * 1000, abs=(2 + flows) * 1000)
        assert parts(simulation).throughput_gbps > 24.0


def backlogs(arrivals, service, since):
    """Waiting times of later arrivals, by Lindley's recursion."""
    free, found = 0.0, []
    for at in arrivals:
        if at >= since:
            found.append(max(0.0, free - at))
        free = max(free, at) + service
    return found


@pytest.mark.parametrize(
    ("name", "at_least"),
    [("human_sota", 0.75), ("swift", 0.75), ("theta_powertcp", 0.75), ("dctcp", 0.75), ("hpcc", 0.5)],
)
def test_a_newcomer_comes_to_its_share(name, at_least):
    flows = [Flow(0.0, 0, (0,), 20.0), Flow(500.0, 0, (0,), 20.0)]
    simulation = controlled(name, net(flows, horizon=6000.0))
    early = controlled(name, net(flows, horizon=4000.0))
    late = [a.acked - b.acked for a, b in zip(simulation.senders, early.senders, strict=True)]
    assert min(late) / max(late) > at_least


# Against the plain simulator

SPECS = st.lists(
    st.tuples(st.floats(0, 60), st.integers(0, 40), st.integers(0, 2), st.floats(14, 31)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(
    specs=SPECS, seed=st.integers(0, 10**6), links=st.integers(1, 2), buffer=st.sampled_from([2e6, 9_300.0])
)
def test_agrees_with_the_plain_simulator(specs, seed, links, buffer):
    rng = np.random.RandomState(seed)
    paths = [(0,), (links - 1,), tuple(range(links))]
    # Odd fractions keep events from falling on the same instant, where order is a matter of taste.
    flows = [
        Flow(start + 0.0137 * i + float(rng.rand()), n, paths[p], rtt + float(rng.rand()))
        for i, (start, n, p, rtt) in enumerate(specs)
    ]
    network = net(flows, horizon=190.0, links=links, ecn=5_300.0, buffer=buffer)

    def decide(flow, number):
        draw = np.random.RandomState([seed, flow, number])
        return float(draw.uniform(500, 40_000)), float(draw.uniform(0.5, 24))

    counts = [0] * len(flows)
    acks = []

    def respond(sender, packet, now):
        counts[sender.index] += 1
        if packet is not None:
            acks.append((now, sender.index, packet.ecn, packet.lost, packet))
        return decide(sender.index, counts[sender.index] - 1)

    simulation = Simulation(network, respond)
    simulation.run()
    plain = PlainSimulator(network, decide).run()
    assert counts == [flow.decisions for flow in plain.flows]
    assert [s.acked for s in simulation.senders] == [1000 * f.acked for f in plain.flows]
    assert [q.drops for q in simulation.queues] == plain.drops
    last = {(index, sender.finished_us) for index, sender in enumerate(simulation.senders)}
    expected = [a for a in plain.acks if not any(i == a[1] and math.isclose(t, a[0]) for i, t in last)]
    assert len(acks) == len(expected)
    for mine, other in zip(sorted(acks, key=at), sorted(expected, key=at), strict=True):
        assert mine[0] == pytest.approx(other[0], abs=1e-6)
        assert mine[1:4] == other[1:4]
        if not mine[3] and not tied(simulation, mine[4]):
            assert simulation.telemetry(mine[4])[-1][0] == other[4]


def at(ack):
    return ack[0]


def tied(simulation, packet):
    """Whether another packet arrived at the very moment in which this one left."""
    link, _, departed = packet.trail[-1]
    return any(abs(arrival - departed) < 1e-9 for arrival in simulation.queues[link].arrivals)


# Invariants


@settings(max_examples=40, deadline=None)
@given(data=st.data(), flows=st.integers(1, 6))
def test_nothing_passes_the_bound_and_packets_are_conserved(data, flows):
    windows = data.draw(st.lists(st.floats(1, 90_000), min_size=flows, max_size=flows))
    rates = data.draw(st.lists(st.floats(0.2, 25), min_size=flows, max_size=flows))
    since = data.draw(st.sampled_from([0.0, 57.3]))
    network = net(long(flows, apart=3.3), horizon=250.0, since=since, buffer=60_000.0)
    simulation = run(network, lambda s, p, now: (windows[s.index], rates[s.index]))
    result = parts(simulation)
    assert result.value <= BOUND
    assert 0 <= result.throughput_gbps <= 25.0
    assert result.longest_queue_bytes <= 60_000.0
    for sender in simulation.senders:
        assert sender.sent >= sender.acked + sender.inflight >= sender.acked
        assert 0 <= sender.inflight <= max(1000.0, windows[sender.index])
    assert all(active <= network.horizon_us - since + 1e-9 for active in active_us(simulation))


def test_the_same_decisions_lead_to_the_same_run():
    for workload in workloads(Split.TRAIN)[:2]:
        network = Network.of(workload.inputs)
        first, second = (run(network, fixed(30_000.0, 9_000.0)) for _ in range(2))
        assert parts(first) == parts(second)


def test_marks_begin_above_the_threshold():
    marks = []
    network = net(long(2), horizon=60.0, ecn=10_000.0)

    def respond(sender, packet, now):
        if packet is not None:
            marks.append(packet.ecn)
        return 50_000.0, 25.0

    run(network, respond)
    assert marks.index(True) in range(18, 24)  # two senders at line rate: one of two packets stays


def test_what_finds_the_buffer_full_is_lost_once_and_sent_again():
    network = net([Flow(0.0, 60, (0,), 20.0), Flow(0.01, 60, (0,), 20.0)], buffer=20_000.0)
    simulation = run(network, fixed(60_000.0))
    assert simulation.queues[0].drops > 0
    assert all(sender.acked == 60_000 for sender in simulation.senders)
    assert len(simulation.queues[0].arrivals) == 120
