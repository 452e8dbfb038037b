"""What the server costs: tokens per second of llama.cpp's bare loop, and through HTTP.

    python bench/engine_speed.py MODEL.gguf [--tokens 128] [--runs 5] [--threads N]

Both decode the same prompt greedily with the same threads, by turns, so that a change of the
computer's speed meets both. The bare loop evaluates and draws and does nothing else. Prints one
JSON object: the runs and their medians in tokens per second, and the ratio of the medians.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import uvicorn

from app.domain.generation import Sampling
from app.engine.core import Engine
from app.engine.devices import good_threads
from app.engine.llama import Batch, Context, ContextOptions, Log, Model, Sampler
from app.engine.options import ServeOptions
from app.engine.sampling import stages
from app.engine.server import build_app

PROMPT = "The history of mathematics begins with counting. " * 4
CONTEXT = 2048


def bare(model: Model, context: Context, tokens: int) -> float:
    """Tokens per second of evaluating and drawing, after the prompt."""
    context.clear()
    chain = stages(Sampling(temperature=0.0), vocab_size=model.vocab_size, seed=0)
    sampler, batch = Sampler(chain), Batch(context.batch_size)
    prompt = model.tokenize(PROMPT, special=True)
    row = batch.add(prompt, sequence=0, position=0, output=True)
    context.evaluate(batch, abortable=False)
    token = sampler.sample(context, row)
    started = time.perf_counter()
    for position in range(len(prompt), len(prompt) + tokens - 1):
        batch.clear()
        row = batch.add([token], sequence=0, position=position, output=True)
        context.evaluate(batch, abortable=False)
        token = sampler.sample(context, row)
    seconds = time.perf_counter() - started
    sampler.close()
    return (tokens - 1) / seconds


async def served(client: httpx2.AsyncClient, tokens: int) -> float:
    """Tokens per second of a stream as a client sees it, from the first piece to the last."""
    asked = {"prompt": PROMPT, "max_tokens": tokens, "temperature": 0, "stream": True}
    times = []
    async with client.stream("POST", "/v1/completions", json=asked) as reply:
        async for line in reply.aiter_lines():
            if '"text": "' in line:
                times.append(time.perf_counter())
    return (tokens - 1) / (times[-1] - times[0])


@asynccontextmanager
async def serving(options: ServeOptions) -> AsyncIterator[str]:
    """An engine behind HTTP in this process; yields its address."""
    engine = Engine(options)
    engine.start()
    await asyncio.wrap_future(engine.loading)
    app = build_app(engine, options, key="")
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running
        engine.close()


async def compare(path: Path, *, tokens: int, runs: int, threads: int) -> dict[str, object]:
    """Both, ``runs`` times by turns."""
    log = Log()
    model = Model(path, gpu_layers=0, log=log, on_progress=lambda _share: True)
    sizes = ContextOptions(tokens=CONTEXT, sequences=1, batch=512, threads=threads)
    context = Context(model, sizes, log=log)
    options = ServeOptions(path, parallel=1, context=CONTEXT, gpu_layers=0, threads=threads)
    rows: dict[str, list[float]] = {"bare": [], "served": []}
    async with serving(options) as url, httpx2.AsyncClient(base_url=url, timeout=600) as client:
        for _ in range(runs):
            rows["bare"].append(bare(model, context, tokens))
            rows["served"].append(await served(client, tokens))
    context.close()
    model.close()
    medians = {name: statistics.median(speeds) for name, speeds in rows.items()}
    return {
        "model": path.name,
        "threads": threads,
        "tokens": tokens,
        "runs_tps": {name: [round(speed, 2) for speed in speeds] for name, speeds in rows.items()},
        "median_tps": {name: round(speed, 2) for name, speed in medians.items()},
        "served_to_bare": round(medians["served"] / medians["bare"], 4),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=good_threads())
    args = parser.parse_args()
    result = asyncio.run(
        compare(args.model, tokens=args.tokens, runs=args.runs, threads=args.threads)
    )
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
