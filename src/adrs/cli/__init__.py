"""The command line: names and options to objects."""
