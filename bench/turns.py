"""Turns of a conversation: how much sooner an answer begins because its beginning is known.

    python bench/turns.py [--quick] [--runs 5] [--model smollm2|shape|PATH] [--json FILE]

A conversation of 2,000 tokens in an engine with a single sequence. Its first question is new to the
engine, as every question would be without reuse; then come a second question, the same one again
(another answer), the same one edited, and, after another conversation has taken the sequence, the
second question once more. The ratio is the time to the first token of the new conversation over
that of each of them. ``cached_tokens`` is checked against the prompts, and the small model's
answers against those of an engine that knows nothing beforehand.
"""

import argparse
import sys
from dataclasses import dataclass, field

from measuring.engines import Client, Heard, question, serving
from measuring.figures import Report, arguments, ratios, runs_of
from measuring.models import BenchModel
from measuring.running import of_each_model

TOKENS, QUICK_TOKENS = 2000, 600  # of the conversation before the second question
ANSWER = 16  # tokens
SAVED_BYTES = 512 * 1024**2
SENTENCE = "Then {} people came and each of them brought {} apples for the market. "
WAYS = ("second question", "answered again", "edited", "after another conversation")

Messages = list[dict[str, str]]


@dataclass
class Rows:
    """Seconds to the first token, and checks, over all runs."""

    cold_s: list[float] = field(default_factory=list)
    warm_s: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    right: list[bool] = field(default_factory=list)  # cached_tokens
    warm: list[tuple[Messages, str]] = field(default_factory=list)  # what was said to what


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model."""
    tokens = QUICK_TOKENS if args.quick else TOKENS
    options = {"parallel": 1, "context": 2 * tokens, "threads": args.threads}
    rows = Rows()
    async with serving(model.path, saved_bytes=SAVED_BYTES, **options) as client:
        length = await _sentences(client, tokens)
        for number in range(runs_of(args)):
            await _run(client, rows, number, length)
    for way, seconds in rows.warm_s.items():
        cold = rows.cold_s[::2]
        report.add(f"sooner: {way}", model.name, ratios(cold, seconds), bound=">= 10")
    report.add("first token of a new conversation", model.name, rows.cold_s, unit="s")
    right = 100 * sum(rows.right) / len(rows.right)
    report.add("cached_tokens right", model.name, [right], unit="%", bound=">= 100")
    if model.name.startswith("SmolLM2"):
        async with serving(model.path, **options) as client:
            same = [await _says(client, messages) == text for messages, text in rows.warm]
        share = 100 * sum(same) / len(same)
        report.add("same text as without reuse", model.name, [share], unit="%", bound=">= 100")


async def _sentences(client: Client, tokens: int) -> int:
    """How many sentences make a text of so many tokens."""
    few = len(await client.tokens(_talk("", 10)))
    return 10 * tokens // few


def _talk(name: str, sentences: int) -> Messages:
    """The first question of a conversation that begins with ``name``."""
    story = "".join(SENTENCE.format(at + 2, 3 * at + 1) for at in range(sentences))
    return question(f"{name} {story}How many apples are there?")


def _then(messages: Messages, answer: str, text: str) -> Messages:
    return [*messages, {"role": "assistant", "content": answer}, *question(text)]


async def _run(client: Client, rows: Rows, number: int, length: int) -> None:
    first = _talk(f"Story {number}.", length)
    heard = await client.chat(first, tokens=ANSWER)
    rows.cold_s.append(heard.first_s)
    second = _then(first, heard.text, "And how many people?")
    edited = _then(first, heard.text, "Who brought the fewest of them?")
    await _again(client, rows, "second question", second, before=first)
    await _again(client, rows, "answered again", second, before=second)
    await _again(client, rows, "edited", edited, before=second)
    other = await client.chat(_talk(f"Another story, {number}.", length), tokens=ANSWER)
    rows.cold_s.append(other.first_s)
    await _again(client, rows, "after another conversation", second, before=edited)


async def _again(
    client: Client, rows: Rows, way: str, messages: Messages, *, before: Messages
) -> None:
    heard = await client.chat(messages, tokens=ANSWER)
    rows.warm_s[way].append(heard.first_s)
    rows.warm.append((messages, heard.text))
    rows.right.append(await _is_right(client, heard, messages, before))


async def _is_right(client: Client, heard: Heard, messages: Messages, before: Messages) -> bool:
    """Whether ``cached_tokens`` is what the two prompts have in common, and what was evaluated.

    The answer before may have made a few more of them known, the first tokens of this one's turn.
    """
    prompt, known = await client.tokens(messages), await client.tokens(before)
    pairs = enumerate(zip(prompt[:-1], known, strict=False))
    common = next((at for at, (ours, theirs) in pairs if ours != theirs), len(known))
    common = min(common, len(prompt) - 1)
    counted = heard.timings["prompt_n"] + heard.cached == len(prompt)
    return counted and common <= heard.cached <= min(common + ANSWER, len(prompt) - 1)


async def _says(client: Client, messages: Messages) -> str:
    """The answer of an engine that has just heard something else."""
    await client.chat(question("Hello!"), tokens=1)
    return (await client.chat(messages, tokens=ANSWER)).text


def main() -> int:
    return of_each_model("turns", measure, arguments(__doc__).parse_args())


if __name__ == "__main__":
    sys.exit(main())
