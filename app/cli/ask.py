"""Answer one question: reasoning to stderr, answer to stdout, as they come."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.client.openai import Endpoint
from app.domain.answers import boxed
from app.domain.chat import Role
from app.domain.events import Channel, Delta, Finished, FinishReason, Recast
from app.domain.generation import AUTO, Request, Sampling, ThinkingBudget
from app.domain.prompt import ChatMessage, with_directive
from app.errors import UsageError
from app.i18n import tr
from app.settings import Settings
from app.tutor.program import Program
from app.tutor.room import Room


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", default="-", help="the question; - reads stdin")
    parser.add_argument("--model", metavar="ID|PATH|demo", help="an installed model or a GGUF file")
    parser.add_argument("--endpoint", metavar="URL", help="ask another OpenAI-compatible server")
    parser.add_argument("--api-key", metavar="KEY", default="", help="key for --endpoint")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--temperature", type=float)
    parser.add_argument("--max-tokens", type=int)
    parser.add_argument(
        "--think",
        type=thinking_budget,
        default=AUTO,
        metavar="auto|off|N",
        help="tokens that the thoughts before the answer may take (default: auto)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def thinking_budget(text: str) -> ThinkingBudget:
    """The value of --think.

    Raises:
        ArgumentTypeError: it is none.
    """
    if text == AUTO:
        return AUTO
    if text == "off" or text.isdecimal():
        return 0 if text == "off" else int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not auto, off or a number of tokens")


async def run(args: argparse.Namespace, program: Program) -> int:
    """Ask and print. Raises the errors of ``Room.endpoint`` and ``Endpoint.stream``."""
    question = read_question(args.question)
    room = program.room
    if args.endpoint or args.model:
        room.override(overridden(program.settings, args))
    heard = await _ask(room, question, args)
    if args.json:
        print(json.dumps(_as_json(heard, question), ensure_ascii=False))
    return 0


def overridden(settings: Settings, args: argparse.Namespace) -> Settings:
    """The settings with what the command line says instead; nothing of it is saved."""
    if args.endpoint:
        return replace(
            settings,
            source="endpoint",
            endpoint_url=args.endpoint,
            endpoint_key=args.api_key,
            endpoint_model=args.model or "",
        )
    return replace(settings, source="local", model=args.model)


def read_question(argument: str) -> str:
    """The question itself, or what stands on standard input for "-".

    Raises:
        UsageError: there is none.
    """
    from_stdin = argument == "-" and not sys.stdin.isatty()
    question = sys.stdin.read() if from_stdin else argument
    if not question.strip() or question == "-":
        raise UsageError("cli.no_question")
    return question.strip()


@dataclass
class Heard:
    """What came for one question; without an end it counts as failed."""

    texts: dict[Channel, str] = field(default_factory=lambda: dict.fromkeys(Channel, ""))
    finished: Finished = field(default_factory=lambda: Finished(FinishReason.ERROR))


async def hear(
    endpoint: Endpoint, request: Request, each: Callable[[Delta], None] | None = None
) -> Heard:
    """The answer to ``request``; ``each`` piece is given out as it comes, and not taken back.

    Raises the errors of ``Endpoint.stream``.
    """
    heard = Heard()
    async for event in endpoint.stream(request):
        if isinstance(event, Finished):
            heard.finished = event
            continue
        if isinstance(event, Recast):
            heard.texts = {Channel.REASONING: event.text, Channel.ANSWER: ""}
            continue
        heard.texts[event.channel] += event.text
        if each is not None:
            each(event)
    return heard


def sampling(room: Room, temperature: float | None, seed: int | None) -> Sampling:
    """The model's sampling with what the command line says instead."""
    chosen = room.sampling
    if temperature is not None:
        chosen = replace(chosen, temperature=temperature)
    return replace(chosen, seed=seed) if seed is not None else chosen


async def _ask(room: Room, question: str, args: argparse.Namespace) -> Heard:
    endpoint = await room.endpoint()
    text = with_directive(question) if room.wants_directive else question
    request = Request(
        messages=(ChatMessage(Role.USER, text),),
        sampling=sampling(room, args.temperature, args.seed),
        max_tokens=args.max_tokens or room.max_tokens,
        thinking_budget=args.think,
    )
    if args.json:
        return await hear(endpoint, request)
    heard = await hear(endpoint, request, show)
    print(flush=True)
    if heard.finished.reason is FinishReason.CYCLE:
        print(tr("cli.cycle"), file=sys.stderr)
    return heard


def _as_json(heard: Heard, question: str) -> dict[str, Any]:
    finished = heard.finished
    box = boxed(heard.texts[Channel.ANSWER])
    return {
        "question": question,
        "reasoning": heard.texts[Channel.REASONING],
        "answer": heard.texts[Channel.ANSWER],
        "boxed": box,
        "verdict": {"status": "unchecked", "why": "answers are not checked in this version"},
        "votes": [{"boxed": box, "count": 1}],
        "finish_reason": str(finished.reason),
        "usage": asdict(finished.usage),
        "timings": asdict(finished.timings),
        "model": finished.model,
    }


def show(delta: Delta) -> None:
    """Print a piece where it belongs: reasoning to stderr, answer to stdout."""
    stream = sys.stderr if delta.channel is Channel.REASONING else sys.stdout
    print(delta.text, end="", file=stream, flush=True)


def run_blocking(args: argparse.Namespace, open_program: Callable[[], Program]) -> int:
    """``run`` on an event loop of its own, the program closed afterwards."""

    async def main() -> int:
        program = open_program()
        try:
            return await run(args, program)
        finally:
            await program.close()

    return asyncio.run(main())
