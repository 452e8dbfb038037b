"""llama.cpp's own dry run: it places a model, its cache and its graphs, and allocates nothing.

``no_alloc`` is a parameter of loading; the sizes come from llama.cpp's memory breakdown, on which
its automatic fitting rests. That function speaks C++: it returns a ``std::map``, which is read here
as libstdc++ lays it out (a red-black tree below a header of 48 bytes).
"""

import ctypes
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import llama_cpp as lib
from llama_cpp._ctypes_extensions import load_shared_library
from llama_cpp._ggml import libggml_base_path

from app.domain.allocation import Plan
from app.engine.drafts import MOST
from app.engine.llama import KV_TYPES, Log

_BREAKDOWN = "_Z26llama_get_memory_breakdownPK13llama_context"
_Word = ctypes.c_uint64


@dataclass(frozen=True)
class Buffers:
    """Bytes that one kind of memory would take, by what for."""

    memory: str
    weights: int
    cache: int
    compute: int


def dry_runs(path: Path, plans: Sequence[Plan]) -> list[list[Buffers]]:
    """What llama.cpp would allocate for the model in ``path``, run as each of ``plans`` says.

    The layers on cards are those of the first plan.
    """
    Log()  # llama.cpp says much about a model of no use
    model = lib.llama_model_load_from_file(os.fsencode(path), _model_parameters(plans[0]))
    assert model, path
    try:
        return [_dry_context(model, plan) for plan in plans]
    finally:
        lib.llama_model_free(model)


def _dry_context(model: int, plan: Plan) -> list[Buffers]:
    context = lib.llama_init_from_model(model, _context_parameters(plan))
    assert context, plan
    try:
        return list(breakdown(context))
    finally:
        lib.llama_free(context)


def _model_parameters(plan: Plan) -> lib.llama_model_params:
    parameters = lib.llama_model_default_params()
    parameters.no_alloc = True
    parameters.load_mode = lib.LLAMA_LOAD_MODE_NONE
    parameters.n_gpu_layers = plan.gpu_layers
    return parameters


def _context_parameters(plan: Plan) -> lib.llama_context_params:
    """As the engine asks for them."""
    parameters = lib.llama_context_default_params()
    parameters.n_ctx = plan.context
    parameters.n_batch = parameters.n_ubatch = plan.micro_batch
    parameters.n_seq_max = plan.parallel
    parameters.n_outputs_max = max(plan.parallel, 1 + MOST)
    parameters.type_k = parameters.type_v = KV_TYPES[plan.kv_type]
    parameters.kv_unified = True
    return parameters


def breakdown(context: int) -> Iterator[Buffers]:
    """What a context and its model take, real ones and those of a dry run."""
    library = load_shared_library("llama", Path(lib.__file__).parent / "lib")
    tell = getattr(library, _BREAKDOWN)
    tell.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    tell.restype = ctypes.c_void_p
    found = (_Word * 6)()  # comparison, then the header: colour, root, leftmost, rightmost, count
    tell(ctypes.addressof(found), context)
    yield from _nodes(found[2])


def _nodes(node: int) -> Iterator[Buffers]:
    """A node: colour, parent, left, right; the kind of buffer; weights, cache, compute."""
    if not node:
        return
    words = (_Word * 8).from_address(node)
    yield from _nodes(words[2])
    yield Buffers(_name(words[4]), words[5], words[6], words[7])
    yield from _nodes(words[3])


def _name(buffer_type: int) -> str:
    base = load_shared_library("ggml-base", libggml_base_path)
    base.ggml_backend_buft_name.argtypes = [ctypes.c_void_p]
    base.ggml_backend_buft_name.restype = ctypes.c_char_p
    return str(base.ggml_backend_buft_name(buffer_type).decode())
