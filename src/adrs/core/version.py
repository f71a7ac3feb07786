"""The version, at the bottom of the import order so that every part can name it."""

__version__ = "0.1.0"
