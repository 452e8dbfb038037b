"""What ggml, the layer below llama.cpp, knows of this computer: devices, backends, versions.

Asking makes every backend look for its devices, which loads the drivers of graphics cards. Where
backends are files of their own, ``plugins`` loads them; until then llama.cpp has none and loads no
model.
"""

import ctypes
import os
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import llama_cpp as lib
from llama_cpp import llama_cpp as bindings
from llama_cpp._ctypes_extensions import load_shared_library
from llama_cpp._ggml import libggml, libggml_base_path

from app.engine import plugins as files
from app.engine.plugins import WITHOUT_CARDS_VARIABLE, Plugin

#: The libraries of backends for cards -> their names in ggml's registry.
_CARD_BACKENDS = {"cuda": "CUDA", "hip": "ROCm", "vulkan": "Vulkan", "sycl": "SYCL"}
_LIBRARY = re.compile(r"(?:lib)?ggml-([a-z]+)\.(?:so|dll|dylib)")
_INSTRUCTION = re.compile(r"(\w+) = 1\b")  # llama.cpp: "CPU : SSE3 = 1 | AVX = 1 | ..."


@dataclass(frozen=True)
class RawDevice:
    """A device as ggml-backend.h describes it; memory in bytes."""

    handle: int
    name: str
    description: str
    backend: str
    type: int
    free: int
    total: int
    bus_id: str = ""  # where it is plugged in, "0000:01:00.0"; empty where that is not known


class _Properties(ctypes.Structure):  # struct ggml_backend_dev_props
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("memory_free", ctypes.c_size_t),
        ("memory_total", ctypes.c_size_t),
        ("type", ctypes.c_int),
        ("device_id", ctypes.c_char_p),
        ("capabilities", ctypes.c_bool * 5),
    )


@cache
def plugins() -> tuple[Plugin, ...]:
    """Load the backends that are files of their own, once; returns what became of each.

    Nothing where backends are linked in.
    """
    if _registry().ggml_backend_reg_count():
        return ()
    cards = not os.environ.get(WITHOUT_CARDS_VARIABLE)
    return tuple(files.load(files.find(Path(libggml_base_path)), _Loader(), cards=cards))


def raw_devices() -> list[RawDevice]:
    """Every device of every backend that is loaded."""
    plugins()
    count, get = _registry().ggml_backend_dev_count, _registry().ggml_backend_dev_get
    return [_raw_device(handle) for handle in _each(count, get)]


def backends() -> list[str]:
    """Names of the backends that are loaded, those without a device as well."""
    plugins()
    count, get = _registry().ggml_backend_reg_count, _registry().ggml_backend_reg_get
    return [_text(_base().ggml_backend_reg_name, handle) for handle in _each(count, get)]


def built_for_cards() -> list[str]:
    """Names of the backends for cards whose libraries are here; not all of them need be loaded.

    Vulkan's takes itself off the list of loaded ones when there is no driver.
    """
    files = [_LIBRARY.fullmatch(path.name) for path in Path(libggml_base_path).iterdir()]
    names = {found[1] for found in files if found is not None}
    return [title for name, title in _CARD_BACKENDS.items() if name in names]


def versions() -> dict[str, str]:
    """Versions of the bindings and of ggml, and which instructions of the processor are used."""
    plugins()
    about = lib.llama_print_system_info().decode(errors="replace")
    return {
        "llama_cpp_python": lib.__version__,
        "ggml": _text(_base().ggml_version),
        "commit": _text(_base().ggml_commit),
        "instructions": " ".join(_INSTRUCTION.findall(about)),
    }


def _raw_device(handle: int) -> RawDevice:
    base, device = _base(), ctypes.c_void_p(handle)
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    base.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
    base.ggml_backend_dev_backend_reg.restype = ctypes.c_void_p
    properties = _Properties()
    base.ggml_backend_dev_get_props(device, ctypes.byref(properties))
    return RawDevice(
        handle=handle,
        name=_text(base.ggml_backend_dev_name, handle),
        description=_text(base.ggml_backend_dev_description, handle),
        backend=_text(base.ggml_backend_reg_name, base.ggml_backend_dev_backend_reg(device)),
        type=base.ggml_backend_dev_type(device),
        free=free.value,
        total=total.value,
        bus_id=(properties.device_id or b"").decode(errors="replace"),
    )


class _Loader:
    """Loads plug-ins into this process.

    Not through ``ggml_backend_load``: on Windows it reads a path in the system's code page, and
    cannot open one with other letters.
    """

    def score(self, path: Path) -> int:
        # Backends for cards have no such function: they run wherever their driver does.
        judge = getattr(ctypes.CDLL(str(path)), "ggml_backend_score", None)
        return int(judge()) if judge is not None else 1

    def register(self, path: Path) -> bool:
        begin = ctypes.CDLL(str(path)).ggml_backend_init
        begin.restype = ctypes.c_void_p
        if backend := begin():
            _registry().ggml_backend_register(ctypes.c_void_p(backend))
        return bool(backend)


@cache
def _registry() -> ctypes.CDLL:
    """Where the lists of backends and devices are that llama.cpp itself uses.

    A wheel holds each library under three names, as three files, so that opening ``libggml.so`` may
    load a second copy of it, with lists of its own. Through the handle of llama.cpp's own library
    the linker finds the copy that this one uses; Windows cannot do that, but has only one name.
    """
    library: ctypes.CDLL = libggml if sys.platform == "win32" else bindings._lib
    return library


@cache
def _base() -> ctypes.CDLL:
    """Where the functions live that ask one thing; ``_registry`` holds the lists of them."""
    library: ctypes.CDLL = load_shared_library("ggml-base", libggml_base_path)
    return library


def _each(count: Any, get: Any) -> list[int]:
    count.restype, get.restype = ctypes.c_size_t, ctypes.c_void_p
    return [get(ctypes.c_size_t(index)) for index in range(count())]


def _text(function: Any, *handles: int) -> str:
    function.restype = ctypes.c_char_p
    text: bytes = function(*(ctypes.c_void_p(handle) for handle in handles))
    return text.decode(errors="replace")
