# mypy: ignore-errors
"""MetaGPT: an assembly line with a shared pool of messages; an engineer repairs what running the tests shows.

Hong et al., MetaGPT: Meta Programming for a Multi-Agent Collaborative Framework, ICLR 2024, arXiv:2308.00352:
standard procedures as prompts, publish and subscribe, and executable feedback of up to three rounds.
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

    role("manager", "You write the requirements document." + TASK + LIMITS, "review")
    role("architect", "You design the modules." + TASK + LIMITS, "review")
    role("engineer", "You write the code." + TASK + LIMITS + CHECKLIST, "write")
    role("qa", "You write and run the tests." + TASK + LIMITS, "test", "verify")
    tell("user", "manager")
    tell("user", "engineer")
    tell("user", "qa")
    tell("manager", "architect")
    tell("manager", "engineer")
    tell("architect", "engineer")
    tell("engineer", "qa")
    tell("qa", "engineer")
    begin("manager", "review")
    begin("architect", "review")
    call("engineer", "write")
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": 4,
        "context": ("all", "last_k", "summary")[0],
        "last_k": 1,
        "context_chars": 4000,
        "verify": {
            "by": "qa",
            "when": ("each_round", "final")[0],
            "coverage": ("all", "sample")[0],
            "executes": True,
        },
        "stop": {"on": ("rounds", "verified", "decider")[1]},
        "on_reject": ("ignore", "fix")[1],
    }


# EVOLVE-BLOCK-END
