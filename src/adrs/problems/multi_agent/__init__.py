"""Design of a software team of agents; see ``README.md``."""
