"""AI-driven research for systems: search for better programs, and believe the result."""

__version__ = "0.1.0"
