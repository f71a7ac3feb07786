"""AI-driven research for systems: search for better programs, and believe the result."""

from adrs.core.version import __version__

__all__ = ["__version__"]
