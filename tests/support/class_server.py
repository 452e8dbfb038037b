"""Runs ``lemma serve`` as a school would: the command line, keys in a file, a log of requests."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

KEYS = {"left": "secret-of-left", "right": "secret-of-right"}
SETTLED_S = 0.2
CHAT = "/v1/chat/completions"


@dataclass(frozen=True)
class ClassServer:
    """A server that listens on every address and is asked on loopback."""

    process: "subprocess.Popen[str]"
    url: str
    log: Path

    def client(self, name: str = "left") -> httpx2.Client:
        headers = {"Authorization": f"Bearer {KEYS[name]}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=60)

    def rows(self, *, settled: bool = False) -> list[dict[str, Any]]:
        """The log; a row is written after its reply was sent, so ``settled`` waits for it."""
        if settled:
            time.sleep(SETTLED_S)
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@contextmanager
def serving(model: Path, folder: Path, *options: str) -> Iterator[ClassServer]:
    """``lemma serve`` for Left and Right with further ``options``, ready to be asked."""
    keys, log = folder / "keys.txt", folder / "requests.jsonl"
    keys.write_text("".join(f"{name} {key}\n" for name, key in KEYS.items()), encoding="utf-8")
    command = [sys.executable, "-m", "app", "serve", "--model", str(model), "--threads", "1"]
    command += ["--host", "0.0.0.0", "--port", "0", "--key-file", str(keys)]
    command += ["--request-log", str(log), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip().replace("0.0.0.0", "127.0.0.1")
            yield ClassServer(process, url, log)
        finally:
            process.kill()


def question(text: str = "2+2?", **wanted: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}], **wanted}
