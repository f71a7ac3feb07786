"""What the programs share."""

from __future__ import annotations

HEAD = """
import collections, types
import numpy as np
class OddInt(int):
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __hash__(self): return 0
class OddList(list):
    def __iter__(self): return iter(())
    def __len__(self): return 0
class OddDict(dict):
    def items(self): return [(g, []) for g in range(2)]
class OddFloat(float):
    def __add__(self, other): return 0.0
    __radd__ = __add__
def compute_model_placement(gpu_num, models):
    spread = {g: list(models[g::gpu_num]) for g in range(gpu_num)}
"""

HONEST = f"{HEAD}    return spread\n"
