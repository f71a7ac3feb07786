import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[3] / "examples" / "eplb.py"


@pytest.mark.slow
def test_the_example_shows_what_locality_costs():
    done = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    value = {
        line.split(":")[0]: float(line.split(": ")[1].split(",")[0])
        for line in done.stdout.splitlines()
        if "on the window seen" in line and ":" in line and "loses" not in line
    }
    assert value["human"] < value["no groups"]
    assert "where no groups loses: balance" in done.stdout
