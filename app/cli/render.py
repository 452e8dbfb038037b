"""Render Markdown with mathematics as the transcript shows it: to pictures or PDF."""

import argparse
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import UsageError

if TYPE_CHECKING:
    from app.typeset.typesetter import Typesetter
    from app.ui.rendering import Sheet

DEFAULT_WIDTH_PX = 800


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a Markdown file, or .jsonl with --field")
    parser.add_argument("--field", metavar="NAME", help="the field of each line of a .jsonl file")
    parser.add_argument("--png", type=Path, metavar="DIR", help="one picture per document")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="all documents as vectors")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--width", type=int, default=DEFAULT_WIDTH_PX, help="logical pixels")
    parser.add_argument("--scale", type=float, default=1.0, help="picture pixels per logical one")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


@dataclass
class _Report:
    """What --json prints."""

    documents: int = 0
    formulas: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0


def run(args: argparse.Namespace) -> int:
    """Render and report; a formula that cannot be set is reported, not an error.

    Raises:
        UsageError: the file is not what was said.
        OSError: it cannot be read, or the output cannot be written.
    """
    from app.typeset.typesetter import Typesetter
    from app.ui import rendering
    from app.ui.theme import THEMES

    started = time.perf_counter()
    texts = read_texts(args.file, args.field)
    application = rendering.make_application(THEMES[args.theme])
    typesetter = Typesetter()
    try:
        report, sheets = _render(texts, args, typesetter)
        if args.pdf:
            rendering.write_pdf(args.pdf, sheets)
    finally:
        typesetter.close()
    report.seconds = round(time.perf_counter() - started, 3)
    _print(report, as_json=args.json)
    application.processEvents()
    return 0


def read_texts(file: Path, name: str | None) -> list[str]:
    """The documents of a file: itself, or one field of each of its JSON lines.

    Raises:
        UsageError: a line is no JSON object or lacks the field, or the text is not UTF-8.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("cli.not_text", file=str(file)) from error
    if name is None and file.suffix != ".jsonl":
        return [text]
    if name is None:
        raise UsageError("cli.field_missing", file=str(file))
    # Not splitlines(): it would also cut at U+2028, which JSON allows inside strings.
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    return [_field_of(line, name, file, number) for number, line in lines]


def _field_of(line: str, name: str, file: Path, number: int) -> str:
    try:
        value: Any = json.loads(line)[name]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("cli.bad_line", file=str(file), line=number, field=name) from error
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _render(
    texts: list[str], args: argparse.Namespace, typesetter: "Typesetter"
) -> "tuple[_Report, list[Sheet]]":
    from app.domain import mathtext
    from app.ui import rendering
    from app.ui.theme import THEMES
    from app.ui.transcript.formulas import Formulas
    from app.ui.transcript.look import Look

    report, sheets = _Report(documents=len(texts)), []
    formulas = Formulas(typesetter)
    look = Look(THEMES[args.theme], paper=bool(args.pdf))
    for number, text in enumerate(texts, 1):
        document = mathtext.parse(text)
        count, errors = rendering.failures(document, typesetter)
        report.formulas += count
        report.failed += [{"source": error.tex, "why": error.why} for error in errors]
        if args.png or args.pdf:
            sheet = rendering.Sheet(document, look, formulas, args.width)
            if args.pdf:
                sheets.append(sheet)
            if args.png:
                args.png.mkdir(parents=True, exist_ok=True)
                name = args.png / f"{args.file.stem}-{number:04}.png"
                if not sheet.picture(args.scale).save(str(name)):
                    raise OSError(None, "the picture could not be written", str(name))
    return report, sheets


def _print(report: _Report, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(vars(report), ensure_ascii=False))
        return
    print(
        f"{report.documents} documents, {report.formulas} formulas,"
        f" {len(report.failed)} failed, {report.seconds} s"
    )
    for failure in report.failed:
        print(f"  {failure['why']}: {failure['source']}")
