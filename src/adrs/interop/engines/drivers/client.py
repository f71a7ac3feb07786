"""The engine's end of the socket: standard library only, because it runs in the engine's environment."""

import json
import socket
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TASK = json.loads((HERE / "task.json").read_text())


def ask(request):
    """Send one request; the answer, or an empty one if the run has gone."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(TASK["socket"])
        line.sendall(json.dumps(request).encode() + b"\n")
        data = b"".join(iter(lambda: line.recv(65536), b""))
    return json.loads(data) if data else {"over": "the run has gone"}


def judged(text):
    """What the judge says of a candidate's text: score, valid, value, workloads, feedback.

    Does not return when the run is over: the process is about to be ended.
    """
    try:
        answer = ask({"program": text})
    except OSError:
        answer = {"over": "the run has gone"}
    while "over" in answer:
        time.sleep(1)
    return answer


def claim(text, score):
    """Say which program is the best by the engine's own account."""
    ask({"claim": {"program": text, "score": float(score)}})
