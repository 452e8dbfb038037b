"""Writes the trained network as a GGUF file that stock llama.cpp loads."""

from pathlib import Path

import gguf
import numpy as np
from tokenizers import Tokenizer

from app.domain.prompt import BOS, EOS
from training import markers
from training import tokenizer as vocabulary
from training.network import RMS_EPSILON, ROPE_BASE, Network

CONTEXT = 1024  # tokens; the longest exercise with two turns before it has some 700

#: What the real model's template says of plain conversations, thinking opened.
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message.role == 'system' %}{{ message.content }}"
    "{% elif message.role == 'user' %}{{ '<｜User｜>' + message.content }}"
    "{% else %}{{ '<｜Assistant｜>' + message.content.split('</think>')[-1]"
    " + '<｜end▁of▁sentence｜>' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<｜Assistant｜><think>\\n' }}{% endif %}"
)


def write(
    path: Path, network: Network, tokenizer: Tokenizer, *, quantization: str = "Q8_0"
) -> None:
    """Write ``network`` with its vocabulary; matrices in ``quantization`` (Q8_0 or F16)."""
    writer = gguf.GGUFWriter(path, "qwen2")
    _write_card(writer)
    _write_sizes(writer, network)
    _write_vocabulary(writer, tokenizer)
    _write_weights(writer, network, gguf.GGMLQuantizationType[quantization])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_card(writer: gguf.GGUFWriter) -> None:
    writer.add_name("Lemma Demo")
    writer.add_author("The authors of Lemma")
    writer.add_license("Apache-2.0")
    writer.add_description("School exercises of a few kinds, worked step by step; nothing else.")
    writer.add_languages(["en", "zh"])


def _write_sizes(writer: gguf.GGUFWriter, network: Network) -> None:
    shape = network.shape
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_layer_norm_rms_eps(RMS_EPSILON)
    writer.add_rope_freq_base(ROPE_BASE)


def _write_vocabulary(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    tokens, merges = vocabulary.vocabulary(tokenizer)
    kinds = {name: gguf.TokenType.CONTROL for name in markers.CONTROL}
    kinds |= {name: gguf.TokenType.USER_DEFINED for name in markers.TAGS}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("deepseek-r1-qwen")
    writer.add_token_list(tokens)
    writer.add_token_types([kinds.get(token, gguf.TokenType.NORMAL) for token in tokens])
    writer.add_token_merges(merges)
    writer.add_bos_token_id(tokens.index(BOS))
    writer.add_eos_token_id(tokens.index(EOS))
    writer.add_pad_token_id(tokens.index(EOS))
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_chat_template(TEMPLATE)


def _write_weights(
    writer: gguf.GGUFWriter, network: Network, quantization: gguf.GGMLQuantizationType
) -> None:
    for name, tensor in network.state_dict().items():
        values = tensor.float().numpy()
        if values.ndim == 1:
            writer.add_tensor(name, values)
            continue
        packed = gguf.quants.quantize(np.ascontiguousarray(values), quantization)
        writer.add_tensor(name, packed, raw_dtype=quantization)
