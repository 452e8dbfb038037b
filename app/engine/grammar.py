"""Drawing tokens only where they keep a text within a grammar.

A ``Grammar`` may be made on any thread; it belongs to the one that draws. Whoever made it closes
it.
"""

import codecs
import ctypes
import re
from collections.abc import Sequence

import llama_cpp as lib
import numpy as np

from app.engine.llama import Context, Model, Sampler
from app.errors import LemmaError

_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")


class GrammarError(LemmaError):
    """llama.cpp cannot use a grammar."""


class Candidates:
    """Tokens with their scores, as llama.cpp's samplers work on them."""

    _TYPE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])

    def __init__(self, vocab_size: int) -> None:
        self._data = np.zeros(vocab_size, self._TYPE)
        self._struct = lib.llama_token_data_array()
        self.pointer = ctypes.pointer(self._struct)

    def fill(self, context: Context, row: int) -> None:
        """All tokens, with their scores at ``row`` of the batch evaluated last."""
        self._data["id"] = np.arange(len(self._data), dtype=np.int32)
        self._data["logit"] = context.scores(row)
        self._data["p"] = 0.0
        self._point(len(self._data))

    def fill_with(self, token: int) -> None:
        """This token alone."""
        self._data[0] = (token, 1.0, 0.0)
        self._point(1)

    def ban(self, tokens: Sequence[int]) -> None:
        """Take all chances from these tokens, after ``fill``."""
        self._data["logit"][tokens] = -np.inf

    def chosen(self) -> int | None:
        """The token that a sampler has chosen; None if every token had lost its chances."""
        chosen = self._struct.data[self._struct.selected]
        return int(chosen.id) if chosen.logit > float("-inf") else None

    @property
    def is_possible(self) -> bool:
        """Whether the first token still has a chance."""
        return bool(self._struct.data[0].logit > float("-inf"))

    def _point(self, size: int) -> None:
        kind = dict(lib.llama_token_data_array._fields_)["data"]
        self._struct.data = ctypes.cast(self._data.ctypes.data, kind)
        self._struct.size, self._struct.selected, self._struct.sorted = size, -1, False


class Grammar:
    """The tokens that may come next, by a grammar in llama.cpp's notation with the rule ``root``.

    Raises:
        GrammarError: llama.cpp does not understand it, or finds it too large.
    """

    def __init__(self, model: Model, text: str) -> None:
        self._handle = lib.llama_sampler_init_grammar(model.vocabulary, text.encode(), b"root")
        if not self._handle:
            raise GrammarError("llama.cpp refuses this grammar")
        self._model = model
        self._candidates = Candidates(model.vocab_size)
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self.begun = False

    def sample(
        self, sampler: Sampler, context: Context, row: int, *, exception: int | None = None
    ) -> int | None:
        """Draw a token that may come next, and remember it; None if there is none.

        The token ``exception`` may come too, before the text has begun. The likely case is tried
        first: that the token drawn freely may come. To ask for all the vocabulary takes longer.
        """
        self._candidates.fill(context, row)
        token = self._drawn(sampler)
        if token is not None and token == exception:
            sampler.accept([token])
            return token
        if token is not None and not (self._allows(token) and self._is_text(token)):
            token = self._drawn_within(sampler, context, row)
        if token is not None:
            self.begun = True
            self._utf8.decode(self._model.token_bytes(token))
            lib.llama_sampler_accept(self._handle, token)
            sampler.accept([token])
        return token

    def close(self) -> None:
        lib.llama_sampler_free(self._handle)

    def _drawn(self, sampler: Sampler) -> int | None:
        lib.llama_sampler_apply(sampler.handle, self._candidates.pointer)
        return self._candidates.chosen()

    def _drawn_within(self, sampler: Sampler, context: Context, row: int) -> int | None:
        broken: list[int] = []
        while True:
            self._candidates.fill(context, row)
            self._candidates.ban(broken)
            lib.llama_sampler_apply(self._handle, self._candidates.pointer)
            token = self._drawn(sampler)
            if token is None or self._is_text(token):
                return token
            broken.append(token)

    def _allows(self, token: int) -> bool:
        self._candidates.fill_with(token)
        lib.llama_sampler_apply(self._handle, self._candidates.pointer)
        return self._candidates.is_possible

    def _is_text(self, token: int) -> bool:
        """Whether it goes on in UTF-8; llama.cpp takes some bytes for characters that are none."""
        state = self._utf8.getstate()
        try:
            self._utf8.decode(self._model.token_bytes(token))
            # Python waits for the third byte before it refuses half a surrogate pair.
            return not _SURROGATE.match(self._utf8.getstate()[0])
        except UnicodeDecodeError:
            return False
        finally:
            self._utf8.setstate(state)
