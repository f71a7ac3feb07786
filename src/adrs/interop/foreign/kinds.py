"""The foreign layouts there are, those that are easily told apart first."""

from __future__ import annotations

from adrs.interop.foreign.gepa import Gepa
from adrs.interop.foreign.leaderboard import Leaderboard
from adrs.interop.foreign.openevolve import OpenEvolve
from adrs.interop.foreign.shinka import Shinka

FOREIGN = (Gepa(), Shinka(), Leaderboard(), OpenEvolve())
