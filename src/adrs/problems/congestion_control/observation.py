"""What a policy is told: immutable records, and how they are filled on an acknowledgement."""

from __future__ import annotations

from typing import NamedTuple

from adrs.problems.congestion_control.simulator import Packet, Sender, Simulation


class Hop(NamedTuple):
    """In-band telemetry of one queue, taken as the acknowledged packet departed from it."""

    queue_bytes: float
    tx_bytes: float
    time_us: float
    rate_gbps: float


class Observation(NamedTuple):
    """What one sender knows when an acknowledgement arrives.

    ``hops`` has an entry for each queue passed; it is empty at the start of a flow and for lost packets.
    """

    now_us: float
    rtt_us: float
    base_rtt_us: float
    ecn: float
    lost: float
    acked_bytes: float
    sent_bytes: float
    inflight_bytes: float
    window_bytes: float
    window_at_send_bytes: float
    rate_gbps: float
    nic_gbps: float
    mss: float
    hops: tuple[Hop, ...]


_new = tuple.__new__


def observe(simulation: Simulation, sender: Sender, packet: Packet | None, now: float) -> Observation:
    """The observation of ``sender`` at ``now``."""
    network = simulation.network
    base = sender.rtt_us
    if packet is None:
        rtt, ecn, lost, at_send = base, 0.0, 0.0, sender.window
        hops: tuple[Hop, ...] = ()
    else:
        rtt, at_send = now - packet.sent_us, packet.window
        ecn, lost = float(packet.ecn), float(packet.lost)
        hops = () if packet.lost else tuple([_new(Hop, hop) for hop in simulation.telemetry(packet)])
    return _new(
        Observation,
        (
            now, rtt, base, ecn, lost, float(sender.acked), float(sender.sent), float(sender.inflight),
            sender.window, at_send, sender.rate, network.nic_gbps, float(network.mss), hops,
        ),
    )  # fmt: skip
