"""What a model file says about its vocabulary, checked before llama.cpp builds its tables of it.

Lists that belong together have one length, ids lie within them, no text is there twice, and the
bytes a text may fall back to are all there: where that does not hold, llama.cpp reads past an array
or ends its process. Only the kinds of tokenizer that language models for conversation use are let
through; each other kind is C++ code of its own that reads the file.
"""

import re
from collections.abc import Mapping, Sequence

from app.errors import ModelError
from app.models.container import Kind, Value, implausible, shown

PIECES = "llama"  # SentencePiece's; the others are byte pairs
#: llama.cpp's own default ids for these tokenizers must exist: it falls back to them.
MIN_TOKENS = {"gpt2": 12, "gemma4": 3, PIECES: 3}
BYTE_TYPE = 6  # a token that stands for a byte of text
TOKEN_TYPES = range(7)  # LLAMA_TOKEN_TYPE_*

_TOKENS = "tokenizer.ggml.tokens"
_TYPES = "tokenizer.ggml.token_type"
_MERGES = "tokenizer.ggml.merges"
_ID = re.compile(r"tokenizer\.ggml\.\w+_token_id")
_BYTE_TOKEN = re.compile(rb"<0x[0-9A-F]{2}>")

_Values = Mapping[str, Value]


def check(values: _Values) -> int:
    """Check all about the vocabulary but the types of its keys; returns the number of tokens.

    Raises:
        ModelError: it makes no sense, or is of a kind that cannot be checked.
    """
    model = values.get("tokenizer.ggml.model")
    if model is None or model.data not in MIN_TOKENS:
        what = str(model.data) if model and model.kind is Kind.TEXT else "tokenizer.ggml.model"
        raise ModelError("models.gguf_unknown", what=shown(what))
    tokens = _texts(values, _TOKENS)
    _check_lengths(values, len(tokens))
    _check_ids(values, len(tokens))
    if len(tokens) < MIN_TOKENS[model.data] or _repeats(tokens):
        raise implausible(_TOKENS)
    _check_bytes(tokens, _types(values))
    if model.data == PIECES:
        _check_pieces(tokens)
    elif not all(b" " in merge[1:] for merge in _texts(values, _MERGES)):
        raise implausible(_MERGES)
    return len(tokens)


def _texts(values: _Values, key: str) -> Sequence[bytes]:
    value = values.get(key)
    if value is None or value.items is not Kind.TEXT:
        raise implausible(key)
    texts: Sequence[bytes] = value.data
    return texts


def _check_lengths(values: _Values, count: int) -> None:
    """llama.cpp reads types and scores by a token's number."""
    for key in (_TYPES, "tokenizer.ggml.scores"):
        if key in values and len(values[key].data) != count:
            raise implausible(key)
    types = _types(values)
    if types and not (min(types) in TOKEN_TYPES and max(types) in TOKEN_TYPES):
        raise implausible(_TYPES)


def _types(values: _Values) -> Sequence[int]:
    types: Sequence[int] = values[_TYPES].data if _TYPES in values else ()
    return types


def _check_ids(values: _Values, count: int) -> None:
    for key, value in values.items():
        if _ID.fullmatch(key) and value.data >= count:
            raise implausible(key)


def _repeats(tokens: Sequence[bytes]) -> bool:
    """Whether a text is there twice; empty ones get names of their own in llama.cpp."""
    named = [token for token in tokens if token]
    return len(set(named)) != len(named)


def _check_bytes(tokens: Sequence[bytes], types: Sequence[int]) -> None:
    """llama.cpp takes the number out of the text of such a token, whatever stands there."""
    if BYTE_TYPE in types:
        for token, kind in zip(tokens, types, strict=True):
            if kind == BYTE_TYPE and not _BYTE_TOKEN.fullmatch(token):
                raise implausible(_TOKENS)


def _check_pieces(tokens: Sequence[bytes]) -> None:
    known = set(tokens)
    if not all(b"<0x%02X>" % byte in known for byte in range(256)):
        raise implausible(_TOKENS)
