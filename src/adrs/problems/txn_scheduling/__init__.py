"""Case study: order a batch of transactions so that the last one finishes as early as possible."""
