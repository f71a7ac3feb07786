"""Which experts of a mixture to keep on the GPU and which to fetch, over one channel."""
