"""The models that Lemma knows: the program's ``models.toml`` and what a person's own adds to it.

An entry that makes no sense is a ``ModelError`` naming file, entry and field. In the program's own
list that is a defect and stops it; in a person's list the entry is left out and the error kept in
``Catalogue.warnings``.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.domain import memory
from app.domain.allocation import ModelShape
from app.domain.generation import Sampling
from app.domain.memory import Device, Fit
from app.errors import ModelError
from app.i18n import FALLBACK, language
from app.models import names
from app.paths import PROGRAM_ROOT

PROGRAM_CATALOGUE = PROGRAM_ROOT / "models.toml"
DEFAULT_REVISION = "main"

#: Past this, a processor writes slower than people read: all weights are read for every token, and
#: memory gives some 15 GB/s to them on an ordinary laptop.
COMFORTABLE_ON_PROCESSOR_BYTES = 2_000_000_000
#: A thought about a hard problem takes some ten thousand tokens.
COMFORTABLE_CONTEXT = 16384


class Family(StrEnum):
    """Who builds the prompt."""

    R1_DISTILL = "r1-distill"  # Lemma, by the rules of the model card
    TEMPLATE = "template"  # the chat template inside the file


@dataclass(frozen=True)
class CatalogueModel:
    """One entry of a ``models.toml``. ``bytes`` and ``sha256`` are those of the very file."""

    id: str
    name: str
    family: Family
    bytes: int
    sha256: str  # 64 hexadecimal digits
    quantization: str
    context_train: int  # tokens
    licence: str
    attribution: Mapping[str, str]  # who made it, language -> words
    description: Mapping[str, str]  # language -> sentence
    repo: str = ""  # "owner/name"; empty: recognised when imported, never fetched
    revision: str = DEFAULT_REVISION
    file: str = ""
    bundled: str = ""  # its place below resources/ if it comes with the program
    base_licence: str = ""
    params: int | None = None
    languages: tuple[str, ...] = ()
    directive: bool = False  # a mathematical question gets the \boxed{} directive
    recommended: bool = False
    sampling: Sampling = field(default_factory=Sampling)
    shape: ModelShape | None = None

    @property
    def file_name(self) -> str:
        """Its name in the models folder."""
        return names.file_name(self.id)

    @property
    def title(self) -> str:
        """Name and quantization, which tell all entries apart."""
        return f"{self.name} {self.quantization}"

    @property
    def downloadable(self) -> bool:
        return bool(self.repo and self.file)

    def describe(self) -> str:
        """The description in the language in use."""
        return self.description.get(language()) or self.description[FALLBACK]

    def makers(self) -> str:
        """Who made it, in the language in use."""
        return self.attribution.get(language()) or self.attribution[FALLBACK]


@dataclass(frozen=True)
class Catalogue:
    """All known models, the default first."""

    models: tuple[CatalogueModel, ...]
    warnings: tuple[ModelError, ...] = ()

    def get(self, model_id: str) -> CatalogueModel | None:
        return next((model for model in self.models if model.id == model_id), None)

    def by_sha256(self, sha256: str) -> CatalogueModel | None:
        return next((model for model in self.models if model.sha256 == sha256), None)

    def recommend(self, *, ram_free: int, devices: Sequence[Device] = ()) -> CatalogueModel:
        """The biggest recommended model that runs well here, else the smallest one.

        Running well means wholly on a card with room for long thoughts, or on the processor if it
        is small enough for that. Graphics in the processor are no faster: they share its memory.
        """
        candidates = sorted(
            (model for model in self.models if model.recommended),
            key=lambda model: model.bytes,
            reverse=True,
        )
        for model in candidates:
            if _runs_well(model, ram_free, devices):
                return model
        return candidates[-1]


def _runs_well(model: CatalogueModel, ram_free: int, devices: Sequence[Device]) -> bool:
    if model.shape is None:
        return False
    where = memory.fit(model.shape, ram_free=ram_free, devices=devices)
    if model.bytes <= COMFORTABLE_ON_PROCESSOR_BYTES:
        return where is not Fit.TOO_BIG
    own = [device for device in devices if not device.shared]
    choice = memory.choose(model.shape, ram_free=ram_free, devices=own)
    return choice.fit is Fit.CARD and choice.plan.context >= COMFORTABLE_CONTEXT


def load(own: Path | None = None, *, program: Path = PROGRAM_CATALOGUE) -> Catalogue:
    """The program's catalogue with the entries of ``own``, if that file exists, added or replaced.

    Raises:
        ModelError: ``program`` has a bad entry.
    """
    models, errors = _read(program)
    if errors:
        raise errors[0]
    by_id = {model.id: model for model in models}
    if own is not None and own.exists():
        models, errors = _read(own)
        by_id |= {model.id: model for model in models}
    return Catalogue(tuple(by_id.values()), tuple(errors))


def _read(path: Path) -> tuple[list[CatalogueModel], list[ModelError]]:
    """The good entries of a file, and what is wrong with the others."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("model", [])
    except (OSError, ValueError) as error:
        return [], [ModelError("models.catalogue_unreadable", file=str(path), reason=str(error))]
    models: list[CatalogueModel] = []
    errors: list[ModelError] = []
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        try:
            models.append(_entry(row))
        except _FieldError as bad:
            name = row.get("id", number) if isinstance(row, dict) else number
            errors.append(
                ModelError("models.catalogue_field", file=str(path), entry=name, field=str(bad))
            )
    return models, errors


