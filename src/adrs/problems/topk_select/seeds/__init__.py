"""Starting points, from naive to strong; loaded as text, never imported."""
