"""Returns a program's ``x`` as it is."""


def run(load, inputs):
    return load().x
