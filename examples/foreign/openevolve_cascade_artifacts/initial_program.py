# EVOLVE-BLOCK-START
import math


def pack(n):
    """Centres (x, y) of n discs in the unit square, on rings around its middle."""
    inner = 0.22
    outer = 0.36
    on_inner = 5
    centres = [(0.5, 0.5)]
    for i in range(n - 1):
        if i < on_inner:
            angle = 2 * math.pi * i / on_inner
            centres.append((0.5 + inner * math.cos(angle), 0.5 + inner * math.sin(angle)))
        else:
            angle = 2 * math.pi * (i - on_inner) / max(1, n - 1 - on_inner)
            centres.append((0.5 + outer * math.cos(angle), 0.5 + outer * math.sin(angle)))
    return centres


# EVOLVE-BLOCK-END

if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(pack(int(sys.argv[1]))))
