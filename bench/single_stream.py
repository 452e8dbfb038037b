"""One stream: tokens per second as the client sees them, and how soon the first one comes.

    python bench/single_stream.py [--quick] [--runs 5] [--model smollm2|shape|PATH] [--json FILE]

By turns, with the same threads and at temperature 0: the engine through HTTP, its answer
detokenised and split, read at the pace of the window, and read by a client that wakes for every
token; llama.cpp's bare loop over the same prompt, which evaluates and draws and does nothing else;
and llama-cpp-python's ``create_chat_completion``, streamed. The time to the first token is compared
with the bare loop's evaluation of the prompt.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from llama_cpp import Llama
from measuring.engines import PAUSE_S, BareLoop, Client, bare_loop, question, serving
from measuring.figures import Report, arguments, ratios, runs_of
from measuring.models import BenchModel
from measuring.running import of_each_model

from app.tutor.turns import READ_EVERY_S

CONTEXT = 2048
TEXT = "Tell a very long story about all the numbers from one to a thousand. " * 2


@dataclass
class Rows:
    """Tokens per second of each run, and seconds beyond the evaluation of the prompt."""

    served: list[float] = field(default_factory=list)
    eager: list[float] = field(default_factory=list)  # woken for every token
    bare: list[float] = field(default_factory=list)
    native: list[float] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model."""
    rows, tokens = Rows(), args.tokens or (32 if args.quick else 192)
    options = {"parallel": 1, "context": CONTEXT, "threads": args.threads}
    async with serving(model.path, **options) as client:
        with (
            bare_loop(model.path, context=CONTEXT, threads=args.threads) as bare,
            _native(model.path, args.threads) as native,
        ):
            await _run(client, bare, native, "warm-up", Rows(), tokens=8)
            for number in range(runs_of(args)):
                await _run(client, bare, native, str(number), rows, tokens=tokens)
    _tell(report, model.name, rows)


async def _run(
    client: Client, bare: BareLoop, native: Llama, name: str, rows: Rows, *, tokens: int
) -> None:
    """One run; ``name`` makes its prompt one that nobody knows yet."""
    messages = question(f"({name}) {TEXT}")
    prompt = await client.tokens(messages)
    time.sleep(PAUSE_S)
    heard = await client.chat(messages, tokens=tokens, pause_s=READ_EVERY_S)
    if heard.tokens < tokens:
        sys.exit(f"the model ended its answer after {heard.tokens} tokens")
    time.sleep(PAUSE_S)
    prompt_s, tps = bare.run([prompt], tokens)
    rows.served.append(heard.tps)
    rows.bare.append(tps)
    rows.late_ms.append(1000 * (heard.first_s - prompt_s))
    time.sleep(PAUSE_S)
    rows.native.append(native_tps(native, messages, tokens))
    time.sleep(PAUSE_S)
    rows.eager.append((await client.chat(messages, tokens=tokens)).tps)


@contextmanager
def _native(path: Path, threads: int) -> Iterator[Llama]:
    model = Llama(
        str(path),
        n_ctx=CONTEXT,
        n_threads=threads,
        n_threads_batch=threads,
        n_gpu_layers=0,
        verbose=False,
        chat_format="chatml",
    )
    try:
        yield model
    finally:
        model.close()


def native_tps(model: Llama, messages: list[dict[str, str]], tokens: int) -> float:
    """Tokens per second of llama-cpp-python, as whoever reads its stream sees them."""
    times, reason = [], None
    stream = model.create_chat_completion(messages, max_tokens=tokens, temperature=0, stream=True)
    for piece in stream:
        choice = piece["choices"][0]
        reason = choice["finish_reason"]
        if choice["delta"].get("content"):
            times.append(time.perf_counter())
    if reason != "length":
        sys.exit("llama-cpp-python ended its answer early")
    return (tokens - 1) / (times[-1] - times[0])


def _tell(report: Report, model: str, rows: Rows) -> None:
    report.add("served", model, rows.served, unit="tokens/s")
    report.add("bare loop", model, rows.bare, unit="tokens/s")
    report.add("create_chat_completion", model, rows.native, unit="tokens/s")
    report.add("served / bare loop", model, ratios(rows.served, rows.bare), bound=">= 0.97")
    report.add("served token by token / bare loop", model, ratios(rows.eager, rows.bare))
    to_native = ratios(rows.served, rows.native)
    report.add("served / create_chat_completion", model, to_native, bound=">= 1.2")
    late = "first token after evaluation of the prompt"
    report.add(late, model, rows.late_ms, unit="ms", bound="<= 30")


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--tokens", type=int, default=0, help="of each answer; 192 by default")
    return of_each_model("single_stream", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
