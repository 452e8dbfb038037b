"""An import: which program wrote this, and the conversations in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from app.domain.chat import Chat
from app.errors import ExchangeError
from app.exchange import files, from_chatgpt, from_jan, from_open_webui, loose, own
from app.exchange.files import Source
from app.exchange.planting import Left

#: In an archive of ChatGPT's other files lie beside this one, or these.
_MAIN = "conversations"


@dataclass
class Found:
    """What a file held: conversations, and what of it was left out."""

    chats: list[Chat] = field(default_factory=list)
    left: Left = field(default_factory=Left)

    @property
    def messages(self) -> int:
        return sum(len(chat.messages) for chat in self.chats)


_Reader = Callable[..., Iterator[Chat]]


def read(path: Path, *, now: float) -> Found:
    """The conversations in a file, an archive or a folder; absent times become ``now``.

    Raises:
        ExchangeError: it cannot be read, is damaged or too big, or holds none that we know.
    """
    found = Found()
    with files.opened(path) as source:
        threads = [name for name in source.names if _last(name) == from_jan.THREAD]
        if threads:
            _read_jan(source, threads, found, now=now)
        else:
            _read_json(source, found, path.name, now=now)
    if not found.chats:
        raise ExchangeError("exchange.nothing", file=path.name)
    return found


def _last(name: str) -> str:
    return PurePosixPath(name).name


def _read_jan(source: Source, threads: list[str], found: Found, *, now: float) -> None:
    names = set(source.names)
    for thread in threads:
        messages = PurePosixPath(thread).with_name(from_jan.MESSAGES).as_posix()
        if messages in names:
            pair = (source.read(thread), source.read(messages))
            chat = from_jan.read(*pair, found.left, now=now)
            found.chats += [chat] if chat else []


def _read_json(source: Source, found: Found, file: str, *, now: float) -> None:
    is_alone = len(source.names) == 1
    named = [name for name in source.names if name.endswith(".json") or is_alone]
    main = [name for name in named if _last(name).startswith(_MAIN)]
    for name in main or named:
        try:
            value = loose.parsed(source.read(name), file=file)
        except ExchangeError as error:
            if is_alone or error.key != "exchange.not_json":
                raise
            found.left.note("unreadable")
            continue
        reader = _reader(value)
        if reader is not None:
            found.chats += reader(value, found.left, now=now)
        elif is_alone:
            raise ExchangeError("exchange.unknown", file=file)


def _reader(value: Any) -> _Reader | None:
    """Who reads this; None if nobody knows it."""
    if own.is_own(value):
        return own.read
    for one in value if isinstance(value, list) else [value]:
        if from_chatgpt.is_chatgpt(one):
            return from_chatgpt.read
        if from_open_webui.is_open_webui(one):
            return from_open_webui.read
    return None
