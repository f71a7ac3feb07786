"""Broadcast across three clouds: the case study of Cloudcast (Wooders et al., NSDI 2024)."""
