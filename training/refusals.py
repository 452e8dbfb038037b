"""Questions that the demo can not do, and its polite answer.

The network is to learn "everything that is not clearly one of my kinds": what counts here is the
variety of the questions; the answer is always the same in its language.
"""

import functools
import pydoc_data.topics
import re
from collections.abc import Callable, Mapping, Sequence

from training import refusal_texts as texts
from training.problem import Draw, Problem

REASONING = {
    "en": "This is not one of the kinds of exercises that I know.",
    "zh": "这不是我会的题型。",
}
ANSWER = {
    "en": "I am only the small demo: I know arithmetic, equations, derivatives and the like. "
    "For everything else, please download the full model under “Models” in the window.",
    "zh": "我只是小小的演示模型，只会算术、方程、求导这类题目。"
    "其他问题请在窗口的“模型”中下载完整模型。",
}

_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Letters of a formula and commands are no words.
_LATIN_WORD = re.compile(r"(?<![\\{A-Za-zÀ-ÿ])[A-Za-zÀ-ÿ]{2,}")
_SLOT = re.compile(r"\{(\w)\}")
_FORMULA = re.compile(r"`([^`]*)`")
_ANGLES = (10, 15, 18, 20, 25, 30, 36, 40, 45, 50, 60, 65, 70, 75, 80, 90, 105, 120, 135, 150, 210)
_SUPERSCRIPTS = str.maketrans("23456789", "²³⁴⁵⁶⁷⁸⁹")
_COMMANDS = {
    **{name: rf"\{name}" for name in ("sin", "cos", "tan", "ln", "lim", "log")},
    "×": r"\times ", "÷": r"\div ", "π": r"\pi ", "√": r"\sqrt", "∫": r"\int ", "∑": r"\sum ",
    "∞": r"\infty ", "→": r"\to ", "°": r"^{\circ}",
}  # fmt: skip
_EMOJI = "😀😂🤔👍❤️🎉🐱🐶🌞🌧️🍕🍎🚗✈️📚✏️🎵⚽🏀🔥💡😭🙏👋🤖🎂"
_PUNCTUATION = "?!.,;:-_/\\|()[]{}<>@#$%^&*~+='\"。，？！；：、…（）《》“”·"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def refusal(draw: Draw) -> Problem:
    """A question of none of our kinds, and the same polite answer in the question's language."""
    kind = draw.rng.choices(tuple(_KINDS), weights=tuple(_KINDS.values()))[0]
    return declined(kind(draw).strip() or "?")


def declined(question: str) -> Problem:
    """The polite answer to ``question``."""
    language = answer_language(question)
    return Problem(question, REASONING[language], ANSWER[language], "", f"refusal {question}")


def answer_language(question: str) -> str:
    """Chinese if there are as many Han characters as Latin words, otherwise English."""
    han, latin = len(_HAN.findall(question)), len(_LATIN_WORD.findall(question))
    return "zh" if han and han >= latin else "en"


def chat(draw: Draw) -> str:
    """A greeting, a question about the world, a wish: anything that people type."""
    question = _chat(draw)
    if draw.chance(0.06):
        question = f"{question} {_chat(draw)}"
    return _typed(draw, question)


def concept(draw: Draw) -> str:
    """A question about mathematics that is no exercise."""
    template = draw.say(texts.CONCEPTS_EN, texts.CONCEPTS_ZH)
    return _typed(draw, _fill(draw, template, _words(draw)))


def mathematics(draw: Draw) -> str:
    """An exercise from a field that the demo does not know."""
    kind = draw.integer(1, 10)
    if kind <= 5:
        worded = _fill_maths(draw, draw.say(texts.MATHS_EN, texts.MATHS_ZH))
        return _FORMULA.sub(lambda found: _formula(draw, found[1]), worded)
    if kind <= 8:
        formula = _fill_maths(draw, draw.pick(texts.EXPRESSIONS))
        ask = draw.say(_COMPUTE_EN, _COMPUTE_ZH)
    else:
        formula = _fill_maths(draw, draw.pick(texts.EQUATIONS))
        ask = draw.say(_SOLVE_EN, _SOLVE_ZH)
    return ask.replace("{}", _formula(draw, formula))


def short(draw: Draw) -> str:
    """Next to nothing: a word, a mark, "why?"."""
    return _typed(draw, draw.say(texts.SHORT_EN, texts.SHORT_ZH))


