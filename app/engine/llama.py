"""A thin typed layer on llama.cpp; ``batch``, ``grammar`` and ``ggml`` alone call it, too.

Whoever makes a ``Model``, ``Context`` or ``Sampler`` closes it, in the reverse order of making. All
of them belong to one thread, but for ``Model.tokenize`` and ``Context.abort``, which are safe from
any. Calls into llama.cpp release the interpreter lock. Struct layouts are those of the pinned
llama-cpp-python.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar

import llama_cpp as lib
import numpy as np
import numpy.typing as npt

from app.domain.reasoning import CLOSE_TAG, OPEN_TAG
from app.engine import ggml
from app.engine.batch import Batch
from app.engine.sampling import Stage
from app.errors import LemmaError, ModelError

KV_TYPES = {"f16": lib.GGML_TYPE_F16, "q8_0": lib.GGML_TYPE_Q8_0}

#: ``enum ggml_log_level`` of ggml.h; the last one continues the line before it.
_LOG_WARN, _LOG_ERROR, _LOG_CONTINUE = 3, 4, 5

_DECODE_NO_ROOM, _DECODE_ABORTED = 1, 2  # results of llama_decode, see llama.h
_PIECE_BYTES = 64  # longer tokens exist, rarely
_SHOWN_TAGS = frozenset({b"<think>", b"</think>", b"<tool_call>", b"</tool_call>"})


class EvaluationError(LemmaError):
    """llama.cpp could not evaluate a batch; what the context remembers is unknown afterwards."""


class Outcome(Enum):
    """How the evaluation of a batch ended. After the last two, roll the sequences back."""

    DONE = "done"
    NO_ROOM = "no room"  # the context is full; nothing was evaluated
    ABORTED = "aborted"  # by ``Context.abort``; part of it may have been evaluated


class Log:
    """Passes llama.cpp's warnings and errors on to standard error; the one made last hears them.

    ``first_error`` is the first since it was emptied: it tells the cause, the rest what followed.
    """

    _callback: ClassVar[Any] = None  # outlives us: llama.cpp keeps a pointer to it for ever

    def __init__(self) -> None:
        self.first_error = ""
        self.muted = False  # while errors are what we asked for
        self._level = _LOG_WARN
        Log._callback = lib.llama_log_callback(self._on_line)
        lib.llama_log_set(Log._callback, None)

    def _on_line(self, level: int, text: bytes, _data: object) -> None:
        self._level = self._level if level == _LOG_CONTINUE else level
        if self.muted or self._level not in (_LOG_WARN, _LOG_ERROR):
            return
        line = text.decode(errors="replace")
        if self._level == _LOG_ERROR and not self.first_error:
            self.first_error = line.strip()
        sys.stderr.write(line)


class Model:
    """The weights and the vocabulary of a GGUF file.

    ``cards`` are handles of devices and ``split`` the layers on each of them; without, llama.cpp
    chooses. ``on_progress`` hears on this thread which share is loaded, from 0.0 to 1.0, and says
    whether to go on.

    Raises:
        ModelError: there is no such file, or llama.cpp refuses it.
    """

    def __init__(
        self,
        path: Path,
        *,
        gpu_layers: int,
        log: Log,
        on_progress: Callable[[float], bool],
        cards: Sequence[int] = (),
        split: Sequence[int] = (),
    ) -> None:
        if not path.is_file():
            raise ModelError("engine.load_missing", path=str(path))
        ggml.plugins()
        params = lib.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        params.load_mode = lib.LLAMA_LOAD_MODE_MMAP
        if cards:
            devices = (ctypes.c_void_p * (len(cards) + 1))(*cards)
            shares = (ctypes.c_float * lib.llama_max_devices())(*split)
            params.devices = ctypes.cast(devices, ctypes.c_void_p)
            params.tensor_split = shares
        log.first_error = ""
        progress = lib.llama_progress_callback(lambda share, _data: on_progress(share))
        params.progress_callback = progress
        self.handle = lib.llama_model_load_from_file(os.fsencode(path), params)
        if not self.handle:
            raise ModelError("engine.load_refused", path=str(path), why=log.first_error)
        self.path = path
        self.vocabulary = self._vocab = lib.llama_model_get_vocab(self.handle)
        self._pieces: dict[int, bytes] = {}

    @property
    def vocab_size(self) -> int:
        return int(lib.llama_vocab_n_tokens(self._vocab))

    @property
    def trained_context(self) -> int:
        """Tokens of context that the model was made for."""
        return int(lib.llama_model_n_ctx_train(self.handle))

    @property
    def rewinds(self) -> bool:
        """Whether a sequence can be cut back; recurrent models remember only their last state."""
        return not (
            lib.llama_model_is_recurrent(self.handle) or lib.llama_model_is_hybrid(self.handle)
        )

    @property
    def rewinds_copies(self) -> bool:
        """The same for copies of a sequence, which lack what lies outside a model's window."""
        return self.rewinds and not lib.llama_model_n_swa(self.handle)

    @property
    def chat_template(self) -> str | None:
        """The template that came in the file, if any."""
        template = lib.llama_model_chat_template(self.handle, None)
        return template.decode(errors="replace") if template else None

    @property
    def begin_token(self) -> int | None:
        """The token that stands before every prompt, for models that want one."""
        wanted = lib.llama_vocab_get_add_bos(self._vocab)
        return int(lib.llama_vocab_bos(self._vocab)) if wanted else None

    def token_text(self, name: str) -> str:
        """The text of the "bos" or "eos" token as the vocabulary spells it; empty if none."""
        token = {"bos": lib.llama_vocab_bos, "eos": lib.llama_vocab_eos}[name](self._vocab)
        text = lib.llama_vocab_get_text(self._vocab, token) if token >= 0 else None
        return text.decode(errors="replace") if text else ""

    @property
    def think_token(self) -> int | None:
        """The token that opens a thought, for models that have one."""
        return self._only_token(OPEN_TAG)

    @property
    def thought_end_token(self) -> int | None:
        """The token that closes a thought, for models that have one."""
        return self._only_token(CLOSE_TAG)

    def _only_token(self, text: str) -> int | None:
        tokens = self.tokenize(text, special=True)
        return tokens[0] if len(tokens) == 1 else None

    def ends_generation(self, token: int) -> bool:
        return bool(lib.llama_vocab_is_eog(self._vocab, token))

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Tokens of ``text`` and no others; control tokens are read only with ``special``."""
        data = text.encode(errors="replace")
        room = len(data) + 2  # no token is shorter than a byte; some vocabularies add a space
        tokens = (lib.llama_token * room)()
        count = lib.llama_tokenize(self._vocab, data, len(data), tokens, room, False, special)
        return list(tokens[:count])

    def token_bytes(self, token: int) -> bytes:
        """What a generated token stands for: nothing for control tokens but a few tags."""
        piece = self._pieces.get(token)
        if piece is None:
            piece = self._piece(token, special=False)
            if not piece and (shown := self._piece(token, special=True)) in _SHOWN_TAGS:
                piece = shown
            self._pieces[token] = piece
        return piece

    def _piece(self, token: int, *, special: bool) -> bytes:
        size = _PIECE_BYTES
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = lib.llama_token_to_piece(self._vocab, token, buffer, size, 0, special)
            if length >= 0:
                return buffer.raw[:length]
            size = -length

    def close(self) -> None:
        lib.llama_model_free(self.handle)


@dataclass(frozen=True)
class ContextOptions:
    """Sizes of a context; ``tokens`` are shared by all sequences, ``batch`` goes in at once.

    So many ``sequences`` are written at once, beside ``spare`` ones. At most ``outputs`` tokens of
    a batch can be drawn from.
    """

    tokens: int
    sequences: int
    batch: int
    threads: int
    outputs: int = 0  # at least one for each sequence
    kv_type: str = "f16"
    spare: int = 0


class Context:
    """What the model remembers of its sequences, in one cache that they share.

    Raises:
        ModelError: llama.cpp cannot make it, most likely for want of memory; or the model has no
            use for one, because it does not write text.
    """

    def __init__(self, model: Model, options: ContextOptions, *, log: Log) -> None:
        log.first_error = ""
        params = lib.llama_context_default_params()
        params.n_ctx = options.tokens
        params.n_batch = params.n_ubatch = options.batch
        self.at_once = options.sequences
        params.n_seq_max = options.sequences + options.spare
        params.n_outputs_max = self.outputs = max(options.outputs, params.n_seq_max)
        params.n_threads = params.n_threads_batch = options.threads
        params.type_k = params.type_v = KV_TYPES[options.kv_type]
        params.kv_unified = True  # sequences copy their prompts to each other without copying data
        self.threads = options.threads
        self._log = log
        self._abort = False
        self._abortable = False
        self._abort_callback = lib.ggml_abort_callback(lambda _data: self._abort)
        self._no_callback = lib.ggml_abort_callback(0)
        self.handle = lib.llama_init_from_model(model.handle, params)
        if not self.handle:
            raise ModelError("engine.load_no_memory", context=options.tokens, why=log.first_error)
        self._vocab_size = model.vocab_size
        self._memory = lib.llama_get_memory(self.handle)
        if not self._memory or lib.llama_model_has_encoder(model.handle):
            self.close()
            raise ModelError("engine.load_no_text_model", path=str(model.path))

    @property
    def size(self) -> int:
        """Tokens that fit, as llama.cpp rounded them."""
        return int(lib.llama_n_ctx(self.handle))

    @property
    def sequences(self) -> int:
        return int(lib.llama_n_seq_max(self.handle))

    @property
    def batch_size(self) -> int:
        """Tokens that can be evaluated at once."""
        return int(lib.llama_n_batch(self.handle))

    def use_threads(self, count: int) -> None:
        """Evaluate with so many threads from now on; costs nothing."""
        if count != self.threads:
            lib.llama_set_n_threads(self.handle, count, count)
            self.threads = count

    def abort(self) -> None:
        """End the abortable evaluation that runs now, or the next one. From any thread."""
        self._abort = self._log.muted = True  # an aborted evaluation is logged as a failed one

    def clear_abort(self) -> None:
        """Let evaluations run to their end again."""
        self._abort = self._log.muted = False

    def evaluate(self, batch: Batch, *, abortable: bool) -> Outcome:
        """Run the model over ``batch``.

        An ``abortable`` run asks us after every node of its graph whether to go on, for which it
        needs the interpreter lock: worth it for long batches. It works on processors only.

        Raises:
            EvaluationError: llama.cpp failed; all sequences have to be forgotten.
        """
        self._set_abortable(abortable)
        result = lib.llama_decode(self.handle, batch.struct())
        lib.llama_synchronize(self.handle)  # cards go on after it; who measures steps wants the end
        if result == _DECODE_NO_ROOM:
            return Outcome.NO_ROOM
        if result == _DECODE_ABORTED:
            return Outcome.ABORTED
        if result != 0:
            raise EvaluationError(f"llama_decode returned {result}")
        return Outcome.DONE

    def _set_abortable(self, abortable: bool) -> None:
        if abortable != self._abortable:
            callback = self._abort_callback if abortable else self._no_callback
            lib.llama_set_abort_callback(self.handle, callback, None)
            self._abortable = abortable

    def scores(self, row: int) -> npt.NDArray[np.float32]:
        """The scores of all tokens at ``row`` of the batch evaluated last; read before the next."""
        found = lib.llama_get_logits_ith(self.handle, row)
        return np.ctypeslib.as_array(found, (self._vocab_size,))

    def forbid(self, row: int, token: int) -> None:
        """Let no sampler draw ``token`` at ``row``."""
        self.scores(row)[token] = -np.inf

    def forget(self, sequence: int, *, start: int = 0) -> bool:
        """Forget a sequence from position ``start`` on; False if this model can only forget all."""
        return bool(lib.llama_memory_seq_rm(self._memory, sequence, start, -1))

    def share(self, source: int, target: int, *, length: int, start: int = 0) -> None:
        """Let ``target`` know what ``source`` does from ``start`` to ``length``, without a copy."""
        lib.llama_memory_seq_cp(self._memory, source, target, start, length)

    def copy_size(self, sequence: int) -> int:
        """Bytes of a copy of what is known of ``sequence``."""
        return int(lib.llama_state_seq_get_size(self.handle, sequence))

    def copy_out(self, sequence: int) -> npt.NDArray[np.uint8]:
        """A copy of what is known of ``sequence``; only contexts alike can read it."""
        data = np.empty(self.copy_size(sequence), np.uint8)
        lib.llama_state_seq_get_data(self.handle, _address(data), data.nbytes, sequence)
        return data

    def copy_in(self, sequence: int, data: npt.NDArray[np.uint8]) -> bool:
        """Let ``sequence`` know what was copied, and nothing else; False if there is no room."""
        self._log.muted = True  # having no room is no fault
        done = lib.llama_state_seq_set_data(self.handle, _address(data), data.nbytes, sequence)
        self._log.muted = self._abort
        return bool(done)

    def clear(self) -> None:
        """Forget all sequences."""
        lib.llama_memory_clear(self._memory, False)

    def close(self) -> None:
        lib.llama_free(self.handle)


def _address(data: npt.NDArray[np.uint8]) -> Any:
    return data.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))


class Sampler:
    """A chain of llama.cpp's samplers; draws tokens without bringing their scores into Python."""

    def __init__(self, chain: Sequence[Stage]) -> None:
        self.handle = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        for stage in chain:
            make = getattr(lib, f"llama_sampler_init_{stage.name}")
            lib.llama_sampler_chain_add(self.handle, make(*stage.arguments))

    def sample(self, context: Context, row: int) -> int:
        """Draw a token from the scores at ``row`` of the batch evaluated last, and remember it."""
        return int(lib.llama_sampler_sample(self.handle, context.handle, row))

    def accept(self, tokens: Sequence[int]) -> None:
        """Remember tokens that were not drawn."""
        for token in tokens:
            lib.llama_sampler_accept(self.handle, token)

    def close(self) -> None:
        lib.llama_sampler_free(self.handle)
