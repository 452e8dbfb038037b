"""The terminal chat, for where there is no display. Conversations are kept as in the window."""

import asyncio
import sys
from collections.abc import Callable

from app.cli import interrupts
from app.cli.ask import say_verdict
from app.domain.chat import Status
from app.domain.events import Channel
from app.errors import UserFacingError
from app.i18n import file_size, tr
from app.tutor.buffer import TurnBuffer
from app.tutor.program import Program
from app.tutor.room import RoomState
from app.tutor.shelf import ShelfEntry

SAMPLE_QUESTION = "Solve x^2 - 5x + 6 = 0."
LOOK_EVERY_S = 0.05
OFFERED_DOWNLOADS = 3
SAMPLE_MAX_TOKENS = 600  # a sample must end in reasonable time on any processor


def run(open_program: Callable[[], Program]) -> int:
    """Talk until an empty line or the end of input; without a terminal answer one sample."""
    return interrupts.run(_main(open_program))


async def _main(open_program: Callable[[], Program]) -> int:
    program = open_program()
    try:
        if not await _has_model(program):
            return 1
        if program.room.is_demo:
            print(tr("cli.demo_note"), file=sys.stderr)
        if sys.stdin.isatty() and sys.stdout.isatty():
            await _converse(program)
        else:
            print(tr("cli.sample_intro"), file=sys.stderr)
            await _sample(program)
        return 0
    finally:
        await program.close()


async def _sample(program: Program) -> None:
    limit = program.settings.max_tokens or SAMPLE_MAX_TOKENS
    program.room.override(program.changed_settings(max_tokens=limit))
    print(SAMPLE_QUESTION)
    _, buffer = await program.turns.ask(SAMPLE_QUESTION)
    await _print_answer(buffer)
    await _print_verdict(program, buffer)
    if buffer.status is Status.FAILED:
        raise UserFacingError(buffer.error, **buffer.error_values)


async def _converse(program: Program) -> None:
    print(tr("cli.no_display"), tr("cli.chat_hello"), sep="\n", file=sys.stderr)
    conversation_id: int | None = None
    parent_id: int | None = None
    while question := (await _read_line(tr("cli.chat_prompt"))).strip():
        begun, buffer = await program.turns.ask(
            question, conversation_id=conversation_id, parent_id=parent_id
        )
        conversation_id, parent_id = begun.conversation.id, begun.answer.id
        await _answer_or_stop(program, buffer)


async def _answer_or_stop(program: Program, buffer: TurnBuffer) -> None:
    with interrupts.ctrl_c_calls(lambda: program.turns.stop(buffer.message.id)):
        await _print_answer(buffer)
        await _print_verdict(program, buffer)
    if buffer.error:
        print(tr(buffer.error, **buffer.error_values), file=sys.stderr)


async def _print_verdict(program: Program, buffer: TurnBuffer) -> None:
    await program.checking.wait(buffer.message.id)
    if buffer.judgement is not None and buffer.judgement.tells:
        say_verdict(buffer.judgement.verdict)


async def _print_answer(buffer: TurnBuffer) -> None:
    """Follow a turn to its end: reasoning to stderr, answer to stdout."""
    printed = dict.fromkeys(Channel, 0)
    while True:
        ended = buffer.done.is_set()
        for channel, text in (
            (Channel.REASONING, buffer.reasoning),
            (Channel.ANSWER, buffer.answer),
        ):
            stream = sys.stderr if channel is Channel.REASONING else sys.stdout
            if not printed[channel] and channel is Channel.ANSWER and text and buffer.thought_s:
                thought = tr("cli.thought", seconds=round(buffer.thought_s))
                print(f"\n{thought}\n", file=sys.stderr, flush=True)
            printed[channel] = min(printed[channel], len(text))  # a thought may be taken back
            print(text[printed[channel] :], end="", file=stream, flush=True)
            printed[channel] = len(text)
        if ended:
            print(flush=True)
            return
        await asyncio.sleep(LOOK_EVERY_S)


async def _has_model(program: Program) -> bool:
    """Whether somebody can answer; without a model, offer what is at hand."""
    if program.room.state is not RoomState.EMPTY:
        return True
    offers = [entry for entry in program.shelf.entries() if entry.installed or entry.at_hand]
    offers += [e for e in program.shelf.entries() if not (e.installed or e.at_hand)][
        :OFFERED_DOWNLOADS
    ]
    if not sys.stdin.isatty():
        if not offers or not (offers[0].installed or offers[0].at_hand):
            raise UserFacingError("tutor.no_model")
        return await _take(program, offers[0])
    choice = await _choose(offers)
    return choice is not None and await _take(program, choice)


async def _choose(offers: list[ShelfEntry]) -> ShelfEntry | None:
    print(tr("cli.no_model_offer"), file=sys.stderr)
    for number, entry in enumerate(offers, 1):
        key = "cli.offer_file" if entry.installed or entry.at_hand else "cli.offer_download"
        size = file_size(entry.size)
        offer = tr(key, name=entry.name, size=size, licence=entry.licence)
        print(f"  {number}  {offer}", file=sys.stderr)
    answer = (await _read_line(tr("cli.offer_choose"))).strip() or "1"
    if not answer.isdigit() or not 1 <= int(answer) <= len(offers):
        return None
    return offers[int(answer) - 1]


async def _take(program: Program, entry: ShelfEntry) -> bool:
    if not entry.installed and not entry.at_hand:
        await _download(program, entry)
    chosen = await program.shelf.take(entry.id)
    program.save_settings(program.changed_settings(model=chosen.id, source="local"))
    return True


async def _download(program: Program, entry: ShelfEntry) -> None:
    program.shelf.download(entry.id)
    while (now := program.shelf.entry(entry.id)).progress is not None and now.error is None:
        done, total = file_size(now.progress.done), file_size(now.progress.total)
        line = tr("cli.download_percent", name=entry.name, done=done, total=total)
        print(f"\r{line}   ", end="", file=sys.stderr, flush=True)
        await asyncio.sleep(LOOK_EVERY_S)
    print(file=sys.stderr)
    if now.error is not None:
        raise now.error


async def _read_line(prompt: str) -> str:
    """One line from the terminal; empty at the end of input."""

    def read() -> str:
        try:
            return input(prompt)
        except EOFError:
            return ""

    return await asyncio.to_thread(read)
