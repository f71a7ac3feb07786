"""Starting points, from naive to strong."""
