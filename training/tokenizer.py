"""The vocabulary: bytes, single digits and signs, and whole common words; the real model's markers.

Byte-level BPE in the way of GPT-2, cut by Qwen2's rule, as the real model has it, so llama.cpp
reads it as ``tokenizer.ggml.pre = "qwen2"``. Merges are learned inside words alone: a digit, a sign
or a letter of a formula always stays a token of its own, so a step of arithmetic always looks the
same.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from training.markers import CONTROL, TAGS

VOCABULARY = 2048
LEAST_COUNT = 12  # a rarer word is spelled

#: How llama.cpp cuts text for this family (llama-vocab.cpp, LLAMA_VOCAB_PRE_TYPE_QWEN2).
QWEN2_CUT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
#: Where merges may be learned: Latin words of two letters on (of LaTeX commands too, without their
#: backslash), up to four Han characters, the bytes of one sign, the ends of formulas and lines.
WORDS = (
    r" ?[A-Za-z]{2,}|\p{Han}{1,4}| \$|\${1,2}[.,:;。，：；]?\n?|[.,:;。，：；？]\n"
    r"|[，。：；？！、（）＋－＝×÷−≤≥√²³…]|\n\n"
)
#: All else stays single; the space is out of it, so that it may begin a word.
SINGLE = r"[^A-Za-z\p{Han} \n$.,:;。，：；？！、（）＋－＝×÷−≤≥√²³…]"


def learn(texts: Iterable[str]) -> Tokenizer:
    """Learn the vocabulary from sample texts."""
    tokenizer = Tokenizer(models.BPE())
    words = pre_tokenizers.Split(Regex(WORDS), "isolated")
    rest = pre_tokenizers.Split(Regex(SINGLE), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([words, rest, _bytes()])
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=LEAST_COUNT,
        special_tokens=[*CONTROL, *TAGS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _ready(tokenizer)


def load(path: Path) -> Tokenizer:
    """The vocabulary kept at ``path``."""
    return Tokenizer.from_file(str(path))


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    """Tokens of ``text``; markers in it are parsed."""
    return list(tokenizer.encode(text, add_special_tokens=False).ids)


def vocabulary(tokenizer: Tokenizer) -> tuple[list[str], list[str]]:
    """All tokens by number, and all merges, as a GGUF file holds them."""
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
    return tokens, [" ".join(pair) for pair in model["merges"]]


def _ready(tokenizer: Tokenizer) -> Tokenizer:
    """The same vocabulary, cut as llama.cpp will cut."""
    cut = pre_tokenizers.Split(Regex(QWEN2_CUT), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([cut, _bytes()])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _bytes() -> pre_tokenizers.ByteLevel:
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
