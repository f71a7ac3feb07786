"""The foreign layouts there are, those that are easily told apart first."""

from __future__ import annotations

from adrs.interop.foreign.openevolve import OpenEvolve

FOREIGN = (OpenEvolve(),)
