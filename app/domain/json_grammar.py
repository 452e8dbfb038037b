"""From a JSON schema to a grammar in llama.cpp's notation whose every text is valid against it.

A grammar may allow less than its schema: properties come in the order of the schema, none but
those it names, and numbers have at most 15 digits. It never allows more: what cannot be kept is
refused. ``format`` is kept for dates, times and UUIDs, otherwise it is a remark, as the standard
has it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.domain.digit_grammar import LARGEST, decimals, integers
from app.errors import LemmaError

MAX_REPEATS = 1000  # of one thing; llama.cpp refuses many more
MAX_RULES = 2000
MAX_DEPTH = 64

ANY_OBJECT: Mapping[str, Any] = {"type": "object"}

#: Compact JSON with at most one space: models that may write endless white space sometimes do.
_RULES = {
    "ws": '" "?',
    "value": "object | array | string | number | boolean | null",
    "object": '"{" ws (string ":" ws value ("," ws string ":" ws value)*)? "}"',
    "array": '"[" ws (value ("," ws value)*)? "]"',
    "string": r'"\"" char* "\""',
    "char": r'[^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" unit)',
    "unit": "[0-9a-cA-Ce-fE-F] hex hex hex | [dD] [0-7] hex hex",  # no halves of pairs
    "hex": "[0-9a-fA-F]",
    "number": 'integer ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?',
    "integer": '"-"? ("0" | [1-9] [0-9]{0,14})',
    "boolean": '"true" | "false"',
    "null": '"null"',
    "date": '[0-9]{4} "-" ("0" [1-9] | "1" [0-2]) "-" ("0" [1-9] | "1" [0-9] | "2" [0-8])',
    "time": '("0" [0-9] | "1" [0-9] | "2" [0-3]) (":" [0-5] [0-9]){2} ("." [0-9]{3})? "Z"',
    "uuid": 'hex{8} "-" hex{4} "-" hex{4} "-" hex{4} "-" hex{12}',
}
_FORMATS = {"date": "date", "time": "time", "date-time": 'date "T" time', "uuid": "uuid"}
_REMARKS = frozenset(
    (
        *("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
        *("$schema", "$id", "$comment", "$defs", "definitions", "discriminator", "format"),
        "strict",
    )
)
_OF_TYPE: dict[str, tuple[str, ...]] = {
    "object": ("properties", "required", "additionalProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems"),
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "boolean": (),
    "null": (),
}
_KNOWN = _REMARKS.union(("type",), *_OF_TYPE.values())


class SchemaError(LemmaError):
    """A schema that no grammar of ours can keep; the message says where and why."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")


def grammar(schema: object) -> str:
    """The grammar, with the rule ``root``, for one JSON text that is valid against ``schema``.

    Raises:
        SchemaError: it is no schema, or asks for what we cannot make sure of.
    """
    return compose(lambda expression: expression(schema, "schema"))


def compose(build: Callable[[Callable[[object, str], str]], str]) -> str:
    """A grammar whose root ``build`` makes of expressions for schemas and of ``exactly``.

    It is given a function for that, which takes a schema and its name in messages.

    Raises:
        SchemaError: as for ``grammar``.
    """
    made: dict[str, str] = {}
    root = build(lambda schema, place: _Converter(schema, made).visit(schema, place, 0))
    rules = {"root": root, **_RULES, **made}
    return "\n".join(f"{name} ::= {rule}" for name, rule in rules.items())


def exactly(text: str) -> str:
    """The expression for ``text`` and nothing else."""
    escaped = text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'"{escaped}"'


