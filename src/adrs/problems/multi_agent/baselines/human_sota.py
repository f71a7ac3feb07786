# mypy: ignore-errors
"""MetaGPT: an assembly line; an engineer repairs what running the tests shows.

Hong et al., MetaGPT: Meta Programming for a Multi-Agent Collaborative Framework, ICLR 2024, arXiv:2308.00352:
standard procedures as prompts, publish and subscribe, and executable feedback of a few rounds.
"""

# EVOLVE-BLOCK-START
USER = 0  # members are numbered as they are taken on
WRITE, TEST, REVIEW, ASK, DECIDE, VERIFY = 0, 1, 2, 3, 4, 5
ACTIONS = ("write", "test", "review", "ask", "decide", "verify")
CONTEXTS, STOPS = ("all", "last_k", "summary"), ("rounds", "verified", "decider")


def within(number, least, most):
    return int(min(max(number, least), most))


def design():
    members, roles, edges, opening, order = ["user"], [], [], [], []

    def member(number):
        return members[int(number) % len(members)]

    def role(name, says, may, task=1, limits=0, checklist=0):
        parts = [
            says,
            "{task}" if task else "",
            "{limits}" if limits else "",
            "{checklist}" if checklist else "",
        ]
        prompt = "\n".join(part for part in parts if part)
        roles.append({"name": name, "may": [ACTIONS[int(a) % 6] for a in may], "prompt": prompt})
        members.append(name)

    def tell(sender, receiver):
        edges.append([member(sender), member(receiver)])

    def step(who, action):
        return [member(1 + (int(who) - 1) % len(roles)), ACTIONS[int(action) % 5]]

    manager = 1
    architect = 2
    engineer = 3
    qa = 4
    role("manager", "You write the requirements document.", [REVIEW], task=1, limits=1)
    role("architect", "You design the modules.", [REVIEW], task=1, limits=1)
    role("engineer", "You write the code.", [WRITE], task=1, limits=1, checklist=1)
    role("qa", "You write and run the tests.", [TEST, VERIFY], task=1, limits=1)
    tell(USER, manager)
    tell(USER, engineer)
    tell(USER, qa)
    tell(manager, architect)
    tell(manager, engineer)
    tell(architect, engineer)
    tell(engineer, qa)
    tell(qa, engineer)
    opening.append(step(manager, REVIEW))
    opening.append(step(architect, REVIEW))
    order.append(step(engineer, WRITE))
    return {
        "roles": roles,
        "edges": edges,
        "opening": opening,
        "order": order,
        "max_rounds": within(4, 1, 10),
        "context": CONTEXTS[within(0, 0, 2)],
        "last_k": within(1, 1, 100),
        "context_chars": within(4000, 200, 40000),
        "verify": {
            "by": member(qa),
            "when": ("each_round", "final")[within(0, 0, 1)],
            "coverage": ("all", "sample")[within(0, 0, 1)],
            "executes": bool(1),
        },
        "stop": {"on": STOPS[within(1, 0, 2)]},
        "on_reject": "fix" if 1 else "ignore",
    }


# EVOLVE-BLOCK-END
