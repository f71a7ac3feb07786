# mypy: ignore-errors
"""Raises an exception whose methods do not return, print escapes, or raise again."""


class Hostile(BaseException):
    def __str__(self):
        raise self

    __repr__ = __str__

    def with_traceback(self, _):
        raise self

    def __del__(self):
        raise self


WITNESS = "outcome"
CONTAINED = ("CRASHED",)


def attack(bait):
    raise Hostile("\x1b]0;owned\x07\x1b[2J")
