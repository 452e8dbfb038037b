"""Small valid model files as their parts, so that each can be written again with one changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from support.gguf_bytes import (
    ALIGNMENT,
    EMBEDDING,
    F16,
    FEED_FORWARD,
    LAYERS,
    METADATA,
    Q8_0,
    TENSORS,
    VOCAB,
    Shapes,
    Written,
    tensors,
    tiny_gguf,
)


@dataclass(frozen=True)
class Base:
    """A valid file as its parts, to be written again with some of them changed."""

    metadata: Mapping[str, Any]
    shapes: Shapes
    matrices: int

    @property
    def architecture(self) -> str:
        return str(self.metadata["general.architecture"])

    def key(self, name: str) -> str:
        """The full key of a hyper-parameter."""
        return f"{self.architecture}.{name}"

    @property
    def alignment(self) -> int:
        return int(self.metadata.get("general.alignment", ALIGNMENT))

    def write(
        self, *, metadata: Mapping[str, Any] | None = None, shapes: Shapes | None = None
    ) -> Written:
        """Weights lie as in the valid file, whatever the metadata says of the alignment."""
        return tiny_gguf(
            metadata=self.metadata if metadata is None else metadata,
            tensors=self.shapes if shapes is None else shapes,
            matrices=self.matrices,
            alignment=self.alignment,
        )

    def with_values(self, values: Mapping[str, Any]) -> bytes:
        return bytes(self.write(metadata={**self.metadata, **values}).data)


def pieces() -> dict[str, Any]:
    """The metadata of a Qwen3 model with a vocabulary of SentencePiece's kind."""
    ours = ("general.architecture", "general.name")
    sizes = {key.removeprefix("llama."): value for key, value in METADATA.items()}
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *letters]
    return {
        "general.architecture": "qwen3",
        "general.name": "Tiny pieces",
        "general.alignment": 64,
        **{
            f"qwen3.{key}": value
            for key, value in sizes.items()
            if _is_size(key) and key not in ours
        },
        "qwen3.attention.key_length": 8,
        "qwen3.attention.value_length": 8,
        "qwen3.rope.freq_base": 10000.0,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [2, 3, 3] + [6] * 256 + [1] * 27,
        "tokenizer.ggml.scores": [-float(index) for index in range(len(tokens))],
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
    }


def by_layer() -> dict[str, Any]:
    """The metadata of a Qwen2 model that says some of its sizes for each layer."""
    sizes = {key.replace("llama.", "qwen2."): value for key, value in METADATA.items()}
    return {
        **sizes,
        "general.architecture": "qwen2",
        "general.type": "model",
        "general.tags": ["text-generation", "数学"],
        "qwen2.attention.head_count_kv": [2] * LAYERS,
        "qwen2.feed_forward_length": [FEED_FORWARD] * LAYERS,
        "qwen2.rope.dimension_count": 8,
        "qwen2.rope.scaling.type": "yarn",
        "qwen2.rope.scaling.factor": 2.0,
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.eos_token_id": 5,
        "tokenizer.ggml.padding_token_id": 6,
    }


def _with_biases() -> Shapes:
    rows = {"q": EMBEDDING, "k": EMBEDDING // 2, "v": EMBEDDING // 2}
    biases = [
        (f"blk.{layer}.attn_{part}.bias", (size,))
        for layer in range(LAYERS)
        for part, size in rows.items()
    ]
    return [*TENSORS, *biases, ("output.weight", (EMBEDDING, VOCAB))]


def _is_size(key: str) -> bool:
    return not key.startswith(("general.", "tokenizer."))


def _with_head_norms(vocab: int) -> Shapes:
    norms = [
        (f"blk.{layer}.attn_{part}_norm.weight", (8,)) for layer in range(LAYERS) for part in "qk"
    ]
    return [*tensors(vocab=vocab), *norms]


def bases() -> list[Base]:
    """The valid files that mutants are made of."""
    vocabulary = pieces()
    count = len(vocabulary["tokenizer.ggml.tokens"])
    return [
        Base(METADATA, TENSORS, matrices=0),
        Base(vocabulary, _with_head_norms(count), matrices=Q8_0),
        Base(by_layer(), _with_biases(), matrices=F16),
    ]
