from __future__ import annotations

from random import Random

from adrs.problems.txn_scheduling.generators import Handover, Skewed, Upgrade


def test_a_seed_gives_the_same_batch() -> None:
    for generator in (Skewed(n=5), Upgrade(n=5), Handover(n=5)):
        assert generator(Random(3)) == generator(Random(3)) != generator(Random(4))


def test_skewed_operations_use_distinct_keys() -> None:
    for body in Skewed(n=20, operations=9)(Random(0)):
        assert len({token[2:] for token in body.split(" ")}) == 9


def test_skewed_keys_keep_a_common_order_unless_they_stray() -> None:
    def disordered(stray: float) -> int:
        batch = [[t[2:] for t in body.split(" ")] for body in Skewed(n=30, stray=stray)(Random(0))]
        pairs = {(a, b) for keys in batch for i, a in enumerate(keys) for b in keys[i + 1 :]}
        return sum((b, a) in pairs for a, b in pairs)

    assert disordered(0.0) == 0 < disordered(0.2)


def test_upgrades_read_their_member_key_before_writing_it() -> None:
    batch = Upgrade(n=40, long_share=0.25, long=12, short=6, lead=2)(Random(0))
    assert sorted(len(body.split(" ")) for body in batch) == [6] * 30 + [12] * 10
    for body in batch:
        used = [token for token in body.split(" ") if token != "*"]
        assert used[-2:] == [f"r-{used[-1][2:]}", f"w-{used[-1][2:]}"]
        assert body.startswith("* * r-") == (len(body.split(" ")) == 12)


def test_handovers_read_first_and_write_last() -> None:
    for body in Handover(n=20, length=7)(Random(0)):
        first, *idle, last = body.split(" ")
        assert (first[0], idle, last[0]) == ("r", ["*"] * 5, "w")
        assert first[2:] != last[2:]


def test_handovers_may_write_what_they_read() -> None:
    batch = [body.split(" ") for body in Handover(n=50, upgrade_share=1.0)(Random(0))]
    assert all(tokens[0][2:] == tokens[-1][2:] for tokens in batch)
