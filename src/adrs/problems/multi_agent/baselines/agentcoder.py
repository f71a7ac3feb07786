# mypy: ignore-errors
"""AgentCoder: a programmer, a designer of tests who has not seen the code, and an executor that feeds back.

Huang et al., AgentCoder: Multi-Agent-based Code Generation with Iterative Testing and Optimisation,
arXiv:2312.13010: the programmer repairs what running the designer's tests shows, for up to five rounds.
"""


# EVOLVE-BLOCK-START
def design():
    team = Team()
    programmer = 1
    designer = 2
    executor = 3
    team.role("programmer", "You write the code, step by step.", 1, 1, 1)
    team.role("designer", "You write tests from the task alone.", 1, 1, 0)
    team.role("executor", "You run the tests.", 1, 1, 0)
    team.tell(USER, programmer)
    team.tell(USER, designer)
    team.tell(USER, executor)
    team.tell(designer, executor)
    team.tell(programmer, executor)
    team.tell(executor, programmer)
    team.begin(designer, TEST)
    team.call(programmer, WRITE)
    team.rounds(5, 1, 1)
    team.context(0, 1, 4000)
    team.verification(executor, 1, 0, 1)
    return team.plain()


# EVOLVE-BLOCK-END
