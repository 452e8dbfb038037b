"""Formulas in Chinese, as they are read aloud in class."""

import re
from collections.abc import Sequence

from app.domain.speech.speaker import (
    Speaker,
    is_differential,
    is_plain,
    is_single,
    is_term,
)
from app.domain.speech.symbols import BIG, GREEK
from app.domain.speech.tree import Fence, Node, Number, Symbol, items_of

_MOST = 99  # larger numbers stay in digits
_DIGITS = "零一二三四五六七八九十"
_SHAPES = {
    ("|", "|"): ("的绝对值", "绝对值"),
    ("‖", "‖"): ("的范数", "范数"),
    ("lfloor", "rfloor"): ("向下取整", "向下取整"),
    ("lceil", "rceil"): ("向上取整", "向上取整"),
}
_STYLES = {
    "mathbf": "粗体", "boldsymbol": "粗体", "bm": "粗体", "mathbb": "空心体", "vec": "向量",
    "overrightarrow": "向量",
}  # fmt: skip
_ACCENTS = {
    "hat": "尖", "widehat": "尖", "bar": "拔", "overline": "上划线", "tilde": "波浪",
    "widetilde": "波浪", "dot": "上一点", "ddot": "上两点", "underline": "下划线",
    "overparen": "弧", "overleftarrow": "左向箭头", "cancel": "划去", "bcancel": "划去",
    "xcancel": "划去", "sout": "划去", "overbrace": "上大括号", "underbrace": "下大括号",
}  # fmt: skip
_EXTREMES = {"max", "min", "sup", "inf", "argmax", "argmin"}
_PERCENT = re.compile(r"([0-9.,]+) 百分号")
_WIDE = "\u2e80-\u9fff\u3000-\u303f\uff00-\uffef"
_TOUCHING = re.compile(rf"(?<=[{_WIDE}]) +(?=[{_WIDE}])")
_BEFORE_SIGN = re.compile(r" +(?=[，。；：])|(?<=[，。；：]) +")


