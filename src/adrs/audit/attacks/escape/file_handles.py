# mypy: ignore-errors
"""Opens files by handle, by stale descriptors and through /dev and /proc magic links."""

import os

from adrs.audit.attacks.kit import breach, read, steal, system_call

WITNESS = "canary"


def attack(bait):
    breach("name_to_handle_at", lambda: system_call(303, 264, -100, b"/", bytes(256), bytes(8), 0))
    breach("open_by_handle_at", lambda: system_call(304, 265, 3, bytes(256), 0))
    for link in ("/dev/fd", "/proc/self/fd", "/proc/thread-self/fd", "/proc/self/task/1/root"):
        steal(link, lambda link=link: read(f"{link}/{bait['fd']}"))
    breach("openat2", lambda: system_call(437, 437, -100, bait["file"].encode(), bytes(24), 24))
    breach("fsconfig", lambda: system_call(431, 431, 3, 0, 0, 0, 0))
    os.listdir(".")
