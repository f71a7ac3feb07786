# mypy: ignore-errors
"""ChatDev: a chain of phases between two roles each, review and test feeding back to the programmer.

Qian et al., ChatDev: Communicative Agents for Software Development, ACL 2024, arXiv:2307.07924. Its executive
and technical officers talk the task over, then programmer, reviewer and tester take turns; the work is handed
over when the rounds are over.
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

    role("ceo", "You decide what the product is." + TASK + LIMITS, "review")
    role("cto", "You choose how it is built." + TASK + LIMITS, "review")
    role("programmer", "You write the code." + TASK + LIMITS, "write")
    role("reviewer", "You review the code." + TASK + LIMITS, "review")
    role("tester", "You test the code." + LIMITS, "test")
    tell("user", "ceo")
    tell("ceo", "cto")
    tell("cto", "programmer")
    tell("programmer", "reviewer")
    tell("reviewer", "programmer")
    tell("programmer", "tester")
    tell("tester", "programmer")
    begin("ceo", "review")
    begin("cto", "review")
    call("programmer", "write")
    call("reviewer", "review")
    call("programmer", "write")
    call("tester", "test")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 3,
        "context": ("all", "last_k", "summary")[0],
        "last_k": 1,
        "context_chars": 4000,
        "verify": None,
        "stop": {"on": ("rounds", "verified", "decider")[0]},
        "on_reject": ("ignore", "fix")[1],
    }


# EVOLVE-BLOCK-END
