"""Runs the engine of this folder's task, and says what it takes for its best when the run is over."""

import os
import threading
import traceback

import client
import driver


def tell_claim(search):
    """Pass on the best program by the engine's own account, if it has one."""
    try:
        best = search.best()
        if best is not None:
            client.claim(*best)
    except Exception:
        traceback.print_exc()


def watch(search):
    """Wait until the run wants no more, then end this process at once."""
    try:
        client.ask({"watch": True})
        tell_claim(search)
    finally:
        os._exit(0)


def main():
    """Run the engine to its own end, or to the run's."""
    search = driver.Search(client.TASK)
    threading.Thread(target=watch, args=(search,), daemon=True).start()
    search.run()
    tell_claim(search)


if __name__ == "__main__":
    main()
