# mypy: ignore-errors
"""Reference beyond the papers: AgentCoder's loop, whose executor hears the user and asks what is open."""

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

    role("programmer", "You write the code." + TASK + LIMITS + CHECKLIST, "write")
    role("executor", "You ask what is open, and run the tests." + TASK + LIMITS, "ask", "verify")
    tell("user", "programmer")
    tell("user", "executor")
    tell("executor", "user")
    tell("programmer", "executor")
    tell("executor", "programmer")
    call("executor", "ask")
    call("programmer", "write")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 5,
        "context": ("all", "last_k", "summary")[0],
        "last_k": 1,
        "context_chars": 2500,
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
