"""Asks of a problem what every good one keeps, and says what to do where it does not."""
