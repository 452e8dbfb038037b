"""Many at once: all streams' tokens per second together, and what a newcomer costs the others.

    python bench/many.py [--quick] [--runs 5] [--model smollm2|shape|PATH] [--json FILE]

Each run measures one stream, then four at once, then eight: tokens of all of them over the time
from the first to the last piece. Then three streams are under way when a newcomer comes with a
long prompt: the worst gap of those streams is compared with 2.5 times their usual gap plus the time
for one piece of a prompt, as the engine is made to read it (``MAX_STALL_S``).
"""

import argparse
import asyncio
import sys
from statistics import median

from measuring.engines import Client, Heard, question, serving
from measuring.figures import Report, arguments, runs_of
from measuring.models import SHAPE, BenchModel
from measuring.running import of_each_model

from app.engine.scheduler import MAX_STALL_S

STREAMS = {4: ">= 1.25", 8: ">= 1.5"}
BOUND_ON = SHAPE  # the model for which so much is promised
CONTEXT = 4096
USUAL_GAPS = 2.5
RESIDENTS = 3
LONG, QUICK_LONG = 600, 200  # words of the newcomer's prompt


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model."""
    tokens = args.tokens or (16 if args.quick else 48)
    words = QUICK_LONG if args.quick else LONG
    alone: list[float] = []
    together: dict[int, list[float]] = {count: [] for count in STREAMS}
    gaps: list[tuple[float, float]] = []
    options = {"parallel": max(STREAMS), "context": CONTEXT, "threads": args.threads}
    async with serving(model.path, **options) as client:
        await client.chat(question("Hello!"), tokens=4)
        for number in range(runs_of(args)):
            alone.append(await _total_tps(client, 1, f"{number}", tokens))
            for count, rates in together.items():
                rates.append(await _total_tps(client, count, f"{number}.{count}", tokens))
            gaps.append(await _gaps(client, f"{number}.new", 2 * tokens, words))
    report.add("one stream", model.name, alone, unit="tokens/s")
    for count, rates in together.items():
        ratios = [rate / one for rate, one in zip(rates, alone, strict=True)]
        bound = STREAMS[count] if model.name == BOUND_ON else ""
        report.add(f"{count} streams", model.name, rates, unit="tokens/s")
        report.add(f"{count} streams / one", model.name, ratios, bound=bound)
    worst = [worst for _, worst in gaps]
    allowed = [USUAL_GAPS * usual + MAX_STALL_S for usual, _ in gaps]
    shares = [one / other for one, other in zip(worst, allowed, strict=True)]
    report.add("usual gap", model.name, [1000 * usual for usual, _ in gaps], unit="ms")
    report.add("worst gap beside a newcomer", model.name, [1000 * w for w in worst], unit="ms")
    report.add("worst gap / (2.5 usual gaps + a piece)", model.name, shares, bound="<= 1")


async def _total_tps(client: Client, count: int, name: str, tokens: int) -> float:
    """Tokens per second of ``count`` streams together; their prompts differ from the first word."""
    asked = [question(f"{name}.{at} Tell a very long story of numbers.") for at in range(count)]
    heard = await asyncio.gather(*(client.chat(each, tokens=tokens) for each in asked))
    first = min(each.times[0] for each in heard)
    last = max(each.times[-1] for each in heard)
    return sum(each.tokens for each in heard) / (last - first)


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
