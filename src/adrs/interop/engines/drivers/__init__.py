"""Scripts that run in an engine's own environment, in a generated folder; nothing of ours imports them."""