class Chinese(Speaker):
    """Says formulas in Chinese."""

    column = 1

    def say_all(self, node: Node) -> str:
        return _PERCENT.sub(r"百分之 \1", super().say_all(node))

    def join(self, parts: Sequence[str]) -> str:
        said = ""
        for part in parts:
            tight = said[-1:].isdigit() and part[:1].isascii() and part[:1].isalpha()
            said = f"{said}{part}" if tight or not said else f"{said} {part}" if part else said
        return _BEFORE_SIGN.sub("", _TOUCHING.sub("", said))

    def letter(self, name: str) -> str:
        if name.lower() in GREEK:
            return GREEK[name] if name.islower() else f"大写{GREEK[name.lower()]}"
        is_capital = len(name) == 1 and name.isascii() and name.isupper()
        return f"大写 {name}" if is_capital else name

    def fraction(self, top: Node, bottom: Node) -> str:
        short = is_term(top) and (is_single(bottom) or is_differential(bottom))
        if short:
            parts = [_numeral(part) or self.say(part) for part in (bottom, top)]
            return self.join((parts[0], "分之", parts[1]))
        return self.join(("分数，分子", self.part(top), "，分母", self.part(bottom), "，分数结束"))

    def root(self, body: Node, degree: Node | None) -> str:
        if degree is None or degree == Number("2"):
            kind = "根号"
        else:
            kind = self.join((_numeral(degree) or self.say(degree), "次根号"))
        if is_plain(body):
            return self.join((kind, self.say(body)))
        return self.join((f"{kind}下", self.say(body), "，根号结束"))

    def power(self, base: str, above: Node) -> str:
        if not base and above != Symbol("circ"):
            return self.join(("上标", self.say(above)))
        of = "" if base in _FUNCTION_WORDS - {"f", "g", "h"} else "的"
        plain = {Number("2"): f"{of}平方", Number("3"): f"{of}立方"}
        marks = {"circ": "度", "ast": "星", "top": "的转置", "T": "的转置"}
        if above in plain:
            return self.join((base, plain[above]))
        if isinstance(above, Symbol) and above.name in marks:
            return self.join((base, marks[above.name]))
        if items_of(above) == (Symbol("-"), Number("1")) and base in _FUNCTION_WORDS:
            return self.join((base, "的反函数"))
        return self.join((base, "的", self.say(above), "次方"))

    def index(self, base: str, below: Node) -> str:
        if base == "对数":
            return self.join(("以", self.say(below), "为底的对数"))
        end = "" if is_plain(below) else "，下标结束"
        return self.join((base, "下标", self.say(below), end))

    def primed(self, base: str, primes: int) -> str:
        names = {1: "撇", 2: "两撇", 3: "三撇"}
        return self.join((base, names.get(primes, f"{primes} 撇")))

    def fence(self, left: str, body: Node, right: str) -> str:
        said = self.say(body)
        if (left, right) in _SHAPES:
            after, name = _SHAPES[left, right]
            if is_plain(body):
                return self.join((said, after))
            return self.join((f"{name}开始，", said, f"，{name}结束"))
        if left in ("{", "lbrace"):
            said = said.replace("竖线", "满足")
        if left in ("{", "lbrace") and right == ".":
            return said
        return self.join((self.brackets.get(left, ""), said, self.brackets.get(right, "")))

    def applied(self, function: str, argument: Fence) -> str:
        if is_plain(argument.body):
            return self.join((function, "括号", self.say(argument.body)))
        return self.join((function, self.say(argument)))

    def big(self, name: str, below: Node | None, above: Node | None) -> str:
        said = BIG[name][1]
        if name.startswith("lim") and below is not None:
            towards = self.say(below).replace(" 到 ", " 趋于 ", 1)
            return self.join(("当", towards, f"时的{said}，"))
        if name in _EXTREMES:
            said = f"求{said}"
        if below is not None and above is not None:
            return self.join(("从", self.say(below), "到", self.say(above), f"{said}，"))
        if below is not None:
            return self.join(("对", self.say(below), f"{said}，"))
        return self.join(("到", self.say(above), f"{said}，")) if above is not None else f"{said}，"

    def symbol(self, name: str) -> str:
        return f"{self.words[name]}，" if name in BIG else super().symbol(name)

    def minus(self) -> str:
        return "负"

    def binomial(self, top: Node, bottom: Node) -> str:
        return self.join(("从", self.say(top), "个中取", self.say(bottom), "个的组合数"))

    def styled(self, style: str, body: Node) -> str:
        said = self.part(body)
        if style in ("boxed", "fbox"):
            return self.join(("方框：", said))
        if style in _STYLES:
            return self.join((_STYLES[style], said))
        accent = _ACCENTS.get(style, style)
        return self.join((said, accent) if is_plain(body) else ("整体", said, f"，{accent}"))

    def stacked(self, base: Node, other: Node, *, is_above: bool) -> str:
        return self.join((self.say(base), "，上方" if is_above else "，下方", self.say(other)))

    def matrix(self, kind: str, rows: Sequence[Sequence[Node]]) -> str:
        what = "行列式" if kind == "vmatrix" else "表格" if kind == "array" else "矩阵"
        said = [
            self.join((f"第 {n} 行：", "，".join(map(self.say, row)), "；"))
            for n, row in enumerate(rows, 1)
        ]
        size = f"{len(rows)} 行 {max(map(len, rows))} 列{what}："
        return self.join((size, *said, f"{what}结束"))

    def lines(self, rows: Sequence[str]) -> str:
        return self.join([f"第 {n} 行：{row}；" for n, row in enumerate(rows, 1)]).rstrip("；")

    def cases(self, rows: Sequence[Sequence[Node]]) -> str:
        said = [
            f"情形 {n}：{'，'.join(self.say(cell).rstrip('，, ') for cell in row)}；"
            for n, row in enumerate(rows, 1)
        ]
        return self.join((f"分 {len(rows)} 种情形：", *said, "情形结束"))


_FUNCTION_WORDS = frozenset({"f", "g", "h", "正弦", "余弦", "正切", "余切"})


def _numeral(node: Node) -> str:
    """A small whole number as Chinese writes it; empty for all else."""
    if not isinstance(node, Number) or not node.text.isdigit() or int(node.text) > _MOST:
        return ""
    tens, ones = divmod(int(node.text), 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
