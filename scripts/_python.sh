# Sourced by the other scripts: $python is the project's own interpreter, made by scripts/setup.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
python=${ADRS_PYTHON:-.venv/bin/python}
if [ ! -x "$python" ]; then
    echo "there is no $python; run scripts/setup first, or set ADRS_PYTHON" >&2
    exit 1
fi
