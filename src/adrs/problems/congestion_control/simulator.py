"""Packets through first-in first-out queues, driven by whatever answers each acknowledgement.

The harness runs it with a program's policies, the judge with the decisions that a harness logged. Events are
sends, arrivals at a queue and acknowledgements; a queue needs no departure events, because with first in
first out a packet's departure is known on its arrival (Lindley 1952)::

    departure = max(arrival, previous departure) + size / rate

Ties in time are broken by the order in which events were made, so a run is a function of the network and of
the decisions alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from heapq import heappop, heappush
from math import inf

from adrs.problems.congestion_control.network import HOP_US, Network, transmission_us

MAX_WINDOW_BYTES = 4_000_000.0
MIN_RATE_GBPS = 0.01

_START, _TIMER, _ARRIVAL, _ACK = range(4)


class Queue:
    """An output queue: when its link is next free, and what has passed."""

    __slots__ = ("arrivals", "delivered", "drops", "free_at", "longest_us", "waited_us")

    def __init__(self) -> None:
        self.free_at = 0.0
        self.arrivals: list[float] = []
        self.delivered = 0
        self.drops = 0
        self.waited_us = 0.0
        self.longest_us = 0.0


class Packet:
    """A packet on its way; ``trail`` holds (link, number among the link's packets, departure) per hop."""

    __slots__ = ("ecn", "lost", "sent_us", "trail", "window")

    def __init__(self, sent_us: float, window: float) -> None:
        self.sent_us = sent_us
        self.window = window
        self.trail: list[tuple[int, int, float]] = []
        self.ecn = self.lost = False


class Sender:
    """One flow's transport: window, pacing, and what is under way."""

    __slots__ = (
        "acked", "finished_us", "gap_us", "index", "inflight", "last_send_us", "left_us", "path", "rate",
        "rest_us", "rtt_us", "sent", "timer_at", "to_send", "total", "window",
    )  # fmt: skip

    def __init__(self, index: int, network: Network) -> None:
        flow = network.flows[index]
        self.index, self.path, self.rtt_us = index, flow.path, flow.base_rtt_us
        self.to_send: float = flow.packets or inf
        self.total = self.to_send * network.mss
        self.inflight = self.sent = self.acked = 0
        self.window, self.rate = float(network.mss), network.nic_gbps
        self.gap_us = 0.0
        self.last_send_us = self.timer_at = -inf
        self.finished_us = inf
        self.left_us = [0.0] * len(flow.path)
        # What is left of an empty network's round trip when the packet arrives at each hop.
        self.rest_us: list[float] = []
        rest = flow.base_rtt_us - network.access_us
        for link in flow.path:
            self.rest_us.append(rest)
            rest -= network.tx_us[link] + HOP_US


Respond = Callable[[Sender, Packet | None, float], tuple[float, float]]
"""``(sender, acknowledged packet or None at the start, now) -> (window in bytes, pacing rate in Gbit/s)``."""


class Simulation:
    """One run of a network; :meth:`run` leaves the results in ``queues`` and ``senders``."""

    def __init__(self, network: Network, respond: Respond) -> None:
        self.network = network
        self.respond = respond
        self.queues = [Queue() for _ in network.links]
        self.senders = [Sender(i, network) for i in range(len(network.flows))]
        self._heap: list[tuple[float, int, int, Sender, Packet | None]] = []
        self._made = 0
        self._direct = len(network.links) == 1

    def run(self) -> Simulation:
        """Simulate until the horizon."""
        horizon, mss, heap = self.network.horizon_us, self.network.mss, self._heap
        for flow, sender in zip(self.network.flows, self.senders, strict=True):
            self._push(flow.start_us, _START, sender, None)
        while heap:
            now, _, kind, sender, packet = heappop(heap)
            if now >= horizon:
                break
            if kind == _ACK:
                assert packet is not None
                sender.inflight -= mss
                if packet.lost:
                    sender.to_send += 1
                else:
                    sender.acked += mss
                    if sender.acked >= sender.total:
                        sender.finished_us = now
                        continue
                self._decide(sender, packet, now)
            elif kind == _ARRIVAL:
                assert packet is not None
                self._arrive(now, sender, packet)
                continue
            elif kind == _START:
                self._decide(sender, None, now)
            elif now != sender.timer_at:
                continue  # a timer that a faster pacing rate has overtaken
            self._pump(sender, now)
        return self

    def telemetry(self, packet: Packet) -> list[tuple[float, int, float, float]]:
        """Per hop: bytes left in the queue, bytes sent so far, time, and Gbit/s, as the packet departed."""
        mss, found = self.network.mss, []
        for link, number, departed in packet.trail:
            behind = bisect_left(self.queues[link].arrivals, departed) - number - 1
            found.append(
                (float(behind * mss), (number + 1) * mss, departed, self.network.links[link].rate_gbps)
            )
        return found

    def _push(self, at: float, kind: int, sender: Sender, packet: Packet | None) -> None:
        self._made += 1
        heappush(self._heap, (at, self._made, kind, sender, packet))

    def _decide(self, sender: Sender, packet: Packet | None, now: float) -> None:
        window, rate = self.respond(sender, packet, now)
        network = self.network
        sender.window = min(max(window, float(network.mss)), MAX_WINDOW_BYTES)
        sender.rate = min(max(rate, MIN_RATE_GBPS), network.nic_gbps)
        sender.gap_us = transmission_us(network.mss, sender.rate)

    def _pump(self, sender: Sender, now: float) -> None:
        """Send what window and pacing allow; leave a timer when only pacing forbids."""
        mss = self.network.mss
        while sender.to_send > 0 and sender.inflight + mss <= sender.window:
            ready = sender.last_send_us + sender.gap_us
            if ready > now:
                if not now < sender.timer_at <= ready:
                    sender.timer_at = ready
                    self._push(ready, _TIMER, sender, None)
                return
            sender.to_send -= 1
            sender.inflight += mss
            sender.sent += mss
            sender.last_send_us = now
            packet = Packet(now, sender.window)
            if self._direct:
                # All senders are equally far from the only queue: packets arrive in the order of sending.
                self._arrive(now + self.network.access_us, sender, packet)
            else:
                self._push(now + self.network.access_us, _ARRIVAL, sender, packet)

    def _arrive(self, at: float, sender: Sender, packet: Packet) -> None:
        hop = len(packet.trail)
        index = sender.path[hop]
        link, queue, tx = self.network.links[index], self.queues[index], self.network.tx_us[index]
        backlog_us = queue.free_at - at
        if backlog_us > 0:
            backlog_bytes = backlog_us * link.rate_gbps * 125.0
            if backlog_bytes + self.network.mss > link.buffer_bytes:
                packet.lost = True
                queue.drops += 1
                self._push(at + sender.rest_us[hop], _ACK, sender, packet)
                return
            if backlog_bytes > link.ecn_bytes:
                packet.ecn = True
            self._wait(queue, at, backlog_us)
            departure = queue.free_at + tx
        else:
            departure = at + tx
        queue.free_at = departure
        packet.trail.append((index, len(queue.arrivals), departure))
        queue.arrivals.append(at)
        sender.left_us[hop] = departure
        if self.network.from_us < departure <= self.network.horizon_us:
            queue.delivered += 1
        if hop + 1 == len(sender.path):
            self._push(departure + (sender.rest_us[hop] - tx), _ACK, sender, packet)
        else:
            self._push(departure + HOP_US, _ARRIVAL, sender, packet)

    def _wait(self, queue: Queue, at: float, backlog_us: float) -> None:
        """Account for ``backlog_us`` of waiting, as far as it lies in the measured period."""
        within = min(at + backlog_us, self.network.horizon_us) - max(at, self.network.from_us)
        if within > 0:
            queue.waited_us += within
            if backlog_us > queue.longest_us:
                queue.longest_us = backlog_us
