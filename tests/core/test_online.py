from types import ModuleType

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.online import play


def program(text):
    def load():
        module = ModuleType("program")
        exec(text, module.__dict__)
        return module

    return load


def game(episodes, log):
    """Two questions an episode."""
    for episode in range(episodes):
        yield None
        for question in range(2):
            log.append((yield (episode, question)))
    yield log


COUNTS = """
class Policy:
    def __init__(self):
        self.asked = 0
    def decide(self, observation):
        self.asked += 1
        return (*observation, self.asked)
"""


def test_every_episode_has_a_fresh_policy_and_every_question_its_answer():
    assert play(program(COUNTS), game(2, [])) == [(0, 0, 1), (0, 1, 2), (1, 0, 1), (1, 1, 2)]


def test_random_numbers_begin_alike_in_every_episode():
    text = "import random\nimport numpy\nclass Policy:\n    def decide(self, o):\n"
    text += "        return random.random(), float(numpy.random.random_sample())"
    log = play(program(text), game(2, []))
    assert log[:2] == log[2:]
    assert len(set(log)) == 2


@pytest.mark.parametrize("text", ["x = 1", "Policy = 3", "class Policy: pass", "def Policy(): pass"])
def test_a_program_without_a_policy_is_told_so(text):
    with pytest.raises(InvalidAnswer, match="Policy"):
        play(program(text), game(1, []))


def test_the_simulator_has_begun_before_the_program_is_loaded():
    order = []

    def simulator():
        order.append("simulator")
        yield None
        yield []

    def load():
        order.append("program")
        return program(COUNTS)()

    assert play(load, simulator()) == []
    assert order == ["simulator", "program"]


def test_looking_around_is_refused_even_when_the_program_swallows_it():
    text = "import gc\nclass Policy:\n    def decide(self, o):\n        try:\n            gc.get_objects()\n"
    text += "        except BaseException:\n            return 1"
    with pytest.raises(InvalidAnswer, match="look past its observations"):
        play(program(text), game(1, []))


def test_what_a_simulator_refuses_is_passed_on_and_the_next_program_is_watched_again():
    def simulator():
        yield None
        yield (0,)
        raise InvalidAnswer("never")

    for _ in range(2):
        with pytest.raises(InvalidAnswer, match="never"):
            play(program(COUNTS), simulator())
    test_looking_around_is_refused_even_when_the_program_swallows_it()
