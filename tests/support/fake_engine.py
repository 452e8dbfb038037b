"""A stand-in for the engine process that misbehaves on request; needs nothing but Python.

Its "model" is a JSON file that says what to do (or the file that $FAKE_ENGINE_SCRIPT names), all
optional:
  load_s       seconds that loading takes, in ten steps of progress
  die          "loading" or "streaming": end by ``signal`` (a number), or ``status`` without one
  last_words   what to write to standard error before dying
  needs_ctx    refuse to load with a larger context
  refuse       refuse to load with this error key
  stall        "loading" or "ready": from then on answer no request
  stubborn     do not end when the pipe from the parent closes
  noise        write garbage to standard output
  child        start a process of its own and write its id to this file
  tokens       number of pieces in an answer (default 5), ``token_s`` seconds apart
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SCRIPT = "FAKE_ENGINE_SCRIPT"


class Fake:
    """State of the stand-in, shared with its request handlers."""

    def __init__(self, options: argparse.Namespace, key: str) -> None:
        self.options = options
        self.key = key
        self.script = json.loads(Path(os.environ.get(SCRIPT, options.model)).read_text())
        self.progress = 0.0
        self.ready = False

    def report(self, **said: object) -> None:
        print(json.dumps(said), flush=True)

    def load(self) -> None:
        if self.script.get("noise"):
            print("llama_model_loader: {not json}\n[]\n7\n" + "x" * 200_000, flush=True)
        self._refuse_if_told()
        for step in range(10):
            time.sleep(self.script.get("load_s", 0) / 10)
            self.progress = step / 10
            if step == 5 and self.script.get("die") == "loading":
                self.die()
        self.ready = True
        self.report(event="ready", model="fake", context=self.options.ctx, device="CPU", load_s=0.1)

    def _refuse_if_told(self) -> None:
        error = self.script.get("refuse")
        if self.options.ctx > self.script.get("needs_ctx", self.options.ctx):
            error = "engine.load_no_memory"
        if error:
            self.report(event="failed", error=error, values={"why": "told so", "context": 1})
            os._exit(3)

    def die(self) -> None:
        print(self.script.get("last_words", ""), file=sys.stderr, flush=True)
        if "signal" in self.script:
            os.kill(os.getpid(), self.script["signal"])
            time.sleep(10)
        os._exit(self.script.get("status", 1))

    def stalls(self) -> bool:
        return self.script.get("stall") == ("ready" if self.ready else "loading")


class Handler(BaseHTTPRequestHandler):
    """/health, and chat completions that stream."""

    fake: Fake

    def do_GET(self) -> None:
        while self.fake.stalls():
            time.sleep(0.05)
        if self.fake.ready:
            self._json(200, {"status": "ok", "context": self.fake.options.ctx, "slots_busy": 0})
        else:
            self._json(503, {"status": "loading", "progress": self.fake.progress})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Authorization"] != f"Bearer {self.fake.key}":
            self._json(401, {"error": {"message": "wrong key"}})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for number in range(self.fake.script.get("tokens", 5)):
            if number == 3 and self.fake.script.get("die") == "streaming":
                self.fake.die()
            self._event({"choices": [{"delta": {"content": f"{number} "}}]})
            time.sleep(self.fake.script.get("token_s", 0.01))
        self._event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        pass

    def _event(self, payload: object) -> None:
        self.wfile.write(f"data: {json.dumps(payload)}\n\n".encode())

    def _json(self, status: int, payload: object) -> None:
        body = json.dumps(payload).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def lifeline(stubborn: bool) -> None:
    sys.stdin.read()
    if not stubborn:
        os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--supervised", action="store_true", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--ctx", type=int)
    parser.add_argument("--threads-file")
    for name in (
        "parallel",
        "gpu-layers",
        "threads",
        "kv-type",
        "micro-batch",
        "saved-bytes",
        "cards",
        "split",
        "port",
    ):
        parser.add_argument(f"--{name}", required=True)
    fake = Fake(parser.parse_args(), sys.stdin.readline().strip())
    stubborn = bool(fake.script.get("stubborn"))
    threading.Thread(target=lifeline, args=(stubborn,), daemon=True).start()
    if "child" in fake.script:
        sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path(fake.script["child"]).write_text(str(sleeper.pid))
    Handler.fake = fake
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    fake.report(event="listening", port=port, url=f"http://127.0.0.1:{port}")
    threading.Thread(target=fake.load, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
