"""Write a conversation to a file: Markdown, HTML, PDF, LaTeX, Word or JSON."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.cli import interrupts
from app.domain.chat import Chat, Conversation
from app.errors import ExchangeError, UsageError
from app.paths import DataDir
from app.tutor.exchange import Exchange, Format, written
from app.tutor.observable import Changed
from app.tutor.storage import Storage

ALL_NAME = "Lemma"
STDOUT = Path("-")
TITLES_SHOWN = 5  # of those that a part of a title fits


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "chat", nargs="?", metavar="CHAT", help="its number or a part of its title; none: list all"
    )
    parser.add_argument("--all", action="store_true", help="every conversation")
    parser.add_argument(
        "--format",
        choices=[form.value for form in Format],
        help="md, html, pdf, tex, docx or json (default: as --out ends, else md)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="a file, - for stdout; with --all a folder"
    )
    parser.add_argument("--no-thoughts", action="store_true", help="answers without the thoughts")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def run(args: argparse.Namespace, data: DataDir) -> int:
    """Export, or list what there is; prints the names of the files.

    Raises:
        UsageError: the arguments do not go together.
        ExchangeError: there is no such conversation, or it cannot be written.
        StoreError: the conversations cannot be opened.
    """
    as_format = _format(args)
    if args.all and args.chat is not None:
        raise UsageError("cli.export_one_or_all")
    storage = Storage.open(data.database, data.backups)
    try:
        return interrupts.run(_run(args, as_format, Exchange(storage, Changed())))
    finally:
        storage.close()


def _format(args: argparse.Namespace) -> Format:
    if args.format is not None:
        return Format(args.format)
    ending = args.out.suffix.removeprefix(".") if args.out is not None else ""
    return Format(ending) if ending in [*Format] else Format.MARKDOWN


async def _run(args: argparse.Namespace, as_format: Format, exchange: Exchange) -> int:
    if args.all:
        await _export_all(await exchange.chats(), args, as_format, exchange)
    elif args.chat is None:
        for conversation in await exchange.conversations():
            print(f"{conversation.id:>6}  {conversation.title}")
    else:
        chosen = _chosen(await exchange.conversations(), args.chat)
        await _export(await exchange.chat(chosen.id), args, as_format, exchange)
    return 0


def _chosen(conversations: Sequence[Conversation], wanted: str) -> Conversation:
    """The one of this number, else of this title, else the only one with this in its title."""
    numbered = [one for one in conversations if str(one.id) == wanted]
    titled = [one for one in conversations if one.title == wanted]
    part = [one for one in conversations if wanted.casefold() in one.title.casefold()]
    found = numbered or titled or part
    if not found:
        raise ExchangeError("exchange.no_chat", wanted=wanted)
    if len(found) > 1:
        titles = ", ".join(f"{one.id} {one.title}" for one in found[:TITLES_SHOWN])
        raise ExchangeError("exchange.several_chats", wanted=wanted, titles=titles)
    return found[0]


async def _export(
    chat: Chat, args: argparse.Namespace, as_format: Format, exchange: Exchange
) -> None:
    from app.tutor.writing import file_name

    [data] = await _files([[chat]], as_format, thoughts=not args.no_thoughts)
    await _put(data, args, file_name(chat.conversation.title, as_format), exchange)


async def _export_all(
    chats: Sequence[Chat], args: argparse.Namespace, as_format: Format, exchange: Exchange
) -> None:
    from app.tutor.writing import file_name, free_name

    if as_format is Format.JSON:
        [data] = await _files([chats], as_format, thoughts=True)
        await _put(data, args, file_name(ALL_NAME, as_format), exchange)
        return
    if args.out == STDOUT:
        raise UsageError("cli.export_all_needs_folder")
    folder = args.out or Path(ALL_NAME)
    folder.mkdir(parents=True, exist_ok=True)
    contents = await _files([[c] for c in chats], as_format, thoughts=not args.no_thoughts)
    for chat, data in zip(chats, contents, strict=True):
        path = free_name(folder / file_name(chat.conversation.title, as_format))
        await exchange.save(path, data, replace=False)
        print(path)


async def _put(data: bytes, args: argparse.Namespace, name: str, exchange: Exchange) -> None:
    """Write a file, named ``name`` unless --out says otherwise, and say where it is."""
    if args.out == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    path = args.out or Path(name)
    path = path / name if path.is_dir() else path
    await exchange.save(path, data, replace=args.force)
    print(path)


async def _files(
    groups: Sequence[Sequence[Chat]], as_format: Format, *, thoughts: bool
) -> list[bytes]:
    from app.typeset.typesetter import Typesetter

    typesetter = Typesetter()
    try:
        if as_format is Format.PDF:
            from app.ui import printing

            return [await printing.pdf(chat, typesetter, thoughts=thoughts) for [chat] in groups]
        return [await written(group, as_format, typesetter, thoughts=thoughts) for group in groups]
    finally:
        typesetter.close()
