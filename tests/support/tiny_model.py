"""A small valid model file with its catalogue entry, for tests of downloads and of the library."""

import hashlib
import random
from types import MappingProxyType

from support.gguf_bytes import METADATA, tensors, tiny_gguf
from support.hub import COMMIT

from app.models.catalogue import CatalogueModel, Family

REPO = "owner/Tiny-GGUF"
FILE = "Tiny.Q4_K_M.gguf"
FEED_FORWARD = 2752  # for some two megabytes


def model_bytes() -> bytes:
    """A valid model of some two megabytes whose weights do not repeat."""
    weights = random.Random(1).randbytes(2_200_000)
    metadata = METADATA | {"llama.feed_forward_length": FEED_FORWARD}
    shapes = tensors(feed_forward=FEED_FORWARD)
    return bytes(tiny_gguf(metadata=metadata, tensors=shapes, filler=weights).data)


def entry_for(data: bytes) -> CatalogueModel:
    """The catalogue entry of a file with these bytes."""
    return CatalogueModel(
        id="tiny-q4_k_m",
        name="Tiny",
        family=Family.TEMPLATE,
        repo=REPO,
        revision=COMMIT,
        file=FILE,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        quantization="Q4_K_M",
        context_train=512,
        licence="MIT",
        attribution="nobody",
        description=MappingProxyType({"en": "A tiny model.", "zh": "微型模型。"}),
    )