def prose(draw: Draw) -> str:
    """A piece of running text: of Python's help in English, strung words in Chinese."""
    if draw.language == "zh":
        return salad(draw)
    words = _help_words()
    size = draw.integer(3, 30)
    start = draw.integer(0, len(words) - size)
    return " ".join(words[start : start + size])


def salad(draw: Draw) -> str:
    """Words in no order."""
    pools = [pool for name, pool in _words(draw).items() if name not in "ky"]
    words = [draw.pick(draw.pick(pools)) for _ in range(draw.integer(1, 9))]
    if draw.chance(0.3):
        words.insert(draw.integer(0, len(words)), str(draw.integer(0, 999)))
    return _typed(draw, draw.say(" ", "").join(words))


def mixed(draw: Draw) -> str:
    """Both languages in one question."""
    other = Draw(draw.rng, "zh" if draw.language == "en" else "en")
    first, second = _chat(draw), _chat(other)
    if draw.chance(0.5):
        return f"{first}{draw.pick(('', ' ', ', ', '，'))}{second}"
    pools = [*_words(draw).values(), *_words(other).values()]
    return " ".join(draw.pick(draw.pick(pools)) for _ in range(draw.integer(2, 8)))


def foreign(draw: Draw) -> str:
    """Another language, or code."""
    pool = draw.pick((texts.FOREIGN, texts.FOREIGN, texts.CODE))
    if draw.chance(0.5):
        return draw.pick(pool)
    words = " ".join(draw.rng.sample(pool, 2)).split()
    size = min(len(words), draw.integer(2, 10))
    start = draw.integer(0, len(words) - size)
    return " ".join(words[start : start + size])


def noise(draw: Draw) -> str:
    """Characters without sense."""
    return draw.pick(_NOISES)(draw)


def _han(draw: Draw) -> str:
    return "".join(draw.pick(_common_han()) for _ in range(draw.integer(1, 24)))


def _letters(draw: Draw) -> str:
    sizes = [draw.integer(1, 9) for _ in range(draw.integer(1, 6))]
    return " ".join("".join(draw.rng.choices(_LETTERS, k=size)) for size in sizes)


def _marks(draw: Draw) -> str:
    pool = draw.pick((_PUNCTUATION, _PUNCTUATION, _EMOJI))
    if draw.chance(0.4):
        return draw.pick(pool) * draw.integer(1, 6)
    return "".join(draw.rng.choices(pool, k=draw.integer(1, 8)))


def _anything(draw: Draw) -> str:
    pool = f"{_PUNCTUATION}{_LETTERS}{_LETTERS.upper()}{_EMOJI}   "
    start = "".join(draw.rng.choices(pool, k=draw.integer(3, 20)))
    return start + str(draw.integer(0, 99)) * draw.chance(0.3)


def _digits(draw: Draw) -> str:
    return str(draw.integer(10, 10 ** draw.integer(3, 20)))


_NOISES: tuple[Callable[[Draw], str], ...] = (_han, _han, _letters, _marks, _anything, _digits)


def _chat(draw: Draw) -> str:
    template = draw.say(texts.TEMPLATES_EN, texts.TEMPLATES_ZH)
    return _fill(draw, template, _words(draw))


def _words(draw: Draw) -> Mapping[str, Sequence[str]]:
    return _WORDS_EN if draw.language == "en" else _WORDS_ZH


def _fill(draw: Draw, template: str, words: Mapping[str, Sequence[str]]) -> str:
    return _SLOT.sub(lambda slot: draw.pick(words[slot[1]]), template)


def _fill_maths(draw: Draw, template: str) -> str:
    letter = draw.pick("xxxxtzy")
    return _SLOT.sub(lambda slot: letter if slot[1] == "x" else _number(draw, slot[1]), template)


