r"""What a question asks: its kind and its formulas, or None, which is common and honest.

Understood is only what a wording of ``wordings`` covers from the first word to the last, with
formulas of the right type in its places. A verdict on a misread question is the worst that can
happen, so whatever else stands in a question (a second sentence, a condition in words, a choice of
answers) makes it None. Pure text; nothing is computed here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.checker.patterns import patterns
from app.checker.skeleton import NotUnderstood, Skeleton, plain, skeleton
from app.checker.wordings import Kind


@dataclass(frozen=True)
class Task:
    """A kind, the formulas by the part they play, and what words say of the numbers looked for.

    ``domain`` is ``""``, ``"real"``, ``"complex"``, ``"integer"``, ``"natural"`` or ``"rational"``;
    ``sign`` is ``""``, ``"positive"``, ``"negative"`` or ``"nonnegative"``; ``order`` is that of a
    derivative.
    """

    kind: Kind
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    domain: str = ""
    sign: str = ""
    order: int = 1

    def part(self, name: str) -> str:
        """The one formula of a part; empty if it was not given."""
        return self.parts.get(name, ("",))[0]


def understood(question: str) -> Task | None:
    """The task that ``question`` sets, if every word of it is understood."""
    try:
        cut = skeleton(_without_courtesies(plain(question)))
    except NotUnderstood:
        return None
    words, domain, sign = _numbers_asked(_without_fillers(cut.words))
    for kind, pattern in patterns():
        found = pattern.fullmatch(words)
        parts = _parts(cut, found) if found else None
        if found and parts is not None:
            task = refined(Task(kind, parts, domain, sign, _order(found)))
            if task is not None:
                return task
    return None


def _parts(cut: Skeleton, found: re.Match[str]) -> dict[str, tuple[str, ...]] | None:
    """The formulas by name, or None if one is not of its type."""
    parts = {
        name: cut.picked(places)
        for name, places in found.groupdict().items()
        if places and name != "order"
    }
    fits = all(_is(name, text) for name, texts in parts.items() for text in texts)
    return parts if fits else None


_ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDERS |= {"一阶": 1, "二阶": 2, "三阶": 3, "四阶": 4}


def _order(found: re.Match[str]) -> int:
    return _ORDERS[found.groupdict().get("order") or "first"]


# --- words that ask for nothing ---------------------------------------------------------------

_COURTESIES = re.compile(
    r"(?:please |let's )?(?:reason|think|work|solve it|explain|go)[a-z ]*,? step[- ]by[- ]step"
    r"(?:, and put your final answer within (?:\$?\\boxed\{[^{}]*\}\$?))?"
    r"|put your final answer (?:with)?in \$?\\boxed\{[^{}]*\}\$?|step by step|homework:|question:"
    r"|exercise:|problem:|hi!|hello,?|hey,?|dear teacher,?|(?:can|could) you (?:please )?help me\?"
    r"|please help(?: me)?[:.]|(?:(?:, )?and )?show (?:me )?(?:all |every )?(?:your |the )?"
    r"(?:work(?:ing)?|steps?)|please explain"
    r"|explain your (?:answer|reasoning)|thank you|thanks|(?:and )?give reasons"
    r"|simplify your answer(?: fully)?|with steps"
    r"|请?逐步推理,?并将最终答案放在\$?\\boxed\{[^{}]*\}\$?[内中里]?|请?一步一步(?:地)?(?:来|解答|推理|思考)"
    r"|[,并]*请?(?:并)?(?:写出|给出|写明|说明)(?:详细)?(?:的)?(?:解答|解题|计算|推理)?(?:步骤|过程|理由)"
    r"|你好[,!]?|老师好[,!]?|请帮我做一下:|问题:|作业题:|谢谢|请?详细解答"
    r"|\(\s*\d+\s*(?:分|marks?|points?|pts)\s*\)|\(?(?:用数字(?:作答|填写答案)|结果保留根号)\)?",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"\b(?:please|kindly|the|an?|following|now|this|these|can you|could you|help me|to me|for me|me"
    r"|(?:i|we) (?:need|want|have) to|how (?:do|can|would) (?:i|you|we)|let us|let's|try to|just"
    r"|exact|exactly"
    r"|hi|hello|all|possible|each|below|both|first of all|correctly|its|result|of result"
    r"|(?:by|using|with) (?:the )?(?:factoring|completing square|completing the square|substitution"
    r"|elimination|quadratic formula|l'hopital's rule|power rule|chain rule|product rule))\b"
    r"|请问|请|帮我|帮忙|一下|试|下列|下面|以下|各式|各题|如下|的|所有|全部|我们|已经|则|先|出"
    r"|用?(?:公式|配方|因式分解|代入|加减|消元|代入消元|加减消元|十字相乘|竖式)法"
)
_WAYS = re.compile("(?:一?共)?有?(?:多少|几)种(?:不同)?的?")
_ASKS = re.compile(
    "(?:结果)?[是为]?(?:等于|得|=)?(?:多少|几|什么|何值)|等于|有哪些|各是|分别是|哪些|呢|吗"
)


_LONELY_MARK = re.compile(r"(?:^|(?<=\s))!+(?=\s|$)")  # of a greeting, not of a factorial


def _without_courtesies(question: str) -> str:
    return _LONELY_MARK.sub(" ", _COURTESIES.sub(" ", question)).strip(" \n,.;:")


def _without_fillers(words: str) -> str:
    words = _ASKS.sub("?", _FILLERS.sub(" ", _WAYS.sub("?种", words)))
    words = re.sub(r"[.;:!\n]", ",", words)
    return re.sub(r"(?:\s*,)+\s*|\s+", lambda gap: ", " if "," in gap[0] else " ", words).strip(
        " ,"
    )


# --- which numbers count ----------------------------------------------------------------------

_DOMAINS = {
    "real": "real",
    "complex": "complex",
    "integer": "integer",
    "integers": "integer",
    "natural": "natural",
    "whole": "natural",
    "rational": "rational",
    "reals": "real",
    "实": "real",
    "复": "complex",
    "整": "integer",
    "自然": "natural",
    "有理": "rational",
}
_SIGNS = {
    "positive": "positive",
    "negative": "negative",
    "non-negative": "nonnegative",
    "nonnegative": "nonnegative",
    "正": "positive",
    "负": "negative",
    "非负": "nonnegative",
}
_NUMBERS_ASKED = re.compile(
    r"(?:\b(?:over|among|in|for|where [\ue000-\ue01f] is)\s+(?:set of\s+)?)?"
    r"\b(?P<sign>positive|negative|non-?negative)?\s*"
    r"\b(?P<domain>reals?|complex|integers?|natural|whole|rational)\b"
    r"(?:\s+numbers?\b(?!\s+[\ue000-\ue01f]\s+[\ue000-\ue01f]))?"
    r"|(?:在)?(?P<sign2>非负|正|负)?(?P<domain2>实|复|整|自然|有理)数?(?:范围内|集[上内中]?|(?=[解根]))"
    r"|(?P<sign3>非负|正|负)?(?P<domain3>实|复|整|自然|有理)数(?=[\ue000-\ue01f]| )"
)


def _numbers_asked(words: str) -> tuple[str, str, str]:
    """The words without those that say which numbers are meant, and these."""
    found = [match for match in _NUMBERS_ASKED.finditer(words) if match[0].strip()]
    if len(found) != 1:
        return words, "", ""
    domain = next(filter(None, found[0].group("domain", "domain2", "domain3")))
    sign = next(filter(None, found[0].group("sign", "sign2", "sign3")), "")
    rest = f"{words[: found[0].start()]} {words[found[0].end() :]}"
    rest = re.sub(r"\s+", " ", rest).strip(" ,")
    return rest, _DOMAINS[domain], _SIGNS.get(sign, "")


# --- the types of formulas --------------------------------------------------------------------

_RELATION_SIGN = re.compile(
    r"[<>=≤≥≠≡]|\\(?:leq?|geq?|neq?|lt|gt|leqslant|geqslant|equiv)(?![A-Za-z])"
)
_ARROW = re.compile(r"->|→|\\(?:to|rightarrow)(?![A-Za-z])")
_LETTER = r"(?:[A-Za-z]|\\(?:alpha|beta|gamma|theta|lambda|mu|phi|omega)|[α-ω])(?:_\{?\w\}?)?"
_UNKNOWN = re.compile(rf"{_LETTER}|\(\s*{_LETTER}(?:\s*,\s*{_LETTER})+\s*\)")
_FUNCTION = re.compile(rf"([A-Za-z]('*))\s*\(\s*({_LETTER})\s*\)\s*=(?P<body>.*)", re.DOTALL)
_GRAPH = re.compile(r"y\s*=(?P<body>[^=<>]*)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\d+/\d+|-?\\d?frac\{-?\d+\}\{\d+\}")
_INTEGER = re.compile(r"\+?-?\d+")
_SHARE = re.compile(r"\d+(?:\.\d+)?\s*\\?%")
_ASSIGNED = re.compile(rf"{_LETTER}\s*=(?P<value>.*)", re.DOTALL)
_MATRIX = re.compile(
    r"(?:\\left\s*[|(\[])?\s*\\begin\{[bpvV]?(?:matrix|array)\}.*|\[\s*\[.*\]\s*\]", re.DOTALL
)
_OPERATION_SIGN = re.compile(r"\\(?:lim|int|sum|prod|frac\s*\{d)|[∫∑Σ∏]|\blim|d/d|'")
_INTERVAL = re.compile(r"[\[(].*,.*[\])]")
_NAMED_FUNCTION = re.compile(r"\\?[a-z]{2,}|[A-Za-z]\s*\(")


def relation_at_top(formula: str) -> bool:
    """Whether a relation sign stands outside all brackets."""
    depth, clean = 0, _ARROW.sub("→→", formula)
    for found in re.finditer(
        rf"\\begin|\\end|\\[{{}}]|[(\[{{)\]}}]|{_RELATION_SIGN.pattern}", clean
    ):
        token = found[0]
        depth += token in (r"\begin", r"\{") or token in "([{"
        depth -= token in (r"\end", r"\}") or token in ")]}"
        if depth == 0 and _RELATION_SIGN.fullmatch(token):
            return True
    return False


def _is_expression(text: str) -> bool:
    return not relation_at_top(defined(text)[0])


def defined(text: str) -> tuple[str, str]:
    """``x^2`` and ``x`` of ``f(x) = x^2``, ``x^2`` of ``y = x^2``; else the text as it is."""
    function = _FUNCTION.fullmatch(text.strip())
    if function and not function[2]:
        return function["body"].strip(), function[3]
    graph = _GRAPH.fullmatch(text.strip())
    return (graph["body"].strip() if graph else text.strip()), ""


def _is_relation(text: str) -> bool:
    return relation_at_top(text) and not _FUNCTION.fullmatch(text)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text.strip()) is not None


_TYPES: Mapping[str, Callable[[str], bool]] = {
    "unknowns": _matches(_UNKNOWN),
    "relations": _is_relation,
    "given": relation_at_top,
    "values": lambda text: bool(_matches(_ASSIGNED)(text) or _ARROW.search(text)),
    "variable": _matches(re.compile(_LETTER)),
    "arrow": lambda text: _ARROW.search(text) is not None,
    "total": _matches(_INTEGER),
    "chosen": _matches(_INTEGER),
    "percent": _matches(_NUMBER),
    "share": _matches(_SHARE),
    "matrix": _matches(_MATRIX),
    "interval": _matches(_INTERVAL),
    "point": lambda text: True,
    "operation": lambda text: _OPERATION_SIGN.search(text) is not None,
    "product": lambda text: _is_expression(text) and bool(re.search("[a-z]", text)),
    "first": _matches(_NUMBER),
    "second": _matches(_NUMBER),
}


def _is(name: str, text: str) -> bool:
    return _TYPES.get(name.rstrip("2"), _is_expression)(text)


# --- what the formulas add --------------------------------------------------------------------

_NAMED = re.compile(
    r"\\?(?:operatorname\{)?(?:\\?(?:text|mathrm)\{)?(?P<name>gcd|lcm|GCD|LCM|det)\}?\s*"
    r"(?P<arguments>[(\\].*)"
)
_MODULO = re.compile(r"(?P<number>[^a-zA-Z]+?)\s*\\?(?:b?mod)\s*(?P<modulus>\d+)")
_CHOSEN = re.compile(
    r"C\(\s*(\d+)\s*,\s*(\d+)\s*\)|(?:\\mathrm\{C\}|C)_\{?(\d+)\}?\^\{?(\d+)\}?|(\d+)C(\d+)"
    r"|\{?\}?_\{?(\d+)\}?C_\{?(\d+)\}?"
)
_PERMUTED = re.compile(
    r"P\(\s*(\d+)\s*,\s*(\d+)\s*\)|(?:\\mathrm\{A\}|A)_\{?(\d+)\}?\^\{?(\d+)\}?|(\d+)P(\d+)"
    r"|\{?\}?_\{?(\d+)\}?P_\{?(\d+)\}?"
)
_DIFFERENTIATED = re.compile(
    rf"(?:\\d?frac\s*\{{\s*(?:\\mathrm\{{d\}}|d)\s*\}}\s*\{{\s*(?:\\mathrm\{{d\}}|d)\s*(?P<x>{_LETTER})"
    rf"\s*\}}|d/d(?P<y>{_LETTER}))\s*(?P<body>.+)",
    re.DOTALL,
)
_PRIMED = re.compile(r"\((?P<body>.+)\)\s*(?P<primes>'+)", re.DOTALL)
_VALUE_OF = re.compile(r"(?P<name>[A-Za-z])(?P<primes>'*)\s*\((?P<argument>.+)\)", re.DOTALL)
_SLOPE = re.compile(r"y(?P<primes>'+)|\\d?frac\{dy\}\{d(?P<x>[a-z])\}|dy/d(?P<y>[a-z])")


_WITH_NUMBERS = frozenset({Kind.SOLVE, Kind.FACTOR, Kind.GCD, Kind.LCM})


def refined(task: Task) -> Task | None:
    """The task as its formulas make it more precise; None if they do not fit it."""
    if task.kind is Kind.FIND:
        return _found(task)
    if task.kind is Kind.VALUE:
        return _valued(task)
    if task.kind in _OPERATIONS:
        first, second = (task.part(name) for name in ("first", "second"))
        return _with(Kind.VALUE, expression=_OPERATIONS[task.kind].format(first, second))
    if (task.domain or task.sign) and task.kind not in _WITH_NUMBERS:
        return None
    return task


_OPERATIONS = {
    Kind.SUM_OF: "({})+({})",
    Kind.DIFFERENCE_OF: "({})-({})",
    Kind.TAKEN_FROM: "({1})-({0})",
    Kind.PRODUCT_OF: "({})*({})",
    Kind.QUOTIENT_OF: "({})/({})",
    Kind.POWER_OF: "({})^{{{}}}",
    Kind.SQUARE_ROOT: r"\sqrt{{{}}}",
    Kind.CUBE_ROOT: r"\sqrt[3]{{{}}}",
    Kind.SQUARE: "({})^2",
    Kind.CUBE: "({})^3",
}


def _with(kind: Kind, order: int = 1, **parts: str) -> Task:
    return Task(kind, {name: (text,) for name, text in parts.items() if text}, order=order)


def _valued(task: Task) -> Task | None:
    """``gcd(12, 18)``, ``C(5,2)``, ``17 mod 5``, ``(x^3)'`` are asked by their sign alone."""
    if "operation" in task.parts:
        task = _with(Kind.VALUE, expression=task.part("operation"))
    text = task.part("expression")
    if task.domain or task.sign or "expression" not in task.parts:
        return None
    named = _NAMED.fullmatch(text)
    if named:
        return _by_name(named["name"].lower(), named["arguments"])
    modulo = _MODULO.fullmatch(text)
    if modulo:
        return _with(Kind.REMAINDER, number=modulo["number"], modulus=modulo["modulus"])
    for kind, pattern in ((Kind.CHOOSE, _CHOSEN), (Kind.PERMUTE, _PERMUTED)):
        if numbers := pattern.fullmatch(text):
            first, second = filter(None, numbers.groups())
            return _with(kind, total=first, chosen=second)
    return _differentiated(text) or (task if defined(text)[0] == text.strip() else None)


