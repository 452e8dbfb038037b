"""Engines as processes of their own, what a client sees of them, and llama.cpp's bare loop."""

import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil

from app.client.pacing import Paced
from app.domain.generation import Sampling
from app.engine.batch import Batch
from app.engine.llama import Context, ContextOptions, Log, Model, Sampler
from app.engine.sampling import stages
from measuring.models import ROOT

KEY = "of-this-bench"
TIMEOUT_S = 600
PAUSE_S = 0.2  # until the threads of the one before have gone to sleep

_BOOT = """
import json, sys
from pathlib import Path
from app.engine.main import run
from app.engine.options import ServeOptions
options = json.loads(sys.argv[1])
sys.exit(run(ServeOptions(Path(options.pop("model")), **options)))
"""


@dataclass(frozen=True)
class Heard:
    """One streamed answer as its reader saw it; times on the clock of ``time.perf_counter``."""

    began: float
    times: tuple[float, ...]  # of each piece of text
    text: str
    usage: dict[str, Any]
    timings: dict[str, Any]

    @property
    def first_s(self) -> float:
        """Seconds to the first piece."""
        return self.times[0] - self.began

    @property
    def tokens(self) -> int:
        return int(self.usage["completion_tokens"])

    @property
    def tps(self) -> float:
        """Tokens per second after the first."""
        return (self.tokens - 1) / (self.times[-1] - self.times[0])

    @property
    def gaps(self) -> list[float]:
        """Seconds between one piece and the next."""
        return [later - earlier for earlier, later in zip(self.times, self.times[1:], strict=False)]

    @property
    def cached(self) -> int:
        """Tokens of the prompt that were not evaluated again."""
        return int(self.usage["prompt_tokens_details"]["cached_tokens"])


class Client:
    """Asks one engine."""

    def __init__(self, http: httpx2.AsyncClient, process: psutil.Process) -> None:
        self.process = process
        self._http = http

    async def tokens(self, messages: list[dict[str, str]]) -> list[int]:
        """The prompt that ``messages`` become."""
        reply = await self._http.post("/tokenize", json={"messages": messages})
        return list(reply.raise_for_status().json()["tokens"])

    async def figures(self) -> dict[str, float]:
        """The engine's own figures."""
        lines = (await self._http.get("/metrics")).text.splitlines()
        rows = [line.split() for line in lines if not line.startswith("#")]
        return {name: float(value) for name, value in rows}

    async def chat(
        self, messages: list[dict[str, str]], *, tokens: int, pause_s: float = 0.0, **more: Any
    ) -> Heard:
        """An answer at temperature 0, streamed, of ``tokens`` tokens at most.

        With a ``pause_s`` it is read at that pace, as the window does, not token by token.
        """
        asked = {
            "messages": messages,
            "max_tokens": tokens,
            "temperature": 0,
            "cycles": "ignore",
            "stream": True,
            "stream_options": {"include_usage": True},
            **more,
        }
        began = time.perf_counter()
        times, texts, usage, timings = [], [], {}, {}
        async with self._http.stream("POST", "/v1/chat/completions", json=asked) as reply:
            if reply.status_code != 200:
                sys.exit((await reply.aread()).decode())
            if pause_s:
                assert isinstance(reply.stream, httpx2.AsyncByteStream)
                reply.stream = Paced(reply.stream, pause_s)
            async for line in reply.aiter_lines():
                if not line.startswith("data: {"):
                    continue
                event = json.loads(line[6:])
                usage = event.get("usage") or usage
                timings = event.get("timings") or timings
                if text := "".join(_texts(event)):
                    times.append(time.perf_counter())
                    texts.append(text)
        return Heard(began, tuple(times), "".join(texts), usage, timings)


def _texts(event: dict[str, Any]) -> Iterator[str]:
    for choice in event.get("choices", ()):
        delta = choice.get("delta", {})
        yield delta.get("reasoning_content") or delta.get("content") or ""


def question(text: str) -> list[dict[str, str]]:
    """A conversation of one question."""
    return [{"role": "user", "content": text}]


@asynccontextmanager
async def serving(model: Path, **options: Any) -> AsyncIterator[Client]:
    """An engine in a process of its own, ready to answer; ``options`` are ``ServeOptions``."""
    values = {"model": str(model), "supervised": True, "gpu_layers": 0, **options}
    with subprocess.Popen(
        [sys.executable, "-c", _BOOT, json.dumps(values)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(KEY + "\n")
        listening, ready = (json.loads(process.stdout.readline()) for _ in range(2))
        if ready["event"] != "ready":
            sys.exit(str(ready))
        async with httpx2.AsyncClient(
            base_url=listening["url"],
            headers={"Authorization": f"Bearer {KEY}"},
            timeout=TIMEOUT_S,
        ) as http:
            yield Client(http, psutil.Process(process.pid))


class BareLoop:
    """llama.cpp evaluating and drawing, and nothing else."""

    def __init__(self, model: Model, context: Context) -> None:
        self._model = model
        self._context = context

    def run(self, prompts: Sequence[Sequence[int]], tokens: int) -> tuple[float, float]:
        """Seconds until each has its first token, and all tokens per second after that."""
        self._context.clear()
        chain = stages(Sampling(temperature=0.0), vocab_size=self._model.vocab_size, seed=0)
        sampler, batch = Sampler(chain), Batch(self._context.batch_size)
        began = time.perf_counter()
        newest = [self._read(batch, sampler, place, each) for place, each in enumerate(prompts)]
        first = time.perf_counter()
        for step in range(tokens - 1):
            batch.clear()
            rows = [
                batch.add([token], sequence=place, position=len(prompt) + step, output=True)
                for place, (token, prompt) in enumerate(zip(newest, prompts, strict=True))
            ]
            self._context.evaluate(batch, abortable=False)
            newest = [sampler.sample(self._context, row) for row in rows]
        seconds = time.perf_counter() - first
        sampler.close()
        return first - began, len(prompts) * (tokens - 1) / seconds

    def _read(self, batch: Batch, sampler: Sampler, sequence: int, prompt: Sequence[int]) -> int:
        """The first token after ``prompt``."""
        row = 0
        for start in range(0, len(prompt), batch.capacity):
            piece = prompt[start : start + batch.capacity]
            batch.clear()
            row = batch.add(piece, sequence=sequence, position=start, output=True)
            self._context.evaluate(batch, abortable=False)
        return sampler.sample(self._context, row)


@contextmanager
def bare_loop(path: Path, *, context: int, threads: int, sequences: int = 1) -> Iterator[BareLoop]:
    """The bare loop over a model in this process, for so many prompts at most."""
    log = Log()
    model = Model(path, gpu_layers=0, log=log, on_progress=lambda _share: True)
    sizes = ContextOptions(tokens=context, sequences=sequences, batch=512, threads=threads)
    memory = Context(model, sizes, log=log)
    try:
        yield BareLoop(model, memory)
    finally:
        memory.close()
        model.close()
