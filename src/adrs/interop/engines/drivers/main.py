"""Runs the engine of this folder's task, and says what it takes for its best when the run is over."""

import multiprocessing
import os
import random
import threading
import traceback
import uuid

import client


def draw_ids_from(seed):
    """Draw random ids from the seed: engines keep them in sets, and the sets' order decides what they do.

    Each process draws its own, by its name, so that two never draw the same.
    """
    generators = {}

    def uuid4():
        name = multiprocessing.current_process().name
        if name not in generators:
            generators[name] = random.Random(f"{seed}/{name}")
        return uuid.UUID(int=generators[name].getrandbits(128), version=4)

    uuid.uuid4 = uuid4


draw_ids_from(client.TASK["seed"])  # also in processes that the engine starts from this file


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
    import driver  # and with it the engine, after the ids are ours

    search = driver.Search(client.TASK)
    threading.Thread(target=watch, args=(search,), daemon=True).start()
    search.run()
    tell_claim(search)


if __name__ == "__main__":
    main()
