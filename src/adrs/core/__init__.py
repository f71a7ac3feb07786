"""The words of the platform and the protocols its parts meet by. Imports nothing of adrs outside core."""
