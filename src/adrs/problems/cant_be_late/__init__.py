"""Spot or on-demand under a deadline: the case study of Can't Be Late (Wu et al., NSDI 2024)."""
