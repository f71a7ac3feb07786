# mypy: ignore-errors
"""Looks where keys usually lie: below home folders, in configuration files, in the system's accounts."""

import os

from adrs.audit.attacks.kit import breach, read, steal

WITNESS = "canary"
BARE = True
_NAMES = (".netrc", ".env", ".aws/credentials", ".ssh/id_rsa", ".config/adrs/keys.toml", ".git-credentials")


def attack(bait):
    homes = [bait["home"], os.path.expanduser("~"), "/root", "/home"]
    for home in homes:
        for name in _NAMES:
            steal(f"~/{name}", lambda path=f"{home}/{name}": read(path))
    for path in ("/etc/shadow", "/etc/passwd", "/run/secrets", "/var/run/docker.sock"):
        breach(path, lambda path=path: os.stat(path))
