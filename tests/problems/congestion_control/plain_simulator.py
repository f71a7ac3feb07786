"""The same network, simulated the plain way: queues of packets, departures as events, no shortcuts.

Slow and obvious; it shares nothing with the simulator under test but the description of the network.
"""

import heapq
import itertools
from collections import deque

HOP_US = 1.0


class Flow:
    def __init__(self, index, spec, mss, nic):
        self.index, self.spec = index, spec
        self.left = spec.packets or 10**9
        self.total = self.left
        self.inflight = self.acked = 0
        self.window, self.rate = mss, nic
        self.last_send = -1e18
        self.finished = None
        self.decisions = 0


class PlainSimulator:
    """``decide(flow index, number of the decision) -> (window, rate)``."""

    def __init__(self, net, decide):
        self.net, self.decide = net, decide
        self.flows = [Flow(i, spec, net.mss, net.nic_gbps) for i, spec in enumerate(net.flows)]
        self.queues = [deque() for _ in net.links]
        self.busy = [False] * len(net.links)
        self.depart_order = [[] for _ in net.links]
        self.waited = [0.0] * len(net.links)
        self.drops = [0] * len(net.links)
        self.events, self.number = [], itertools.count()
        self.acks = []

    def at(self, time, action):
        heapq.heappush(self.events, (time, next(self.number), action))

    def run(self):
        for flow in self.flows:
            self.at(flow.spec.start_us, lambda now, flow=flow: self.consult(flow, now))
        while self.events and self.events[0][0] < self.net.horizon_us:
            now, _, action = heapq.heappop(self.events)
            action(now)
        return self

    def consult(self, flow, now):
        window, rate = self.decide(flow.index, flow.decisions)
        flow.decisions += 1
        flow.window = min(max(window, self.net.mss), 4_000_000)
        flow.rate = min(max(rate, 0.01), self.net.nic_gbps)
        self.send(flow, now)

    def send(self, flow, now):
        mss = self.net.mss
        while flow.left > 0 and flow.inflight + mss <= flow.window:
            ready = flow.last_send + mss * 8e-3 / flow.rate
            if ready > now:
                self.at(ready, lambda later: self.send(flow, later))
                return
            flow.left -= 1
            flow.inflight += mss
            flow.last_send = now
            packet = {"flow": flow, "hop": 0, "ecn": False, "waited": 0.0, "sent": now}
            self.at(now + self.net.access_us, lambda later, p=packet: self.arrive(p, later))

    def arrive(self, packet, now):
        link = packet["flow"].spec.path[packet["hop"]]
        spec, queue = self.net.links[link], self.queues[link]
        ahead = sum(self.remaining(link, p, now) for p in queue)
        if queue and ahead + self.net.mss > spec.buffer_bytes + 1e-6:
            self.drops[link] += 1
            self.acknowledge(packet, now, lost=True)
            return
        if ahead > spec.ecn_bytes:
            packet["ecn"] = True
        packet["arrived"] = now
        queue.append(packet)
        if len(queue) == 1:
            self.transmit(link, now)

    def remaining(self, link, packet, now):
        """Bytes of ``packet`` not yet sent."""
        if packet is self.queues[link][0]:
            return self.net.mss - (now - packet["starts"]) * self.net.links[link].rate_gbps * 125.0
        return self.net.mss

    def transmit(self, link, now):
        packet = self.queues[link][0]
        packet["starts"] = now
        self.waited[link] += max(0.0, now - max(packet["arrived"], self.net.from_us))
        packet["waited"] += now - packet["arrived"]
        tx = self.net.mss * 8e-3 / self.net.links[link].rate_gbps
        self.at(now + tx, lambda later: self.depart(link, later))

    def depart(self, link, now):
        packet = self.queues[link].popleft()
        self.depart_order[link].append(now)
        packet["seen"] = len(self.queues[link]) * self.net.mss
        packet["hop"] += 1
        if self.queues[link]:
            self.transmit(link, now)
        if packet["hop"] == len(packet["flow"].spec.path):
            self.acknowledge(packet, now, lost=False)
        else:
            self.at(now + HOP_US, lambda later: self.arrive(packet, later))

    def acknowledge(self, packet, now, lost):
        """The acknowledgement comes one empty round trip, and the time spent waiting, after sending."""
        back = packet["sent"] + packet["flow"].spec.base_rtt_us + packet["waited"]
        self.at(back, lambda later: self.acked(packet, later, lost))

    def acked(self, packet, now, lost):
        flow = packet["flow"]
        flow.inflight -= self.net.mss
        self.acks.append((now, flow.index, packet["ecn"], lost, packet.get("seen")))
        if lost:
            flow.left += 1
        else:
            flow.acked += 1
            if flow.acked == flow.total:
                flow.finished = now
                return
        self.consult(flow, now)
