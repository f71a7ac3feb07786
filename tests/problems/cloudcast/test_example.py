import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "cloudcast.py"


def test_the_example_shows_the_tree_to_be_cheapest():
    done = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    direct, chain, tree = (
        float(line.split(" USD")[0]) for line in done.stdout.splitlines() if " USD = egress" in line
    )
    assert tree < min(direct, chain)
    assert "no plan costs less than" in done.stdout
