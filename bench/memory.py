"""Memory: what the engine holds against what was planned for it, and whether it grows.

    python bench/memory.py [--quick] [--runs 5] [--model smollm2|shape|PATH] [--json FILE]

Planned are the file, the KV cache and the compute buffer (``app/domain/allocation.py``), and what
conversations may take that the context had to forget, as far as they take it. Held is the resident
memory of the engine's process when it has answered. Each run is an engine of its own; the last one
answers 500 requests, and its growth is what it holds after the last of them over what it held after
the first fifty.
"""

import argparse
import asyncio
import sys

from measuring.engines import Client, question, serving
from measuring.figures import Report, arguments, runs_of
from measuring.models import BenchModel
from measuring.running import of_each_model

from app.domain import allocation
from app.domain.allocation import MIB, Plan
from app.models.gguf import read_header

CONTEXT, PARALLEL = 4096, 4
REQUESTS, QUICK_REQUESTS = 500, 24
GROWN_UP = 10  # one in so many of the requests is asked before growth counts
GROWS_WITH = "SmolLM2-135M"  # 500 requests to the other one take too long
TOGETHER = 4
TOKENS = 8
SAVED_BYTES = 32 * MIB
BATCH_WORDS = 110  # numbers of five digits, some 600 tokens


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model."""
    plan = Plan(context=CONTEXT, parallel=PARALLEL, saved_bytes=SAVED_BYTES)
    shape = read_header(model.path).shape
    buffers = allocation.kv_bytes(shape, plan) + allocation.compute_bytes(shape, plan)
    planned = model.path.stat().st_size + buffers
    options = {
        "parallel": plan.parallel,
        "context": plan.context,
        "saved_bytes": plan.saved_bytes,
        "threads": args.threads,
    }
    held: list[float] = []
    for _ in range(runs_of(args)):
        async with serving(model.path, **options) as client:
            await _fill(client)
            held.append(await _held(client))
    report.add("planned", model.name, [planned / MIB], unit="MiB")
    report.add("held", model.name, [size / MIB for size in held], unit="MiB")
    beyond = [(size - planned) / MIB for size in held]
    bound = "<= 1.1" if model.name != GROWS_WITH else ""  # the program itself outweighs that one
    report.add("held beyond planned", model.name, beyond, unit="MiB")
    report.add("held / planned", model.name, [size / planned for size in held], bound=bound)
    if model.name == GROWS_WITH:
        await _grow(model, report, args.quick, options)


async def _grow(model: BenchModel, report: Report, quick: bool, options: dict[str, int]) -> None:
    requests = QUICK_REQUESTS if quick else REQUESTS
    async with serving(model.path, **options) as client:
        await _fill(client)
        await _ask(client, 0, requests // GROWN_UP)
        young = await _held(client)
        await _ask(client, requests // GROWN_UP, requests)
        grown = (await _held(client) - young) / MIB
    report.add(f"growth over {requests} requests", model.name, [grown], unit="MiB", bound="<= 8")


async def _fill(client: Client) -> None:
    """Evaluate a full batch once, which uses all buffers."""
    words = " ".join(str(10_000 + at) for at in range(BATCH_WORDS))
    await client.chat(question(words), tokens=TOKENS)


async def _ask(client: Client, first: int, last: int) -> None:
    for start in range(first, last, TOGETHER):
        asked = [question(f"What is {at} times {at + 7}?") for at in range(start, start + TOGETHER)]
        await asyncio.gather(*(client.chat(each, tokens=TOKENS) for each in asked))


async def _held(client: Client) -> float:
    """Bytes, less what is kept of forgotten conversations."""
    figures = await client.figures()
    return float(client.process.memory_info().rss) - figures["lemma_saved_bytes"]


def main() -> int:
    return of_each_model("memory", measure, arguments(__doc__).parse_args())


if __name__ == "__main__":
    sys.exit(main())
