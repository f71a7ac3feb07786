# mypy: ignore-errors
"""The starting team of the public benchmark: a coder, a tester and a reviewer, each with one prompt; nothing
flows back.
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

    role("coder", "You write the code." + TASK, "write")
    role("tester", "You test the code.", "test")
    role("reviewer", "You review the code.", "review")
    tell("user", "coder")
    tell("coder", "tester")
    tell("coder", "reviewer")
    call("coder", "write")
    call("tester", "test")
    call("reviewer", "review")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 4,
        "context": ("all", "last_k", "summary")[1],
        "last_k": 1,
        "context_chars": 2000,
        "verify": None,
        "stop": {"on": ("rounds", "verified", "decider")[0]},
        "on_reject": ("ignore", "fix")[0],
    }


# EVOLVE-BLOCK-END
