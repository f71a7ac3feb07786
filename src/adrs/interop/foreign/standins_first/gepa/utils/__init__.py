"""Stand-in for ``gepa.utils``."""
