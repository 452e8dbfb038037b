"""List, download, import, check and remove models."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from app import settings
from app.cli import interrupts, table
from app.cli.progress_line import ProgressLine
from app.errors import ModelError
from app.i18n import explain, file_size, tr
from app.models import catalogue, disk, sources
from app.models.catalogue import CatalogueModel
from app.models.download import download
from app.models.library import How, Installed, Library
from app.models.progress import Progress, Stage
from app.models.sources import Source, SourceError
from app.paths import DataDir

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
COLUMNS = (
    "models.column_id",
    "models.column_size",
    "models.column_licence",
    "models.column_state",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="models that Lemma knows, and those on this computer")
    pull = actions.add_parser("pull", help="download models, or go on with a download")
    pull.add_argument("id", nargs="*", help="as `lemma models list` shows it; else the default")
    pull.add_argument(
        "--mirror", metavar="URL", help="ask this server first: an address, hf-mirror or modelscope"
    )
    take = actions.add_parser("import", help="use a GGUF file that you have")
    take.add_argument("file", type=Path)
    how = take.add_mutually_exclusive_group()
    how.add_argument("--move", dest="how", action="store_const", const=How.MOVE)
    how.add_argument("--in-place", dest="how", action="store_const", const=How.IN_PLACE)
    take.set_defaults(how=How.COPY)
    for name, summary in (
        ("verify", "check a model's file against its checksum"),
        ("remove", "remove a model from this computer"),
    ):
        actions.add_parser(name, help=summary).add_argument("id")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, data: DataDir) -> int:
    """Do it; returns the exit status. Raises UserFacingError for whatever cannot be done."""
    library = Library(data, catalogue.load(data.catalogue))
    if args.action == "pull" and args.mirror is None:
        args.mirror = settings.load(data.settings).mirror
    actions: dict[str, Callable[[argparse.Namespace, Library], int]] = {
        "list": _list,
        "pull": _pull,
        "import": _import,
        "verify": _verify,
        "remove": _remove,
    }
    try:
        return actions[args.action](args, library)
    except SourceError as error:
        print(explain(error), tr("models.try_mirror"), sep="\n", file=sys.stderr)
        return EXIT_FAILED


def _list(args: argparse.Namespace, library: Library) -> int:
    installed = {model.id: model for model in library.installed()}
    known = [_row(model, installed.pop(model.id, None)) for model in library.catalogue.models]
    rows = known + [_row(None, model) for model in installed.values()]
    warnings = [explain(warning) for warning in library.catalogue.warnings]
    if args.json:
        print(json.dumps({"models": rows, "warnings": warnings}, ensure_ascii=False))
        return 0
    _print_table(rows)
    if warnings:
        print(tr("models.kept_own_list"), *warnings, sep="\n", file=sys.stderr)
    return 0


def _row(model: CatalogueModel | None, installed: Installed | None) -> dict[str, Any]:
    """One model for the list: from the catalogue, on this computer, or both."""
    some = model or installed
    assert some is not None
    return {
        "id": some.id,
        "name": installed.name if installed else some.name,
        "bytes": some.bytes,
        "sha256": some.sha256,
        "licence": model.licence if model else None,
        "downloadable": model is not None and model.downloadable,
        "installed": installed is not None,
        "path": str(installed.path) if installed else None,
    }


def _print_table(rows: list[dict[str, Any]]) -> None:
    head = tuple(tr(key) for key in COLUMNS)
    cells = [
        (row["id"], file_size(row["bytes"]), row["licence"] or "", tr(_state(row))) for row in rows
    ]
    widths = [max(table.width(line[column]) for line in [head, *cells]) for column in range(3)]
    for line in [head, *cells]:
        print(*(t + table.padding(t, size) for t, size in zip(line, widths, strict=False)), line[3])


def _state(row: dict[str, Any]) -> str:
    if row["installed"]:
        return "models.state_installed"
    return "models.state_available" if row["downloadable"] else "models.state_importable"


def _pull(args: argparse.Namespace, library: Library) -> int:
    ids = args.id or [library.catalogue.models[0].id]
    models = [_known(library, model_id) for model_id in dict.fromkeys(ids)]
    missing = [model for model in models if library.find(model.id) is None]
    to_come = sum(model.bytes - library.arrived(model.id) for model in missing)
    disk.require_space(library.folder, to_come)
    for model in models:
        if model in missing and not _fetched(model, library, sources.in_order(args.mirror)):
            print(tr("models.paused"), file=sys.stderr)
            return EXIT_INTERRUPTED
        found = library.get(model.id)
        _say(args, found, tr("models.pulled", id=found.id, path=found.path))
    return 0


def _known(library: Library, model_id: str) -> CatalogueModel:
    model = library.catalogue.get(model_id)
    if model is None:
        raise ModelError("models.unknown", id=model_id)
    return model


def _fetched(model: CatalogueModel, library: Library, where: Sequence[Source]) -> bool:
    """Download a model; False if somebody has stopped it."""
    with ProgressLine() as line:
        fetch = download(model, library.folder, sources=where, on_progress=partial(_show, line))
        try:
            interrupts.run(fetch)
        except KeyboardInterrupt:
            return False
    return True


def _import(args: argparse.Namespace, library: Library) -> int:
    with ProgressLine() as line:
        found = library.import_file(args.file, how=args.how, watch=_checked(line))
    _say(args, found, tr("models.imported", id=found.id))
    return 0


def _verify(args: argparse.Namespace, library: Library) -> int:
    with ProgressLine() as line:
        found = library.verify(args.id, watch=_checked(line))
    _say(args, found, tr("models.verified", id=found.id))
    return 0


def _remove(args: argparse.Namespace, library: Library) -> int:
    found = library.find(args.id)
    library.remove(args.id)
    if args.json:
        print(json.dumps({"id": args.id, "removed": True}))
    elif found is not None and found.in_place:
        print(tr("models.left_in_place", id=args.id, path=found.path))
    else:
        print(tr("models.removed", id=args.id))
    return 0


def _say(args: argparse.Namespace, found: Installed, sentence: str) -> None:
    if args.json:
        row = {"id": found.id, "path": str(found.path), "sha256": found.sha256}
        print(json.dumps({**row, "bytes": found.bytes}, ensure_ascii=False))
    else:
        print(sentence)


def _show(line: ProgressLine, progress: Progress) -> None:
    line.show(_sentence(progress), progress.done, progress.total)


def _checked(line: ProgressLine) -> Callable[[int, int], None]:
    """Shows the progress of work on a file that is here."""
    return lambda done, total: _show(line, Progress(Stage.CHECKING, done, total))


def _sentence(progress: Progress) -> str:
    values = {
        "stage": tr(f"models.stage_{progress.stage}"),
        "done": file_size(progress.done),
        "total": file_size(progress.total),
    }
    if progress.speed is None or progress.left_s is None:
        return tr("models.progress", **values)
    minutes, seconds = divmod(round(progress.left_s), 60)
    left = f"{minutes}:{seconds:02}"
    return tr("models.progress_speed", **values, speed=file_size(round(progress.speed)), left=left)
