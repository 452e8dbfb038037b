"""Notices when an answer has begun to repeat itself without end.

Text becomes symbols: words, numbers, signs; white space and case do not count, nor does a label
that counts on ("Step 4", "5."), the label itself apart. Where symbols equal those one period
before, a repetition runs. How often a unit may come before that is a cycle depends on what it says:
``weight`` adds up the different symbols in it. Three times the same sentence is one; a row of a
matrix, a fraction in a sum or a digit may come many times in honest mathematics.
"""

import re
from collections.abc import Iterable

KEY_SYMBOLS = 4  # as many in a row as came before suggest a period
LOOK_BACK = 64  # symbols before these that may belong to the same repetition
TELLING_WEIGHT = 32  # of a unit that is a cycle when it has come twice more
COUNTING_WEIGHT = 38  # the same where labels count on: lists of cases do that too
FEWEST_REPEATS = 2  # after the first time
FEWEST_COUNTED = 3
LONGEST_RUN = 512  # symbols that repeat; whatever they are, this is a cycle
LONGEST_ROW = 160  # the same symbol in a row
LONGEST_NUMBER = 32  # digits, as in _SYMBOL; a longer one is read in pieces

_SYMBOL = re.compile(
    r"\n|\\[A-Za-z]{1,32}|\\[^\sA-Za-z]|[0-9]{1,32}|[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]{1,16}|\S"
)
_LABEL = "#"  # the symbol of every number that may be a label
_LEADS_TO_LABEL = frozenset("(#*-[【（")  # at the start of a line


class CycleDetector:
    """Feed it an answer as it comes; ``found`` once that repeats itself without end."""

    def __init__(self) -> None:
        self.found = False
        self._rest = ""
        self._symbols: list[str] = []
        self._numbers: dict[int, int] = {}  # by place: what a label's number is
        self._places: dict[int, int] = {}  # by hash of the last symbols: where they ended last
        self._at_line_start = True
        self._period = 0
        self._run = 0  # symbols that equal those one period before
        self._counts_on = False  # a label in this run does

    def feed(self, text: str) -> bool:
        """Read on; returns ``found``."""
        text = self._rest + text
        done = 0
        for match in _SYMBOL.finditer(text):
            if match.end() == len(text) and _may_go_on(match[0]):
                done = match.start()
                break
            done = match.end()
            self._read(match[0])
        self._rest = text[done:]
        return self.found

    def _read(self, word: str) -> None:
        if word == "\n":
            self._at_line_start = True
            return
        if not word[0].isdecimal():
            self._push(word.casefold())
        elif self._is_label() and len(word) < LONGEST_NUMBER:
            self._numbers[len(self._symbols)] = int(word)
            self._push(_LABEL)
        else:
            for digit in word:
                self._push(digit)
        self._at_line_start = self._at_line_start and word in _LEADS_TO_LABEL

    def _is_label(self) -> bool:
        """Whether a number here counts something: it follows a word, or begins a line."""
        return self._at_line_start or bool(self._symbols and _is_word(self._symbols[-1]))

    def _push(self, symbol: str) -> None:
        symbols, place = self._symbols, len(self._symbols)
        symbols.append(symbol)
        key = hash(tuple(symbols[-KEY_SYMBOLS:]))
        before = self._places.get(key)
        self._places[key] = place
        if self._run and self._repeats(place, self._period):
            self._run += 1
            if self._run % self._period == 0 and self._run >= FEWEST_REPEATS * self._period:
                self.found = self.found or self._is_cycle()
        elif before is not None and place >= KEY_SYMBOLS:
            self._begin_run(place, place - before)
        else:
            self._run = 0

    def _begin_run(self, place: int, period: int) -> None:
        self._period, self._run, self._counts_on = period, 0, False
        while self._run < LOOK_BACK and self._repeats(place - self._run, period):
            self._run += 1

    def _repeats(self, place: int, period: int) -> bool:
        before = place - period
        if before < 0 or self._symbols[place] != self._symbols[before]:
            return False
        if self._symbols[place] != _LABEL:
            return True
        step = self._numbers.get(place, 0) - self._numbers.get(before, 0)
        self._counts_on = self._counts_on or step != 0
        return abs(step) <= 1

    def _is_cycle(self) -> bool:
        unit = self._symbols[-self._period :]
        telling, fewest = TELLING_WEIGHT, FEWEST_REPEATS
        if self._counts_on:
            telling, fewest = COUNTING_WEIGHT, FEWEST_COUNTED
        needed = max(fewest, (telling / weight(unit)) ** 2) * self._period
        enough = max(LONGEST_RUN, fewest * self._period) if self._period > 1 else LONGEST_ROW
        return self._run >= min(needed, enough)


def weight(symbols: Iterable[str]) -> int:
    """How much different symbols say together: words most, digits least."""
    return sum(_weight(symbol) for symbol in set(symbols))


def _weight(symbol: str) -> int:
    if _is_word(symbol):
        return 6 if len(symbol) > 3 else 4 if len(symbol) > 1 else 3
    return 1 if symbol.isdecimal() or symbol == _LABEL else 2


def _is_word(symbol: str) -> bool:
    """A word of prose: a Chinese character, or letters that are neither a variable nor LaTeX's."""
    return symbol[0].isalpha() and (len(symbol) > 1 or symbol >= "\u3400")


def _may_go_on(symbol: str) -> bool:
    return symbol[0] == "\\" or symbol[-1].isalnum()
