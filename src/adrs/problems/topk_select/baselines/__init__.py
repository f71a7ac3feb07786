"""Published and reference algorithms; loaded as text, never imported."""
