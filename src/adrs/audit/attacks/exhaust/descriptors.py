# mypy: ignore-errors
"""Opens files and pipes without closing them."""

import os

from adrs.audit.attacks.kit import attempt


def attack(bait):
    opened = []
    attempt("files", lambda: [opened.append(os.open("/dev/null", os.O_RDONLY)) for _ in range(5000)])
    for fd in opened:
        os.close(fd)
    pipes = []
    attempt("pipes", lambda: [pipes.append(os.pipe()) for _ in range(5000)])
    for pair in pipes:
        for fd in pair:
            os.close(fd)
