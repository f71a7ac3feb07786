import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "topk_select.py"


def test_the_example_shows_who_reads_how_often():
    done = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    reads = {line.split()[0]: [float(x) for x in line.split()[1:]] for line in done.stdout.splitlines()[1:5]}
    assert set(reads["partition"]) == {1.0}
    assert min(reads["rtopk"]) > 5.0 > max(reads["human_sota"]) > 1.0
    assert "are kept, right would be 50" in done.stdout