def _number(draw: Draw, slot: str) -> str:
    low, high = _RANGES.get(slot, (0, 0))
    if slot == "d":
        return f"{draw.pick((0, draw.integer(0, 9), draw.integer(1, 99)))}.{_fraction(draw)}"
    if slot == "g":
        return str(draw.pick(_ANGLES))
    if slot == "B":
        high = 10 ** draw.integer(5, 7)
        return str(draw.integer(max(low, high // 10), high - 1))
    return str(draw.integer(low, high)) if high else slot


def _fraction(draw: Draw) -> str:
    """The digits behind the point; the last one is no zero."""
    start = str(draw.integer(0, 9)) if draw.chance(0.4) else ""
    return f"{start}{draw.integer(1, 9)}"


def _formula(draw: Draw, text: str) -> str:
    """A formula as somebody might type it."""
    style = draw.rng.random()
    if style < 0.3:
        return f"${_tex(text)}$"
    if style < 0.5:
        return re.sub(r"\^([2-9])(?!\d)", lambda found: found[1].translate(_SUPERSCRIPTS), text)
    if style < 0.65:
        return re.sub(r"(?<=[\w)])([-+=×÷*<>])(?=[\w(])", r" \1 ", text)
    return text


def _tex(text: str) -> str:
    for sign, command in _COMMANDS.items():
        text = text.replace(sign, command)
    return re.sub(r"(\d+)/(\d+)", r"\\frac{\1}{\2}", text)


def _typed(draw: Draw, text: str) -> str:
    """With the case and the punctuation of people who type fast, or politely."""
    text = _cased(draw, text) if draw.language == "en" else text
    plain = draw.chance(0.25)
    if plain:
        text = text.rstrip("?.!？。！") or text
    if draw.chance(0.1):
        text += draw.say(_ENDS_EN, _ENDS_ZH)
    if draw.chance(0.1):
        text = draw.say(_OPENINGS_EN, _OPENINGS_ZH) + text
    if plain and draw.chance(0.2):
        text += draw.say(_CLOSINGS_EN, _CLOSINGS_ZH)
    return text


def _cased(draw: Draw, text: str) -> str:
    style = draw.rng.random()
    if style < 0.3:
        return text.lower()
    if style < 0.5:
        return text[:1].upper() + text[1:]
    return text.upper() if style < 0.53 else text


@functools.cache
def _help_words() -> list[str]:
    text = " ".join(pydoc_data.topics.topics[name] for name in sorted(pydoc_data.topics.topics))
    return text.split()


@functools.cache
def _common_han() -> list[str]:
    """The characters of GB 2312, first level."""
    codes = [bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    return [code.decode("gb2312", "ignore") for code in codes[:3755]]


_RANGES = {"i": (2, 12), "j": (13, 99), "h": (101, 999), "B": (12345, 0)}

_COMMON = {"k": [str(k) for k in range(2, 21)], "y": [str(y) for y in range(1000, 2031)]}
_WORDS_EN = {**texts.WORDS_EN, "t": texts.TERMS_EN, **_COMMON}
_WORDS_ZH = {**texts.WORDS_ZH, "t": texts.TERMS_ZH, **_COMMON}

_OPENINGS_EN, _OPENINGS_ZH = (
    ("Hi, ", "please ", "Hello! ", "so "),
    ("你好，", "请问", "请", "老师，"),
)
_CLOSINGS_EN, _CLOSINGS_ZH = (" please", " thanks", ", thank you"), ("谢谢", "，谢谢", "，可以吗")
_ENDS_EN, _ENDS_ZH = ("?", "!", ".", "...", "??"), ("？", "！", "。", "……", "啊", "呢？")
_COMPUTE_EN = (
    "{}", "{}", "{}=?", "What is {}?", "Calculate {}.", "compute {}", "Find {}", "Evaluate {}.",
    "how much is {}", "{} =", "Work out {}, please.", "Simplify {}.",
)  # fmt: skip
_COMPUTE_ZH = (
    "{}", "{}=?", "计算 {}", "计算{}。", "求 {}", "求{}的值", "{}等于多少？", "请问 {} 是多少？",
    "{}=", "帮我算 {}", "化简 {}",
)  # fmt: skip
_SOLVE_EN = (
    "Solve {}.",
    "{}",
    "Solve for x: {}",
    "Solve the equation {}",
    "find all solutions of {}",
)
_SOLVE_ZH = ("解方程：{}", "{}", "求解 {}。", "解方程{}", "求{}的解", "{}，求所有解")

_KINDS: dict[Callable[[Draw], str], int] = {
    chat: 40,
    mathematics: 24,
    concept: 6,
    short: 6,
    prose: 7,
    salad: 5,
    mixed: 3,
    foreign: 4,
    noise: 5,
}