class _Converter:
    """Makes ``rules`` of a schema; what it returns for a part of it are expressions."""

    def __init__(self, root: object, rules: dict[str, str]) -> None:
        self.rules = rules
        self._root = root
        self._by_reference: dict[str, str] = {}

    def visit(self, schema: object, place: str, depth: int) -> str:
        if depth > MAX_DEPTH:
            raise SchemaError(place, "it is nested too deeply")
        if schema is True:
            return "value"
        if not isinstance(schema, dict):
            raise SchemaError(place, "an object is expected here")
        for keyword, convert in (
            ("$ref", self._reference),
            ("enum", self._enum),
            ("const", self._const),
            ("anyOf", self._alternatives),
            ("oneOf", self._alternatives),
            ("allOf", self._all_of),
        ):
            if keyword in schema:
                _refuse_others(schema, place, _REMARKS | {keyword, "type"})
                return convert(schema[keyword], f"{place}.{keyword}", depth + 1)
        _refuse_others(schema, place, _KNOWN)
        return self._typed(schema, place, depth + 1)

    def _typed(self, schema: dict[str, Any], place: str, depth: int) -> str:
        kinds = schema.get("type", _guessed_types(schema))
        names = [kinds] if isinstance(kinds, str) else kinds
        if not isinstance(names, list) or not names:
            raise SchemaError(f"{place}.type", "a name of a type is expected here")
        return _either([self._of_type(name, schema, place, depth) for name in names])

    def _of_type(self, name: object, schema: dict[str, Any], place: str, depth: int) -> str:
        match name:
            case "object":
                return self._object(schema, place, depth)
            case "array":
                return self._array(schema, place, depth)
            case "string":
                return self._string(schema, place)
            case "integer" | "number" if any(key in schema for key in _OF_TYPE["integer"]):
                return _bounded(schema, place, fraction=name == "number")
            case "integer" | "number" | "boolean" | "null":
                return str(name)
            case "value" if "type" not in schema:
                return "value"
        raise SchemaError(f"{place}.type", f"{name!r} is no type")

    # --- references and choices ----------------------------------------------------------------

    def _reference(self, reference: object, place: str, depth: int) -> str:
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise SchemaError(place, "only references within the schema are followed")
        if reference not in self._by_reference:
            name = self._by_reference[reference] = self._reserve()
            self.rules[name] = self.visit(self._target(reference, place), reference, depth)
        return self._by_reference[reference]

    def _target(self, reference: str, place: str) -> object:
        target = self._root
        for step in reference.removeprefix("#").split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(target, dict) or key not in target:
                raise SchemaError(place, f"there is no {reference}")
            target = target[key]
        return target

    def _enum(self, values: object, place: str, _depth: int) -> str:
        if not isinstance(values, list) or not values:
            raise SchemaError(place, "a list of values is expected here")
        return _either([_literal(value, place) for value in values])

    def _const(self, value: object, place: str, _depth: int) -> str:
        return _literal(value, place)

    def _alternatives(self, schemas: object, place: str, depth: int) -> str:
        if not isinstance(schemas, list) or not schemas:
            raise SchemaError(place, "a list of schemas is expected here")
        visited = (self.visit(one, f"{place}[{n}]", depth) for n, one in enumerate(schemas))
        return _either(list(visited))

    def _all_of(self, schemas: object, place: str, depth: int) -> str:
        if not isinstance(schemas, list) or len(schemas) != 1:
            raise SchemaError(place, "allOf is supported with one schema only")
        return self.visit(schemas[0], f"{place}[0]", depth)

    # --- objects -------------------------------------------------------------------------------

    def _object(self, schema: dict[str, Any], place: str, depth: int) -> str:
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        others = schema.get("additionalProperties", True)
        if not isinstance(properties, dict):
            raise SchemaError(f"{place}.properties", "an object is expected here")
        if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
            raise SchemaError(f"{place}.required", "a list of names is expected here")
        unnamed = [name for name in required if name not in properties]
        if unnamed and others is False:
            raise SchemaError(f"{place}.required", f"{unnamed[0]!r} is not among the properties")
        wanted = {**properties, **dict.fromkeys(unnamed, others)}
        if not wanted:
            return self._map(others, place, depth)
        pairs = [
            (self._pair(name, value, f"{place}.properties.{name}", depth), name in required)
            for name, value in wanted.items()
        ]
        return f'"{{" ws {self._members(pairs)} "}}"'

    def _map(self, values: object, place: str, depth: int) -> str:
        if values is False:
            return '"{" ws "}"'
        value = self.visit(values, f"{place}.additionalProperties", depth)
        pair = self._rule(f'string ":" ws {value}')
        return f'"{{" ws ({pair} ("," ws {pair})*)? "}}"'

    def _pair(self, name: object, schema: object, place: str, depth: int) -> str:
        return self._rule(f'{_literal(name, place)} ":" ws {self.visit(schema, place, depth)}')

    def _members(self, pairs: Sequence[tuple[str, bool]]) -> str:
        """The pairs in their order, optional ones (False) left out or not, with commas between."""
        first, later = '""', '""'  # what follows when nothing was written yet, and when something
        for pair, required in reversed(pairs):
            begun = f"{pair} {later}"
            first = self._rule(begun if required else f"{begun} | {first}")
            comma = f'"," ws {pair}'
            later = self._rule(f"{comma} {later}" if required else f"({comma})? {later}")
        return first

    # --- arrays and strings --------------------------------------------------------------------

    def _array(self, schema: dict[str, Any], place: str, depth: int) -> str:
        least = _count(schema, "minItems", place) or 0
        most = _count(schema, "maxItems", place)
        if "prefixItems" in schema:
            return self._tuple(schema["prefixItems"], least, most, place, depth)
        if most == 0 or schema.get("items") is False:
            return '"[" ws "]"'
        item = self._rule(self.visit(schema.get("items", True), f"{place}.items", depth))
        after = "" if most is None else str(most - 1)
        more = f'{item} ("," ws {item}){{{max(least - 1, 0)},{after}}}'
        return f'"[" ws {more} "]"' if least else f'"[" ws ({more})? "]"'

    def _tuple(self, schemas: object, least: int, most: int | None, place: str, depth: int) -> str:
        if not isinstance(schemas, list) or not schemas:
            raise SchemaError(f"{place}.prefixItems", "a list of schemas is expected here")
        if not least <= len(schemas) <= (len(schemas) if most is None else most):
            raise SchemaError(place, "the number of items must be that of prefixItems")
        items = (self.visit(one, f"{place}[{at}]", depth) for at, one in enumerate(schemas))
        return '"[" ws {} "]"'.format(' "," ws '.join(items))

    def _string(self, schema: dict[str, Any], place: str) -> str:
        least = _count(schema, "minLength", place)
        most = _count(schema, "maxLength", place)
        if least is None and most is None:
            form = _FORMATS.get(str(schema.get("format")))
            return "string" if form is None else rf'"\"" {form} "\""'
        return rf'"\"" char{{{least or 0},{"" if most is None else most}}} "\""'

    # --- rules ---------------------------------------------------------------------------------

    def _rule(self, expression: str) -> str:
        name = self._reserve()
        self.rules[name] = expression
        return name

    def _reserve(self) -> str:
        if len(self.rules) >= MAX_RULES:
            raise SchemaError("schema", "it is too large")
        name = f"r{len(self.rules)}"
        self.rules[name] = ""
        return name