class _FieldError(Exception):
    """A field of an entry is missing, unknown, or has a value that makes no sense."""


def _entry(row: Any) -> CatalogueModel:
    table = _table(row, "model")
    values = _values(table, _FIELDS)
    if "shape" in values:
        values["shape"] = _shape(values["shape"], values)
    for known in fields(CatalogueModel):
        required = known.default is MISSING and known.default_factory is MISSING
        if required and known.name not in values:
            raise _FieldError(known.name)
    return CatalogueModel(**values)


def _values(table: Mapping[str, Any], rules: "Mapping[str, _Rule]") -> dict[str, Any]:
    """All values of ``table``, each read by its rule."""
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in rules:
            raise _FieldError(name)
        values[name] = rules[name](value, name)
    return values


def _shape(numbers: Mapping[str, int], values: Mapping[str, Any]) -> ModelShape:
    """The shape of a file that is not here yet; its layers share what is not said apart."""
    missing = _SHAPE_NEEDED - numbers.keys() or {"bytes", "context_train"} - values.keys()
    if missing:
        raise _FieldError(min(missing))
    ends = numbers.get("input_bytes", 0), numbers.get("output_bytes", 0)
    layers = values["bytes"] - sum(ends)
    _check(layers > 0, "input_bytes")
    return ModelShape(
        embedding=numbers["embedding"],
        feed_forward=numbers["feed_forward"],
        vocab=numbers["vocab"],
        kv_width=2 * numbers["kv_heads"] * numbers["head_dim"],
        context_train=values["context_train"],
        layer_bytes=(layers // numbers["layers"],) * numbers["layers"],
        input_bytes=ends[0],
        output_bytes=ends[1],
    )


_Rule = Callable[[Any, str], Any]


def _check(holds: bool, name: str) -> None:
    if not holds:
        raise _FieldError(name)


def _text(value: Any, name: str) -> str:
    _check(isinstance(value, str) and bool(value.strip()), name)
    return str(value)


def _matching(pattern: str) -> _Rule:
    def rule(value: Any, name: str) -> str:
        _check(isinstance(value, str) and bool(re.fullmatch(pattern, value)), name)
        return str(value)

    return rule


def _id(value: Any, name: str) -> str:
    _check(isinstance(value, str) and names.is_safe(value), name)
    return str(value)


def _whole(value: Any, name: str) -> int:
    _check(type(value) is int and value > 0, name)
    return int(value)


def _flag(value: Any, name: str) -> bool:
    _check(isinstance(value, bool), name)
    return bool(value)


def _family(value: Any, name: str) -> Family:
    _check(value in list(Family), name)
    return Family(value)


def _words(value: Any, name: str) -> tuple[str, ...]:
    _check(isinstance(value, list), name)
    return tuple(_text(word, name) for word in value)


def _table(value: Any, name: str) -> dict[str, Any]:
    _check(isinstance(value, dict), name)
    return dict(value)


def _description(value: Any, name: str) -> Mapping[str, str]:
    texts = {code: _text(text, name) for code, text in _table(value, name).items()}
    _check(FALLBACK in texts, name)
    return MappingProxyType(texts)


def _makers(value: Any, name: str) -> Mapping[str, str]:
    return _description({FALLBACK: value} if isinstance(value, str) else value, name)


def _within(low: float, high: float) -> _Rule:
    def rule(value: Any, name: str) -> float:
        _check(type(value) in (int, float) and low <= value <= high, name)
        return float(value)

    return rule


def _top_k(value: Any, name: str) -> int:
    _check(type(value) is int and value >= 0, name)
    return int(value)


def _sampling(value: Any, name: str) -> Sampling:
    return Sampling(**_values(_table(value, name), _SAMPLING_FIELDS))


def _shape_numbers(value: Any, name: str) -> dict[str, Any]:
    return _values(_table(value, name), _SHAPE_FIELDS)


_SAMPLING_FIELDS: Mapping[str, _Rule] = {
    "temperature": _within(0, 5),
    "top_p": _within(0, 1),
    "top_k": _top_k,
    "min_p": _within(0, 1),
    "repeat_penalty": _within(0.5, 2),
}
_SHAPE_FIELDS: Mapping[str, _Rule] = {
    "layers": _whole,
    "embedding": _whole,
    "feed_forward": _whole,
    "kv_heads": _whole,
    "head_dim": _whole,
    "vocab": _whole,
    "input_bytes": _whole,
    "output_bytes": _whole,
}
_SHAPE_NEEDED = _SHAPE_FIELDS.keys() - {"input_bytes", "output_bytes"}
_FIELDS: Mapping[str, _Rule] = {
    "id": _id,
    "name": _text,
    "family": _family,
    "bytes": _whole,
    "sha256": _matching(r"[0-9a-f]{64}"),
    "quantization": _text,
    "context_train": _whole,
    "licence": _text,
    "attribution": _makers,
    "description": _description,
    "repo": _matching(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*"),
    "revision": _matching(r"[A-Za-z0-9][\w.-]*"),
    "file": _matching(r"[A-Za-z0-9][\w.-]*\.gguf"),
    "bundled": _matching(r"[a-z0-9-]+/[a-z0-9-]+\.gguf"),
    "base_licence": _text,
    "params": _whole,
    "languages": _words,
    "directive": _flag,
    "recommended": _flag,
    "sampling": _sampling,
    "shape": _shape_numbers,
}
