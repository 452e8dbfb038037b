"""Many at once: all streams' tokens per second together, and what a newcomer costs the others.

    python bench/many.py [--quick] [--runs 5] [--model smollm2|shape|PATH] [--json FILE]

Each run measures one stream, then four at once, then eight: tokens of all of them while all are
under way, and beside it what llama.cpp makes of the same prompts in a loop that does nothing but
evaluate and draw. Then three streams are under way when a newcomer comes with a long prompt: the
worst gap of those streams is compared with 2.5 times their usual gap plus the time for one piece of
a prompt: ``MAX_STALL_S``, as the engine is made to read it, or that of the shortest piece
(``MIN_CHUNK``) where it takes longer.
"""

import argparse
import asyncio
import sys
import time
from statistics import median

from measuring.engines import PAUSE_S, Client, Heard, bare_loop, question, serving
from measuring.figures import Report, arguments, ratios, runs_of
from measuring.models import SHAPE, BenchModel
from measuring.running import of_each_model

from app.engine.scheduler import MAX_STALL_S, MIN_CHUNK

STREAMS = {4: ">= 1.25", 8: ">= 1.5"}
BOUND_ON = SHAPE  # the model for which so much is promised
CONTEXT = 4096
USUAL_GAPS = 2.5
RESIDENTS = 3
LONG, QUICK_LONG = 600, 200  # words of the newcomer's prompt


Rates = dict[int, list[float]]  # tokens per second of each run, by the number of streams


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model."""
    tokens = args.tokens or (16 if args.quick else 48)
    words = QUICK_LONG if args.quick else LONG
    served: dict[int, list[float]] = {count: [] for count in (1, *STREAMS)}
    bare: dict[int, list[float]] = {count: [] for count in served}
    gaps: list[tuple[float, float]] = []
    pieces: list[float] = []
    options = {"context": CONTEXT, "threads": args.threads}
    with bare_loop(model.path, sequences=max(STREAMS), **options) as loop:
        async with serving(model.path, parallel=max(STREAMS), **options) as client:
            await client.chat(question("Hello!"), tokens=4)
            for number in range(runs_of(args)):
                for count, rates in served.items():
                    asked = _stories(count, f"{number}.{count}")
                    rates.append(await _total_tps(client, asked, tokens))
                    prompts = [await client.tokens(each) for each in asked]
                    time.sleep(PAUSE_S)
                    bare[count].append(loop.run(prompts, tokens)[1])
                    time.sleep(PAUSE_S)
                pieces.append(loop.run([prompts[0][:MIN_CHUNK]], 1)[0])
                gaps.append(await _gaps(client, f"{number}.new", 2 * tokens, words))
    _tell_rates(report, model.name, served, bare)
    worst = [worst for _, worst in gaps]
    piece_s = max(MAX_STALL_S, median(pieces))
    allowed = [USUAL_GAPS * usual + piece_s for usual, _ in gaps]
    shares = ratios(worst, allowed)
    report.add("shortest piece of a prompt", model.name, [1000 * s for s in pieces], unit="ms")
    report.add("usual gap", model.name, [1000 * usual for usual, _ in gaps], unit="ms")
    report.add("worst gap beside a newcomer", model.name, [1000 * w for w in worst], unit="ms")
    report.add("worst gap / (2.5 usual gaps + a piece)", model.name, shares, bound="<= 1")


def _tell_rates(report: Report, model: str, served: Rates, bare: Rates) -> None:
    for count, rates in served.items():
        name = f"{count} streams" if count > 1 else "one stream"
        report.add(name, model, rates, unit="tokens/s")
        if count > 1:
            bound = STREAMS[count] if model == BOUND_ON else ""
            report.add(f"{name} / one", model, ratios(rates, served[1]), bound=bound)
            report.add(f"{name} / one, bare loop", model, ratios(bare[count], bare[1]))
        report.add(f"{name} / bare loop", model, ratios(rates, bare[count]))


def _stories(count: int, name: str) -> list[list[dict[str, str]]]:
    """Questions that differ from the first word."""
    return [question(f"{name}.{at} Tell a very long story of numbers.") for at in range(count)]


async def _total_tps(client: Client, asked: list[list[dict[str, str]]], tokens: int) -> float:
    """Tokens per second of all streams together, from when all have begun until one ends."""
    heard = await asyncio.gather(*(client.chat(each, tokens=tokens) for each in asked))
    began, ended = max(each.times[0] for each in heard), min(each.times[-1] for each in heard)
    written = 0.0
    for each in heard:
        pieces = sum(began < at <= ended for at in each.times)
        written += pieces * each.tokens / len(each.times)  # a piece is a token, nearly always
    return written / (ended - began)


async def _gaps(client: Client, name: str, tokens: int, words: int) -> tuple[float, float]:
    """The usual gap of streams under way, and the worst one once a newcomer has come, seconds."""
    asked = [question(f"{name}.{at} Tell a very long story.") for at in range(RESIDENTS)]
    running = [asyncio.create_task(client.chat(each, tokens=tokens)) for each in asked]
    before = await client.figures()
    while (await client.figures())["lemma_generated_tokens_total"] < (
        before["lemma_generated_tokens_total"] + RESIDENTS * tokens // 3
    ):
        await asyncio.sleep(0.05)
    text = " ".join(f"{name}x{at}" for at in range(words // 4))
    newcomer = await client.chat(question(text), tokens=1)
    residents = await asyncio.gather(*running)
    usual = [gap for each in residents for gap in _gaps_before(each, newcomer.began)]
    worst = [gap for each in residents for gap in _gaps_after(each, newcomer.began)]
    if not usual or not worst:
        sys.exit("the streams ended before the newcomer came: ask for more tokens")
    return median(usual), max(worst)


def _gaps_before(heard: Heard, at: float) -> list[float]:
    pairs = zip(heard.times[1:], heard.gaps, strict=True)
    return [gap for end, gap in pairs if end < at]


def _gaps_after(heard: Heard, at: float) -> list[float]:
    pairs = zip(heard.times[1:], heard.gaps, strict=True)
    return [gap for end, gap in pairs if end >= at]


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--tokens", type=int, default=0, help="of each stream; 48 by default")
    args = parser.parse_args()
    return of_each_model("many", measure, args)


if __name__ == "__main__":
    sys.exit(main())