def _by_name(name: str, arguments: str) -> Task | None:
    if name == "det":
        inside = arguments.strip("()") if "begin" not in arguments else arguments
        return _with(Kind.DETERMINANT, matrix=inside) if _is("matrix", inside) else None
    inside = re.sub(r"\\(?:left|right)", "", arguments).strip()
    if not (inside.startswith("(") and inside.endswith(")")):
        return None
    numbers = tuple(part.strip() for part in inside[1:-1].split(","))
    return Task(Kind(name), {"numbers": numbers}) if len(numbers) > 1 else None


def _differentiated(text: str) -> Task | None:
    found = _DIFFERENTIATED.fullmatch(text)
    if found:
        return _with(Kind.DERIVATIVE, expression=found["body"], variable=found["x"] or found["y"])
    primed = _PRIMED.fullmatch(text)
    if primed:
        return _with(Kind.DERIVATIVE, len(primed["primes"]), expression=primed["body"])
    return None


def _found(task: Task) -> Task | None:
    """What is to be found, where other formulas are given."""
    if task.domain or task.sign:
        return None
    asked, given = task.part("asked"), task.parts["given"]
    if len(given) == 1 and (body := defined(given[0])[0]) != given[0].strip():
        return _of_function(asked, given[0], body)
    if all(_matches(_ASSIGNED)(text) for text in given) and not relation_at_top(asked):
        return Task(Kind.SUBSTITUTE, {"expression": (asked,), "values": given})
    return None


def _of_function(asked: str, given: str, body: str) -> Task | None:
    """``f(3)``, ``f'(x)``, ``f'(3)`` or ``y'`` of the function that is given."""
    slope = _SLOPE.fullmatch(asked)
    if slope and given.lstrip().startswith("y"):
        order = len(slope["primes"] or "'")
        return _with(
            Kind.DERIVATIVE, order, expression=body, variable=slope["x"] or slope["y"] or ""
        )
    value, function = _VALUE_OF.fullmatch(asked), _FUNCTION.fullmatch(given.strip())
    if not value or not function or value["name"] != function[1]:
        return None
    letter, argument = function[3], value["argument"].strip()
    point = "" if argument == letter else f"{letter}={argument}"
    if value["primes"]:
        return _with(
            Kind.DERIVATIVE, len(value["primes"]), expression=body, variable=letter, point=point
        )
    return _with(Kind.SUBSTITUTE, expression=body, values=point) if point else None
