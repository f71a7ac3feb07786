# mypy: ignore-errors
"""Calls parts of the kernel with a history of holes."""

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    breach("bpf", lambda: system_call(321, 280, 0, bytes(72), 72))
    breach("userfaultfd", lambda: system_call(323, 282, 0))
    breach("init_module", lambda: system_call(175, 105, bytes(8), 8, b""))
    breach("kexec_load", lambda: system_call(246, 104, 0, 0, 0, 0))
    breach("personality", lambda: system_call(135, 92, 0x0040000))
    breach("swapon", lambda: system_call(167, 224, b"x", 0))
    breach("reboot", lambda: system_call(169, 142, 0, 0, 0, 0))
    breach("sethostname", lambda: system_call(170, 161, b"x", 1))
    breach("settimeofday", lambda: system_call(164, 170, bytes(16), 0))
    breach("acct", lambda: system_call(163, 89, b"x"))
