# mypy: ignore-errors
"""Replaces the encoder of answers, so that it writes a score instead."""

from adrs.audit.attacks.kit import attempt

WITNESS = "score"


def attack(bait):
    attempt("patch the encoder", lambda: _patch(bait))


def _patch(bait):
    from adrs.core import wire

    claim = b'{"value":%f,"score":%f,"outcome":"VALID"}' % (bait["perfect"], bait["perfect"])
    wire.encode = lambda *_: claim
    wire._plain = lambda *_: None
