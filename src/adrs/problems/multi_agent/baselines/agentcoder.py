# mypy: ignore-errors
"""AgentCoder: a programmer, a test designer who does not see the code first, and an executor that feeds back.

Huang et al., AgentCoder: Multi-Agent-based Code Generation with Iterative Testing and Optimisation,
arXiv:2312.13010: the programmer repairs what running the designer's tests shows, for up to five rounds.
"""

# EVOLVE-BLOCK-START
TASK, LIMITS, CHECKLIST = "\n{task}", "\n{limits}", "\n{checklist}"


def design():
    roles, edges, opening, order = [], [], [], []

    def role(name, prompt, *may):
        roles.append({"name": name, "prompt": prompt, "may": list(may)})

    def tell(sender, receiver):
        edges.append([sender, receiver])

    def begin(name, action):
        opening.append([name, action])

    def call(name, action):
        order.append([name, action])

    role("programmer", "You write the code, step by step." + TASK + LIMITS + CHECKLIST, "write")
    role("designer", "You write test cases from the task alone." + TASK + LIMITS, "test")
    role("executor", "You run the tests." + TASK + LIMITS, "verify")
    tell("user", "programmer")
    tell("user", "designer")
    tell("user", "executor")
    tell("designer", "executor")
    tell("programmer", "executor")
    tell("executor", "programmer")
    call("programmer", "write")
    begin("designer", "test")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 5,
        "context": ("all", "last_k", "summary")[0],
        "last_k": 1,
        "context_chars": 4000,
        "verify": {
            "by": "executor",
            "when": ("each_round", "final")[0],
            "coverage": ("all", "sample")[0],
            "executes": True,
        },
        "stop": {"on": ("rounds", "verified", "decider")[1]},
        "on_reject": ("ignore", "fix")[1],
    }


# EVOLVE-BLOCK-END
