"""Published congestion controllers; loaded as text, never imported."""
