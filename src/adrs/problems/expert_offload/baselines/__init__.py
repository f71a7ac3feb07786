"""Published caching and prefetching policies; loaded as text, never imported."""
