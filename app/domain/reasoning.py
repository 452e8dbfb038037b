"""Splits a stream of generated text into reasoning and answer.

Equal text gives equal output (joined per run of a channel) however it was cut into pieces, and
nothing is lost but the tags themselves and one newline on either side of each. What is a tag:

* ``</think>`` ends reasoning, unless it is quoted: an odd number of backticks stands before it on
  its line, or it stands inside a line of a code fence. (At the start of a line it counts even
  there: a fence that was never closed must not swallow the answer.) In an answer it is text.
* ``<think>`` opens reasoning at the start of a line of the answer, outside code; at the very start
  of reasoning, where some models repeat it, it is dropped. Elsewhere it is text.
"""

import codecs
import re

from app.domain.events import Channel, Delta

OPEN_TAG = "<think>"
CLOSE_TAG = "</think>"

_TAG = re.compile(f"{OPEN_TAG}|{CLOSE_TAG}")
#: Endings of a piece that may yet turn out to belong to a tag, with the newline before it.
_UNDECIDED = frozenset(
    mark[:length]
    for tag in (OPEN_TAG, CLOSE_TAG)
    for mark in (tag, "\n" + tag)
    for length in range(1, len(mark))
)
_LONGEST_UNDECIDED = max(map(len, _UNDECIDED))
_FENCE_BACKTICKS = 3


class Splitter:
    """Feed it text as it comes; it returns what is known of its channels so far."""

    def __init__(self, starts_in_reasoning: bool) -> None:
        self._channel = Channel.REASONING if starts_in_reasoning else Channel.ANSWER
        self._place = _Place()
        self._held = ""
        self._follows_tag = False

    @property
    def channel(self) -> Channel:
        """Where the next text belongs, unless a tag comes."""
        return self._channel

    @property
    def undecided(self) -> bool:
        """Whether a tag may have begun."""
        return "<" in self._held

    def feed(self, text: str) -> list[Delta]:
        """The deltas that ``text`` completes; a possible start of a tag is held back."""
        out: list[Delta] = []
        rest = self._through_tags(self._held + text, out)
        sure = len(rest) - _undecided_length(rest)
        self._held = rest[sure:]
        self._append(self._read(rest[:sure]), out)
        return out

    def flush(self) -> list[Delta]:
        """The rest, at the end of the stream."""
        out: list[Delta] = []
        self._append(self._read(self._held), out)
        self._held = ""
        return out

    def _through_tags(self, text: str, out: list[Delta]) -> str:
        """Handle ``text`` up to its last whole tag; returns what stands after that."""
        done = 0
        for tag in _TAG.finditer(text):
            before = self._read(text[done : tag.start()])
            if self._counts(tag[0]):
                self._append(before.removesuffix("\n"), out)
                self._switch(tag[0])
            else:
                self._append(before + self._read(tag[0]), out)
            done = tag.end()
        return text[done:]

    def _read(self, text: str) -> str:
        """Note where we are after ``text``; returns it without the newline of a tag before it."""
        if text and self._follows_tag:
            text = text.removeprefix("\n")
            self._follows_tag = False
        self._place.advance(text)
        return text

    def _append(self, text: str, out: list[Delta]) -> None:
        if text:
            out.append(Delta(self._channel, text))

    def _switch(self, tag: str) -> None:
        self._channel = Channel.REASONING if tag == OPEN_TAG else Channel.ANSWER
        self._place = _Place()
        self._follows_tag = True

    def _counts(self, tag: str) -> bool:
        place = self._place
        if self._channel is Channel.REASONING:
            return place.run_is_blank if tag == OPEN_TAG else not place.quotes
        return tag == OPEN_TAG and place.line_is_blank and not place.in_fence


class _Place:
    """Where we are in a run of one channel: what stands before us on the line, in which code."""

    def __init__(self) -> None:
        self.run_is_blank = True
        self.in_fence = False
        self._backticks = 0
        self._has_words = False

    @property
    def line_is_blank(self) -> bool:
        return not self._has_words and self._backticks == 0

    @property
    def quotes(self) -> bool:
        """Whether a tag here is quoted in code."""
        return self._backticks % 2 == 1 or (self.in_fence and not self.line_is_blank)

    def advance(self, text: str) -> None:
        for char in text:
            if char == "\n":
                self._backticks, self._has_words = 0, False
            elif char == "`":
                self._count_backtick()
            elif not char.isspace():
                self._has_words = True
        self.run_is_blank = self.run_is_blank and not text.strip()

    def _count_backtick(self) -> None:
        self._backticks += 1
        if self._backticks == _FENCE_BACKTICKS and not self._has_words:
            self.in_fence = not self.in_fence
            self._backticks, self._has_words = 0, True


def _undecided_length(text: str) -> int:
    lengths = range(min(len(text), _LONGEST_UNDECIDED), 0, -1)
    return next((length for length in lengths if text[-length:] in _UNDECIDED), 0)


class Utf8Stream:
    """Bytes to text, however they were cut; what is not UTF-8 becomes U+FFFD."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    @property
    def pending(self) -> bool:
        """Whether a character is not complete yet."""
        return bool(self._decoder.getstate()[0])

    def feed(self, data: bytes) -> str:
        """The characters that ``data`` completes."""
        return self._decoder.decode(data)

    def flush(self) -> str:
        """The rest, at the end of the stream."""
        return self._decoder.decode(b"", final=True)
