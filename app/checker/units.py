r"""Units behind a number: ``1.5\text{ m}``, ``60 km/h``, ``20平方厘米``."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from app.checker.tokens import plain

Dimension = tuple[tuple[str, int], ...]  # of length, time, mass, …, with their powers, sorted


@dataclass(frozen=True)
class Unit:
    """``factor`` of the basic units that ``dimension`` names.

    Not ``sure`` is one letter as typed: ``5m`` may be five times ``m``.
    """

    factor: Fraction
    dimension: Dimension
    sure: bool = True


def _table() -> dict[str, tuple[str, Fraction]]:
    rows = """
    length m|meter|meters|metre|metres|米 1; cm|centimeter|centimeters|厘米 1/100
    length mm|millimeter|millimeters|毫米 1/1000; dm|分米 1/10
    length km|kilometer|kilometers|千米|公里 1000
    length in|inch|inches 127/5000; ft|foot|feet 381/1250; yd|yard|yards 1143/1250
    length mi|mile|miles 201168/125
    mass g|gram|grams|克 1; kg|kilogram|kilograms|千克|公斤 1000
    mass mg|毫克 1/1000; t|ton|tons|吨 1000000
    mass lb|lbs|pound|pounds 45359237/100000; oz|ounce|ounces 45359237/1600000; 斤 500
    time s|sec|second|seconds|秒 1; min|minute|minutes|分钟|分 60; h|hr|hour|hours|小时|时 3600
    time day|days|天|日 86400; week|weeks|周|星期 604800
    volume L|l|liter|liters|litre|litres|升 1; mL|ml|milliliter|milliliters|毫升 1/1000
    money dollar|dollars|usd 1; cent|cents 1/100
    yuan yuan|元 1; jiao|角 1/10; fen 1/100; 万元 10000; 亿元 100000000
    data bit|bits 1; byte|bytes 8
    angle rad|radian|radians|弧度 1
    """
    found = {}
    for line in filter(None, map(str.strip, rows.split("\n"))):
        kind, _, entries = line.partition(" ")
        for entry in entries.split(";"):
            names, factor = entry.split()
            found.update({name: (kind, Fraction(factor)) for name in names.split("|")})
    return found


_UNITS = _table()
_VOLUME = Fraction(1, 1000)  # a litre in cubic metres
_NUMBER = re.compile(r"[\d)}%]\s*$|\\pi\s*$|π\s*$")
_WRAPPED = re.compile(r"\\(?:text|textrm|mathrm|mbox|operatorname|rm)\s*\{([^{}]*)\}")
_A_WORD = re.compile(r"[A-Za-z]{2}|[\u4e00-\u9fff/]")
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z]")
_POWERS = {"平方": 2, "立方": 3, "square": 2, "sq": 2, "cubic": 3}
_FACTOR = re.compile(
    r"(?P<before>平方|立方|square|sq\.?|cubic)?\s*(?P<name>[A-Za-z]+|[\u4e00-\u9fff]{1,3}?)"
    r"\s*(?:\^\s*\{?\s*(?P<power>-?[1-4])\s*\}?)?\s*(?P<sign>/|per(?![a-z])|每|[*·]|\\cdot|$|\s)"
)
_ENDING = re.compile(
    r"(?P<unit>(?:(?:平方|立方|square|sq\.?|cubic)\s*)?(?:[A-Za-z]+|[\u4e00-\u9fff]{1,4})"
    r"[A-Za-z\u4e00-\u9fff0-9^{}/*·\s-]*)$"
)


def separated(text: str) -> tuple[str, Unit | None]:
    """What stands before a unit at the end, and the unit; all of it and None without one."""
    flat = _WRAPPED.sub(lambda found: " " + found[1].replace("~", " "), plain(text))
    flat = re.sub(r"\\[,;:! ]|~", " ", flat).rstrip()
    for found in re.finditer(r"(?<=[\d)}\s])(?=[A-Za-z\u4e00-\u9fff])|(?<=\\pi)\s", flat):
        ending = _ENDING.match(flat, found.end())
        unit = _unit(ending["unit"].strip()) if ending else None
        bare = flat[: found.start()].strip()
        if ending is None or unit is None or not _NUMBER.search(bare):
            continue
        sure = _WRAPPED.search(text) is not None or _A_WORD.search(ending["unit"]) is not None
        if sure or not _LETTER.search(bare):
            return bare, replace(unit, sure=sure)
    return text, None


def _unit(text: str) -> Unit | None:
    factor, powers, sign = Fraction(1), dict[str, int](), 1
    at = 0
    while at < len(text):
        found = _FACTOR.match(text, at)
        if found is None or found["name"] not in _UNITS or found.end() == at:
            return None
        kind, worth = _UNITS[found["name"]]
        power = (
            sign * int(found["power"] or 1) * _POWERS.get((found["before"] or "").rstrip("."), 1)
        )
        if kind == "volume":
            kind, worth, factor = "length", worth * _VOLUME, factor
            powers[kind] = powers.get(kind, 0) + 3 * power
        else:
            powers[kind] = powers.get(kind, 0) + power
        factor *= worth**power
        sign = -1 if found["sign"] in ("/", "per", "每") else sign
        at = found.end()
    dimension = tuple(sorted((kind, power) for kind, power in powers.items() if power))
    return Unit(factor, dimension) if dimension else None
