"""Writes a GGUF model that runs: two layers of noise behind the vocabulary of an R1 distill.

What it says is gibberish of printable characters without an end, but it says each of them within a
millisecond, and its tokens for roles and thinking are typed as in the real files.
"""

from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

EMBEDDING, FEED_FORWARD, LAYERS, HEADS, KV_HEADS = 64, 96, 2, 4, 2
CONTEXT = 1024

NORMAL, CONTROL, USER_DEFINED = (
    gguf.TokenType.NORMAL,
    gguf.TokenType.CONTROL,
    gguf.TokenType.USER_DEFINED,
)
R1_TOKENS = {
    "<｜begin▁of▁sentence｜>": CONTROL,
    "<｜end▁of▁sentence｜>": CONTROL,
    "<｜User｜>": CONTROL,
    "<｜Assistant｜>": CONTROL,
    "<think>": USER_DEFINED,
    "</think>": USER_DEFINED,
}
CHATML_TOKENS = {
    "<|im_start|>": CONTROL,
    "<|im_end|>": CONTROL,
    "<think>": USER_DEFINED,
    "</think>": USER_DEFINED,
}


@dataclass(frozen=True)
class TinyModel:
    """What can be chosen of the file; the first two special tokens begin and end a text."""

    special: dict[str, int]
    template: str | None = None


R1 = TinyModel(R1_TOKENS)


def byte_alphabet() -> list[str]:
    """The 256 bytes as GPT-2's vocabulary spells them: printable ones as themselves."""
    shown = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = (code for code in range(256) if code not in shown)
    spelled = {code: chr(code) for code in shown}
    spelled |= {code: chr(256 + index) for index, code in enumerate(hidden)}
    return [spelled[code] for code in range(256)]


def write(path: Path, model: TinyModel = R1) -> Path:
    """Write the model; returns ``path``."""
    writer = gguf.GGUFWriter(path, "qwen2")
    _write_sizes(writer)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10000.0)
    _write_vocabulary(writer, model)
    _write_weights(writer, vocab=256 + len(model.special))
    return _finish(writer, path)


def write_encoder(path: Path) -> Path:
    """Write a model that reads text and writes none, of BERT's kind; returns ``path``."""
    writer = gguf.GGUFWriter(path, "bert")
    _write_sizes(writer)
    writer.add_layer_norm_eps(1e-6)
    writer.add_causal_attention(False)
    writer.add_token_type_count(2)
    _write_vocabulary(writer, R1)
    rows = {"token_embd": 256 + len(R1_TOKENS), "position_embd": CONTEXT, "token_types": 2}
    squares = ("attn_q", "attn_k", "attn_v", "attn_output")
    rows |= {f"blk.{at}.{name}": EMBEDDING for at in range(LAYERS) for name in squares}
    rows |= {f"blk.{at}.ffn_up": FEED_FORWARD for at in range(LAYERS)}
    for name, count in rows.items():
        writer.add_tensor(f"{name}.weight", np.ones((count, EMBEDDING), np.float32))
    norms = ["token_embd_norm"]
    for at in range(LAYERS):
        down = np.ones((EMBEDDING, FEED_FORWARD), np.float32)
        writer.add_tensor(f"blk.{at}.ffn_down.weight", down)
        norms += [f"blk.{at}.attn_output_norm", f"blk.{at}.layer_output_norm"]
    for name in (f"{norm}.{part}" for norm in norms for part in ("weight", "bias")):
        writer.add_tensor(name, np.ones(EMBEDDING, np.float32))
    return _finish(writer, path)


def _finish(writer: gguf.GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _write_sizes(writer: gguf.GGUFWriter) -> None:
    writer.add_name("Tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(EMBEDDING)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_block_count(LAYERS)
    writer.add_head_count(HEADS)


def _write_vocabulary(writer: gguf.GGUFWriter, model: TinyModel) -> None:
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("deepseek-r1-qwen")
    writer.add_token_list([*byte_alphabet(), *model.special])
    writer.add_token_types([NORMAL] * 256 + list(model.special.values()))
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(257)
    writer.add_add_bos_token(model is R1)
    if model.template is not None:
        writer.add_chat_template(model.template)


def _write_weights(writer: gguf.GGUFWriter, *, vocab: int) -> None:
    random = np.random.default_rng(7)

    def add(name: str, *shape: int) -> None:
        noise = random.normal(scale=shape[-1] ** -0.5, size=shape)
        if name == "output.weight":
            noise[: ord(" ")] = noise[ord("~") + 1 :] = 0  # these are never the likeliest
        writer.add_tensor(name, noise.astype(np.float32))

    def add_ones(name: str) -> None:
        writer.add_tensor(name, np.ones(EMBEDDING, np.float32))

    kv = EMBEDDING // HEADS * KV_HEADS
    add("token_embd.weight", vocab, EMBEDDING)
    add("output.weight", vocab, EMBEDDING)
    add_ones("output_norm.weight")
    for block in (f"blk.{index}" for index in range(LAYERS)):
        add_ones(f"{block}.attn_norm.weight")
        add_ones(f"{block}.ffn_norm.weight")
        for part, rows in (("q", EMBEDDING), ("k", kv), ("v", kv)):
            add(f"{block}.attn_{part}.weight", rows, EMBEDDING)
            add(f"{block}.attn_{part}.bias", rows)
        add(f"{block}.attn_output.weight", EMBEDDING, EMBEDDING)
        add(f"{block}.ffn_gate.weight", FEED_FORWARD, EMBEDDING)
        add(f"{block}.ffn_up.weight", FEED_FORWARD, EMBEDDING)
        add(f"{block}.ffn_down.weight", EMBEDDING, FEED_FORWARD)
