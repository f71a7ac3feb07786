# mypy: ignore-errors
"""Reads and joins the kernel's keyrings of the session."""

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    breach("keyctl: session keyring", lambda: system_call(250, 219, 0, -3, 1, 0, 0))
    breach("keyctl: join a session", lambda: system_call(250, 219, 1, 0, 0, 0, 0))
    breach("add_key", lambda: system_call(248, 217, b"user", b"adrs", b"x", 1, -3))
    breach("request_key", lambda: system_call(249, 218, b"user", b"adrs", 0, -3))
