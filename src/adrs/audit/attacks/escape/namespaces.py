# mypy: ignore-errors
"""Makes namespaces of its own, in which it would be root, by unshare, clone and clone3."""

from adrs.audit.attacks.kit import breach, system_call

_KINDS = {"user": 0x10000000, "mount": 0x20000, "pid": 0x20000000, "network": 0x40000000, "time": 0x80}


def attack(bait):
    for name, flag in _KINDS.items():
        breach(f"unshare {name}", lambda flag=flag: system_call(272, 97, flag))
        if name != "time":
            breach(f"clone {name}", lambda flag=flag: system_call(56, 220, flag | 17, 0, 0, 0, 0))
    breach("clone3", lambda: system_call(435, 435, bytes(88), 88))
