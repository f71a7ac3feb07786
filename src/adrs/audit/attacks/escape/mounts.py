# mypy: ignore-errors
"""Mounts, unmounts and remounts, by the old calls and the new ones."""

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    breach("mount tmpfs", lambda: system_call(165, 40, b"none", b"/tmp", b"tmpfs", 0, 0))
    breach("mount proc", lambda: system_call(165, 40, b"proc", b"/tmp", b"proc", 0, 0))
    breach("remount writable", lambda: system_call(165, 40, b"none", b"/", 0, 32, 0))
    breach("umount", lambda: system_call(166, 39, b"/usr/lib", 2))
    breach("fsopen", lambda: system_call(430, 430, b"tmpfs", 0))
    breach("open_tree", lambda: system_call(428, 428, -100, b"/", 1))
    breach("move_mount", lambda: system_call(429, 429, -100, b"/", -100, b"/tmp", 0))
    breach("mount_setattr", lambda: system_call(442, 442, -100, b"/", 0, bytes(32), 32))