def _either(expressions: list[str]) -> str:
    return expressions[0] if len(expressions) == 1 else f"({' | '.join(expressions)})"


def _literal(value: object, place: str) -> str:
    """What is written for ``value``, and nothing else."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError as error:  # a number or half a character that JSON cannot have
        raise SchemaError(place, "this value cannot be written") from error
    return exactly(text)


def _guessed_types(schema: Mapping[str, Any]) -> str | list[str]:
    """The type that the keywords speak of; a schema without any takes all values."""
    named = (kind for kind, keywords in _OF_TYPE.items() if any(key in schema for key in keywords))
    return next(named, "value")


def _refuse_others(schema: Mapping[str, Any], place: str, known: frozenset[str]) -> None:
    unknown = next(_others(schema, known), None)
    if unknown is not None:
        raise SchemaError(place, f"{unknown!r} is not supported here")


def _others(schema: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    return (key for key in schema if key not in known and not key.startswith("x-"))


def _count(schema: Mapping[str, Any], keyword: str, place: str) -> int | None:
    value = schema.get(keyword)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_REPEATS:
        raise SchemaError(f"{place}.{keyword}", f"a number from 0 to {MAX_REPEATS} is expected")
    return value


def _bounded(schema: Mapping[str, Any], place: str, *, fraction: bool) -> str:
    """Numbers within bounds; these have to be whole."""
    low, least = _bound(schema, "inimum", place, +1)
    high, most = _bound(schema, "aximum", place, -1)
    alternatives = integers(least, most) + (decimals(low, high) if fraction else [])
    if not alternatives:
        raise SchemaError(place, "no number keeps these bounds")
    return _either(alternatives)


def _is_whole(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= LARGEST and value == int(value)


def _bound(
    schema: Mapping[str, Any], name: str, place: str, inwards: int
) -> tuple[int | None, int | None]:
    """The closest bound, and the last whole number within it; ``inwards`` points there."""
    found = []
    for keyword, step in ((f"m{name}", 0), (f"exclusiveM{name}", inwards)):
        value = schema.get(keyword)
        if value is None:
            continue
        if not _is_whole(value):
            raise SchemaError(f"{place}.{keyword}", "only whole numbers are supported here")
        found.append((int(value), int(value) + step))
    if not found:
        return None, None
    closest = max if inwards > 0 else min
    return closest(bound for bound, _ in found), closest(last for _, last in found)
