# mypy: ignore-errors
"""The starting team, whose tester and reviewer are heard."""

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

    role("coder", "You write the code." + TASK, "write")
    role("tester", "You test the code." + TASK, "test")
    role("reviewer", "You review the code." + TASK, "review")
    tell("user", "coder")
    tell("coder", "tester")
    tell("coder", "reviewer")
    tell("tester", "coder")
    tell("reviewer", "coder")
    call("coder", "write")
    call("tester", "test")
    call("reviewer", "review")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 3,
        "context": ("all", "last_k", "summary")[0],
        "last_k": 1,
        "context_chars": 3000,
        "verify": None,
        "stop": {"on": ("rounds", "verified", "decider")[0]},
        "on_reject": ("ignore", "fix")[1],
    }


# EVOLVE-BLOCK-END
