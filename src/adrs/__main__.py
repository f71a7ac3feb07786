"""``python -m adrs``: the command line."""

from adrs.cli.main import main

if __name__ == "__main__":
    main()
