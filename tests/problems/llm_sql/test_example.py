import re
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "llm_sql.py"


def test_the_example_shows_the_gain_over_the_original_order():
    done = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rates = [float(rate) for rate in re.findall(r"([\d.]+) % hit", done.stdout)]
    assert len(rates) == 4
    assert rates[0] < min(rates[1:])
    assert "no order hits more than" in done.stdout
