"""The checker process: reads requests from standard input, answers on standard output, in JSON.

One object a line each way. ``{"judge": {"question", "answer", "gold"}}`` is answered by several
lines ``{"judgement": …}``: each is what holds if the process is stopped before the next. The last
one, and the answers to ``{"same": [first, second]}`` and ``{"compute": {"tool", "text"}}``, have
``"done": true``. The first line of all is ``{"ready": true}``. At the end of standard input the
process ends.
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any, TextIO

from app.checker import confinement

#: Judged once before anybody waits: SymPy's first computations take the longest.
WARM_UP = ("Solve $x^2-5x+6=0$.", r"\boxed{x=2 \text{ or } x=3}", "2, 3")
EXIT_OUT_OF_MEMORY = 3
LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"

log = logging.getLogger(__name__)


def run() -> int:
    """Serve until the end of standard input; returns the exit status."""
    logging.basicConfig(level=logging.INFO, format=LOG_LINE, stream=sys.stderr)
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody else can write into the protocol
    from app.checker import judging  # imports SymPy, which takes a while

    for _ in judging.stages(*WARM_UP):
        pass
    lines: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_receive, args=(lines,), name="requests", daemon=True).start()
    confinement.confine()
    _say(output, {"ready": True})
    while True:
        request = json.loads(lines.get())
        confinement.allow_more_time()
        try:
            for answer in _answers(judging, request):
                _say(output, answer)
        except MemoryError:
            log.warning("out of memory")
            os._exit(EXIT_OUT_OF_MEMORY)


def _receive(lines: "SimpleQueue[str]") -> None:
    """Hand on lines; at the end of the input end this process at once, whatever it computes."""
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


def _answers(judging: Any, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "same" in request:
        yield {"same": judging.same(*request["same"]), "done": True}
        return
    if "compute" in request:
        yield {"computed": judging.computed(**request["compute"]), "done": True}
        return
    judgement = None
    for judgement in judging.stages(**request["judge"]):
        yield {"judgement": judgement.to_json()}
    yield {"judgement": judgement.to_json() if judgement else None, "done": True}


def _say(output: TextIO, answer: dict[str, Any]) -> None:
    output.write(json.dumps(answer) + "\n")
    output.flush()
