"""Documents that go with a question. They stand in its text, as fenced blocks before the words.

So the model reads them, exports keep them, and search finds them; who shows or judges a question
takes them apart again by ``split``. The first line of a block is a fence of backticks, longer than
any inside, with ``attachment``, the name and, of some pages, ``pages 1-3, 7``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

MARK = "attachment"
CUT_MARK = "[…]"  # the last line of a text that was cut

_FENCE = re.compile(r"`{3,}")
_FIRST_LINE = re.compile(rf"(`{{3,}}){MARK} ([^`\n]+)\n")
_PAGES = re.compile(r"(.+) pages ([0-9][-0-9, ]*)")
_UNFIT_IN_NAME = re.compile(r"[`\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Attachment:
    """The text of a document; ``pages`` are those that were chosen, empty for all."""

    name: str
    text: str
    pages: str = ""

    @cached_property
    def block(self) -> str:
        """The document as it stands in a question's text."""
        name = _UNFIT_IN_NAME.sub(" ", self.name).strip() or MARK
        told = f"{name} pages {self.pages}" if self.pages else name
        longest = max((len(found) for found in _FENCE.findall(self.text)), default=2)
        fence = "`" * (longest + 1)
        return f"{fence}{MARK} {told}\n{self.text.rstrip()}\n{fence}\n\n"

    @property
    def is_cut(self) -> bool:
        return self.text.endswith(CUT_MARK)

    def cut(self, characters: int) -> "Attachment":
        """Its beginning, whole lines where that is possible, marked as cut."""
        if len(self.text) <= characters:
            return self
        kept = self.text[: max(0, characters - len(CUT_MARK) - 1)]
        lines = kept.rpartition("\n")[0]
        kept = lines if len(lines) > len(kept) // 2 else kept
        return Attachment(self.name, f"{kept.rstrip()}\n{CUT_MARK}", self.pages)


def compose(attachments: Sequence[Attachment], words: str) -> str:
    """The text of a question with its documents."""
    return "".join(attachment.block for attachment in attachments) + words


def split(text: str) -> tuple[tuple[Attachment, ...], str]:
    """The documents of a question and its words; ``compose`` puts them together again."""
    found: list[Attachment] = []
    place = 0
    ended = f"{text}\n"  # somebody may have taken the last line break away
    while first := _FIRST_LINE.match(text, place):
        last = f"\n{first[1]}\n"
        end = ended.find(last, first.end() - 1)
        if end < 0:
            break
        name, pages = first[2], ""
        if told := _PAGES.fullmatch(name):
            name, pages = told[1], told[2]
        found.append(Attachment(name, text[first.end() : max(end, first.end())], pages))
        place = end + len(last)
        place += text.startswith("\n", place)
    return tuple(found), text[place:]


def words_of(text: str) -> str:
    """A question without its documents."""
    return split(text)[1] if text.startswith("```") else text


def name_of(text: str) -> str:
    """What a question is to be called: its words, or else its first document's name."""
    attachments, words = split(text)
    return words if words.strip() or not attachments else attachments[0].name
