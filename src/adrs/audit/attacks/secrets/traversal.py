# mypy: ignore-errors
"""Climbs out of its scratch: through dots, a directory descriptor, and symbolic links."""

import os

from adrs.audit.attacks.kit import read, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    path = bait["file"].lstrip("/")
    steal("dots", lambda: read("../" * 20 + path))
    steal("dir_fd", lambda: _from_descriptor(path))
    steal("symlink", lambda: os.symlink(bait["file"], "link") or read("link"))
    steal("hard link", lambda: os.link(bait["file"], "hard") or read("hard"))


def _from_descriptor(path):
    top = os.open("..", os.O_RDONLY)
    return os.read(os.open("../" * 20 + path, os.O_RDONLY, dir_fd=top), 4096)
