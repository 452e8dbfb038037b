"""Answer one question: reasoning to stderr, answer to stdout, as they come."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.cli.arguments import positive
from app.cli.progress_line import ProgressLine
from app.client.openai import Endpoint
from app.domain.answers import boxed
from app.domain.chat import Role
from app.domain.events import Channel, Delta, Event, Finished, FinishReason, Recast, Usage
from app.domain.generation import AUTO, Request, Sampling, ThinkingBudget
from app.domain.prompt import ChatMessage, with_directive
from app.domain.verdict import Status, Verdict
from app.domain.votes import Poll
from app.errors import UsageError
from app.i18n import tr
from app.settings import Settings
from app.tutor import tools
from app.tutor.checking import Judging, is_worth_checking
from app.tutor.program import Program
from app.tutor.room import Room
from app.tutor.tools import Used
from app.tutor.verdicts import why
from app.tutor.voting import Vote

LOOK_EVERY_S = 0.2  # at a vote under way
_VERDICTS = {
    Status.VERIFIED: "cli.verified",
    Status.CONTRADICTED: "cli.contradicted",
    Status.UNCHECKED: "cli.unchecked",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", default="-", help="the question; - reads stdin")
    parser.add_argument("--model", metavar="ID|PATH|demo", help="an installed model or a GGUF file")
    parser.add_argument("--endpoint", metavar="URL", help="ask another OpenAI-compatible server")
    parser.add_argument("--api-key", metavar="KEY", default="", help="key for --endpoint")
    parser.add_argument(
        "--samples",
        type=positive,
        default=1,
        metavar="N",
        help="ask up to N times and answer what most of them agree on",
    )
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
    parser.add_argument(
        "--tools",
        action="store_true",
        help="let the model have expressions and equations computed exactly while it answers",
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
    """Ask and print.

    Raises the errors of ``Room.endpoint`` and ``Endpoint.stream``, and UsageError.
    """
    if args.tools and args.samples > 1:
        raise UsageError("checker.tools_alone")
    question = read_question(args.question)
    room = program.room
    if args.endpoint or args.model:
        room.override(overridden(program.settings, args))
    asked = await _ask(program, question, args)
    if args.json:
        result = _as_json(asked, question)
        if args.tools:
            result["tools"] = [asdict(used) for used in asked.heard.used]
        print(json.dumps(result, ensure_ascii=False))
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
    used: list[Used] = field(default_factory=list)  # tools, in the order of their calls


async def hear(
    endpoint: Endpoint,
    request: Request,
    each: Callable[[Delta | Used], None] | None = None,
    judge: Judging | None = None,
) -> Heard:
    """The answer to ``request``; ``each`` piece is given out as it comes, and not taken back.

    With a ``judge``, who computes for them, tools may be called. Raises the errors of
    ``Endpoint.stream``.
    """
    heard = Heard()
    events: AsyncIterator[Event | Used] = (
        endpoint.stream(request) if judge is None else tools.answer(endpoint, request, judge)
    )
    async for event in events:
        if isinstance(event, Finished):
            heard.finished = event
            continue
        if isinstance(event, Used):
            heard.used.append(event)
            if each is not None:
                each(event)
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


@dataclass
class Asked:
    """A question's answer, with what was found out about it and what others said."""

    heard: Heard
    verdict: Verdict
    final: str | None
    poll: Poll | None = None


async def _ask(program: Program, question: str, args: argparse.Namespace) -> Asked:
    room = program.room
    endpoint = await room.endpoint()
    text = with_directive(question) if room.wants_directive else question
    request = Request(
        messages=(ChatMessage(Role.USER, text),),
        sampling=sampling(room, args.temperature, args.seed),
        max_tokens=args.max_tokens or room.max_tokens,
        thinking_budget=args.think,
    )
    if args.samples > 1:
        return await _vote(program, endpoint, request, question, args)
    judge = program.judge if args.tools else None
    heard = await hear(endpoint, request, None if args.json else show, judge)
    if not args.json:
        print(flush=True)
        if heard.finished.reason is FinishReason.CYCLE:
            print(tr("cli.cycle"), file=sys.stderr)
    asked = await _judged(program, question, heard)
    if not args.json and asked.verdict.status is not Status.UNCHECKED:
        say_verdict(asked.verdict)
    return asked


