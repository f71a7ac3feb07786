# mypy: ignore-errors
"""MetaGPT: an assembly line; an engineer repairs what running the tests shows.

Hong et al., MetaGPT: Meta Programming for a Multi-Agent Collaborative Framework, ICLR 2024, arXiv:2308.00352:
standard procedures as prompts, publish and subscribe, and executable feedback of a few rounds.
"""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    manager = 1
    architect = 2
    engineer = 3
    qa = 4
    team.role("manager", "You write the requirements document.", 1, 1, 0)
    team.role("architect", "You design the modules.", 1, 1, 0)
    team.role("engineer", "You write the code.", 1, 1, 1)
    team.role("qa", "You write and run the tests.", 1, 1, 0)
    team.tell(USER, manager)
    team.tell(USER, engineer)
    team.tell(USER, qa)
    team.tell(manager, architect)
    team.tell(manager, engineer)
    team.tell(architect, engineer)
    team.tell(engineer, qa)
    team.tell(qa, engineer)
    team.begin(manager, REVIEW)
    team.begin(architect, REVIEW)
    team.call(engineer, WRITE)
    team.rounds(4, 1, 1)
    team.context(0, 1, 4000)
    team.verification(qa, 1, 0, 1)
    return team.plain()


# EVOLVE-BLOCK-END
