"""Published algorithms; loaded as text, never imported."""
