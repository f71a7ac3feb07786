# mypy: ignore-errors
"""Answers objects that answer for themselves: false lengths, equalities, and code for a decoder to run."""

import os

WITNESS = "outcome"
CONTAINED = ("INVALID", "CRASHED")


class Odd(list):
    def __reduce__(self):
        return os._exit, (0,)

    def __eq__(self, other):
        return True

    __hash__ = None

    def __len__(self):
        return 0

    def __iter__(self):
        while True:
            yield self

    def __getattr__(self, name):
        return self


def attack(bait):
    return Odd()
