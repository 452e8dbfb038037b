"""Whether an answer depends on who else is answered: prompts alone, and in company.

    python bench/company.py [--quick] [--prompts 200] [--model smollm2|PATH] [--json FILE]

The same questions are asked one after the other, then several at a time, of the same engine at
temperature 0. Shown is the share of answers that are the same to the last character.
"""

import argparse
import asyncio
import sys

from measuring.engines import Client, question, serving
from measuring.figures import Report, arguments
from measuring.models import BenchModel
from measuring.running import of_each_model

PROMPTS, QUICK_PROMPTS = 200, 12
TOKENS = 24  # of each answer
TOGETHER = (4, 8)
CONTEXT = 4096
KINDS = (
    "What is {} plus {}?",
    "Which is greater, {} or {}? Say why.",
    "Tell me about the numbers {} and {}.",
    "A box holds {} apples and {} pears. How many pieces of fruit are in it?",
    "Find the greatest common divisor of {} and {}.",
)


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model."""
    count = args.prompts or (QUICK_PROMPTS if args.quick else PROMPTS)
    options = {"parallel": max(TOGETHER), "context": CONTEXT, "threads": args.threads}
    async with serving(model.path, **options) as client:
        alone = await _answers(client, count, together=1)
        for together in TOGETHER:
            answers = await _answers(client, count, together=together)
            same = [ours == theirs for ours, theirs in zip(alone, answers, strict=True)]
            name = f"same answer, {together} at once, {count} prompts"
            report.add(name, model.name, [100 * sum(same) / count], unit="%", bound=">= 99")


async def _answers(client: Client, count: int, *, together: int) -> list[str]:
    seats = asyncio.Semaphore(together)

    async def answer(number: int) -> str:
        text = KINDS[number % len(KINDS)].format(17 * number % 89 + 2, 31 * number % 97 + 2)
        async with seats:
            return (await client.chat(question(text), tokens=TOKENS)).text

    return await asyncio.gather(*(answer(number) for number in range(count)))


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--prompts", type=int, default=0, help="200 by default")
    args = parser.parse_args()
    args.model = args.model or ["smollm2"]
    return of_each_model("company", measure, args)


if __name__ == "__main__":
    sys.exit(main())