async def _judged(program: Program, question: str, heard: Heard) -> Asked:
    text = heard.texts[Channel.ANSWER]
    verdict = Verdict(Status.UNCHECKED, "tutor.verdict_unchecked")
    if is_worth_checking(question, text):
        verdict = (await program.judge.judge(question, text)).verdict
    return Asked(heard, verdict, boxed(text))


async def _vote(
    program: Program,
    endpoint: Endpoint,
    request: Request,
    question: str,
    args: argparse.Namespace,
) -> Asked:
    """Several answers: the first that gave the leading candidate speaks for it."""
    vote = Vote(question, args.samples, program.judge)
    holding = asyncio.create_task(vote.hold(endpoint, request))
    with ProgressLine() as line:
        try:
            while not vote.done.is_set():
                _show_progress(line, vote)
                await asyncio.wait({holding}, timeout=LOOK_EVERY_S)
        finally:
            holding.cancel()
            await asyncio.wait({holding})
    if (error := None if holding.cancelled() else holding.exception()) is not None:
        raise error
    asked = _outcome(vote)
    if not args.json:
        _print_vote(asked, vote.poll)
    return asked


def _outcome(vote: Vote) -> Asked:
    winner = vote.poll.winner
    at = winner.voters[0] if winner is not None else 0
    path = vote.paths[vote.order[at]]
    texts = {Channel.REASONING: path.reasoning, Channel.ANSWER: path.text}
    usage = Usage(completion_tokens=sum(sample.tokens for sample in vote.poll.samples))
    finished = replace(path.finished or Finished(FinishReason.ERROR), usage=usage)
    final = winner.answer if winner is not None else None
    return Asked(Heard(texts, finished), vote.verdicts[at], final, vote.poll)


def _show_progress(line: ProgressLine, vote: Vote) -> None:
    given, wanted = len(vote.poll.samples), vote.poll.wanted
    told = tr("cli.vote_progress", given=given, wanted=wanted, tokens=vote.pieces)
    line.show(told, given, wanted)


def _print_vote(asked: Asked, poll: Poll) -> None:
    print(asked.heard.texts[Channel.ANSWER], flush=True)
    given = len(poll.samples)
    for candidate in poll.candidates:
        count = len(candidate.voters)
        told = tr("cli.vote_row", answer=candidate.answer, votes=count, given=given)
        print(told, file=sys.stderr)
    say_verdict(asked.verdict)


def say_verdict(verdict: Verdict) -> None:
    """Print what was found out, to stderr."""
    print(tr(_VERDICTS[verdict.status], why=why(verdict)), file=sys.stderr)


def _as_json(asked: Asked, question: str) -> dict[str, Any]:
    heard, verdict = asked.heard, asked.verdict
    finished = heard.finished
    return {
        "question": question,
        "reasoning": heard.texts[Channel.REASONING],
        "answer": heard.texts[Channel.ANSWER],
        "boxed": asked.final,
        "verdict": {"status": verdict.status.value, "why": why(verdict)},
        "votes": _votes(asked),
        "finish_reason": str(finished.reason),
        "usage": asdict(finished.usage),
        "timings": asdict(finished.timings),
        "model": finished.model,
    }


def _votes(asked: Asked) -> list[dict[str, Any]]:
    """The candidates, the leading one first; all that gave an answer are counted."""
    if asked.poll is None:
        return [{"boxed": asked.final, "count": 1}]
    return [
        {"boxed": c.answer, "count": len(c.voters), "status": c.status.value}
        for c in asked.poll.candidates
    ]


def show(delta: Delta | Used) -> None:
    """Print a piece where it belongs: reasoning and calls of tools to stderr, answer to stdout."""
    if isinstance(delta, Used):
        told = tr("checker.tool_used", **asdict(delta))
        print(f"\n{told}", file=sys.stderr, flush=True)
        return
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
