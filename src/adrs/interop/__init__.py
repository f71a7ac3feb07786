"""Other people's tools: an endpoint for their clients, and their engines on our problems."""
