"""Published speculation controllers; loaded as text, never imported."""
