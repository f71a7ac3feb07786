# mypy: ignore-errors
"""One agent writes and looks over its own work."""

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

    role("solo", "You write the code and review it." + TASK + LIMITS, "write", "review")
    tell("user", "solo")
    call("solo", "write")
    call("solo", "review")
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
