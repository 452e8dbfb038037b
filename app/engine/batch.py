"""What llama.cpp evaluates in one step, in arrays that it reads without a copy."""

import ctypes
from collections.abc import Sequence
from typing import Any

import llama_cpp as lib
import numpy as np
import numpy.typing as npt


class Batch:
    """Tokens to evaluate together, for several sequences; refilled for every step.

    The arrays that llama.cpp reads are numpy's, so that a whole prompt is copied in at once.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._tokens: npt.NDArray[np.int32] = np.zeros(capacity, np.int32)
        self._positions: npt.NDArray[np.int32] = np.zeros(capacity, np.int32)
        self._sequences: npt.NDArray[np.int32] = np.zeros(capacity, np.int32)
        self._outputs: npt.NDArray[np.int8] = np.zeros(capacity, np.int8)
        self._counts: npt.NDArray[np.int32] = np.ones(capacity, np.int32)
        step = self._sequences.itemsize * np.arange(capacity, dtype=np.uintp)
        self._pointers: npt.NDArray[np.uintp] = step + np.uintp(self._sequences.ctypes.data)
        self._struct = self._as_struct()

    def _as_struct(self) -> lib.llama_batch:
        fields: dict[str, npt.NDArray[Any]] = {
            "token": self._tokens,
            "pos": self._positions,
            "n_seq_id": self._counts,
            "seq_id": self._pointers,
            "logits": self._outputs,
        }
        types = dict(lib.llama_batch._fields_)
        return lib.llama_batch(
            **{name: ctypes.cast(a.ctypes.data, types[name]) for name, a in fields.items()}
        )

    def clear(self) -> None:
        self.size = 0

    def add(self, tokens: Sequence[int], *, sequence: int, position: int, output: bool) -> int:
        """Append consecutive tokens; the row returned can be sampled if it is an ``output``."""
        start, end = self.size, self.size + len(tokens)
        self._tokens[start:end] = tokens
        self._positions[start:end] = range(position, position + len(tokens))
        self._sequences[start:end] = sequence
        self._outputs[start:end] = 0
        self._outputs[end - 1] = output
        self.size = end
        return end - 1

    def struct(self) -> lib.llama_batch:
        """The batch as llama_decode takes it."""
        self._struct.n_tokens = self.size
        return self._struct
