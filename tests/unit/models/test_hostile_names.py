"""Names from outside: whatever a file or a list calls itself, nothing is written elsewhere.

Each name comes in by every way there is: as the name of a file that is imported, as id, file,
repository and revision of an entry in a person's own list, as what a hub calls the file that it
sends, as the id that a command names, and in the index of the models folder. All that the process
writes is heard (``support.watch_writes``), and must lie in the models folder.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from support.gguf_bytes import METADATA, tiny_gguf
from support.hub import Hub
from support.watch_writes import outside, writes

from app.errors import DownloadError, ModelError
from app.models import catalogue as catalogues
from app.models import index, names
from app.models.catalogue import Catalogue, CatalogueModel
from app.models.download import download
from app.models.gguf import read_header
from app.models.library import TEMPORARY_PREFIX, How, Library
from app.models.sources import Source
from app.paths import DataDir

_TARGETS = ("../evil", "../../evil", "../../../../../tmp/evil", "..", ".", "evil/../../evil")
_ROOTS = ("/tmp/evil", "//tmp/evil", "~/evil", "$HOME/evil", "%TEMP%\\evil", "file:///tmp/evil")
_WINDOWS = (
    *("..\\evil", "..\\..\\evil", "a\\..\\..\\evil", "\\evil", "C:\\evil", "C:evil", "c:/evil"),
    *("\\\\server\\share\\evil", "//server/share/evil", "\\\\?\\C:\\evil", "\\\\.\\pipe\\evil"),
    *("evil:stream", "evil.gguf:stream:$DATA", "evil::$INDEX_ALLOCATION", "a|b", "a?b", "a*b"),
)
_DEVICES = tuple(
    form.format(device)
    for device, form in product(
        ("con", "prn", "aux", "nul", "com1", "lpt9", "CONIN$", "com¹"),
        ("{}", "{}.txt", "{} ", "{}."),
    )
)
_DOTS = ("evil.", "evil ", "evil. . .", " evil", ".evil", "...", "evil.gguf.part", ".import-evil")
_SIGNS = (
    *(
        "evil\0.gguf",
        "\0",
        "a\nb",
        "a\rb",
        "\x1b[2Jevil",
        "a\tb",
        "a\x7fb",
        "-rf",
        "--data-dir=/tmp",
    ),
    *("\u202efugg.live", "\u2066evil\u2069", "ev\u200bil", "\ufeffevil", "e\u0301vil", "ＥＶＩＬ"),
    *("．．／evil", "‥/evil", "／tmp／evil", "＼evil", "∕tmp∕evil", "%2e%2e%2fevil", "..%5cevil"),
    *("模型", "é" * 100, "e" * 300, "e" * 5000, "библиотека", "library.json", "LIBRARY.JSON", ""),
    *("\udcff\udcfe", "evil\udce9", "a" * 64, "a" * 65, "I\u0307", "ß", "ﬁle", "K"),
)
NAMES = (*_TARGETS, *_ROOTS, *_WINDOWS, *_DEVICES, *_DOTS, *_SIGNS)
IMPORTED = [
    name
    for name in NAMES
    if name and "/" not in name and "\0" not in name and len(os.fsencode(name)) < 240
]


@pytest.fixture
def library(data: DataDir, catalogue: Catalogue) -> Library:
    return Library(data, catalogue)


@pytest.fixture(autouse=True)
def _nothing_written_elsewhere(data: DataDir, tmp_path: Path) -> Iterator[None]:
    """Fails a test that changes anything outside of the models folder but its own fixtures."""
    (tmp_path / "evil.gguf").write_text("not ours")
    (tmp_path / "given").mkdir()
    with writes() as heard:
        yield
    # The hub's file is in "elsewhere", made by a fixture.
    allowed = [data.models, tmp_path / "given", tmp_path / "elsewhere"]
    for folder in allowed:
        heard = outside(heard, folder)
    assert not set(heard) - {str(tmp_path / "elsewhere")}
    assert (tmp_path / "evil.gguf").read_text() == "not ours"


def is_ours(path: Path, library: Library) -> bool:
    return path.parent == library.folder and names.is_safe(path.name.removesuffix(names.SUFFIX))


def given(folder: Path, name: str, data: bytes) -> Path:
    """A file of that name, in a folder that the test may write to."""
    path = Path(f"{folder}/given/{name}.gguf")
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("how", [How.COPY, How.MOVE])
def test_files_of_any_name_are_imported_under_ours(how: How, library: Library, tmp_path: Path):
    for number, name in enumerate(IMPORTED):
        shown = name.encode("utf-8", "replace").decode()
        metadata = {**METADATA, "general.name": shown, "llama.context_length": 100 + number}
        path = given(tmp_path, name, bytes(tiny_gguf(metadata=metadata).data))
        found = library.import_file(path, how=how)
        assert is_ours(found.path, library), ascii(name)
        assert found.name.isprintable(), ascii(name)
        assert library.get(found.id) == found
        library.remove(found.id)
    assert [path.name for path in library.folder.iterdir()] == [index.FILE_NAME]


def test_files_of_any_name_are_used_in_place(library: Library, tmp_path: Path):
    for name in IMPORTED:
        path = given(tmp_path, name, bytes(tiny_gguf().data))
        found = library.import_file(path, how=How.IN_PLACE)
        assert library.get(found.id).path == path, ascii(name)
        library.remove(found.id)
        assert path.exists()


def test_ids_of_any_name_touch_nothing(library: Library):
    for name in NAMES:
        wish = name + "/.." if names.is_safe(name) else name
        for work in (library.get, library.verify, library.remove, library.discard):
            with pytest.raises(ModelError):
                work(wish)
    assert not any(library.folder.iterdir())


@pytest.mark.parametrize("field", ["id", "file", "repo", "revision"])
def test_lists_with_any_name_are_left_out_or_harmless(
    field: str, entry: CatalogueModel, tmp_path: Path
):
    left_out = 0
    for name in NAMES:
        own = given(tmp_path, "models", b"")
        own.write_text(list_with(entry, **{field: name}), "utf-8", "surrogateescape")
        listed = catalogues.load(own)
        left_out += bool(listed.warnings)
        for model in listed.models:
            assert names.is_safe(model.id)
            parts = {*model.file.split("/"), *model.repo.split("/"), model.revision}
            assert not parts & {"..", "."}, ascii(name)
            assert not {"\\", ":", "\0"} & set("".join(parts)), ascii(name)
    assert left_out > len(NAMES) / 2


def list_with(entry: CatalogueModel, **values: str) -> str:
    """A person's list of one model."""
    rows = {"id": entry.id, "repo": entry.repo, "revision": "main", "file": entry.file, **values}
    rows |= {"name": "Tiny", "family": "template", "licence": "MIT", "attribution": "nobody"}
    rows |= {"sha256": entry.sha256, "quantization": "F32"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in rows.items()]
    lines += ["bytes = 1", "context_train = 1", 'description = {en = "Tiny."}']
    return "[[model]]\n" + "\n".join(lines)


async def test_what_a_hub_calls_its_file_does_not_matter(
    hub: Hub, library: Library, entry: CatalogueModel, source: Source
):
    for name in NAMES[::6]:
        hub.headers["Content-Disposition"] = f"attachment; filename={name!a}"
        path = await download(entry, library.folder, sources=[source], on_progress=ignored)
        assert [path] == list(library.folder.iterdir()) == [library.folder / entry.file_name]
        path.unlink()


def ignored(progress: object) -> None:
    """Nobody looks."""


async def test_a_model_whose_id_is_no_name_is_not_fetched(
    library: Library, entry: CatalogueModel, source: Source
):
    """Lists refuse such ids; if one came by another way, nothing would be written either."""
    for name in NAMES:
        if not names.is_safe(name):
            model = replace(entry, id=name)
            with pytest.raises(ModelError):
                await download(model, library.folder, sources=[source], on_progress=ignored)
    assert not any(library.folder.iterdir())


def test_indexes_with_any_name_delete_nothing(library: Library):
    for name in NAMES:
        row = {"id": name, "name": name, "bytes": 8, "sha256": "0" * 64, "path": ""}
        (library.folder / index.FILE_NAME).write_text(json.dumps({"models": [row]}))
        with suppress(ModelError):
            library.remove(name)
        assert all(is_ours(model.path, library) for model in library.installed())


@pytest.mark.parametrize("suffix", [".part", ".part.json", ".part.json.new", ""])
@pytest.mark.parametrize("target", ["evil.gguf", "nothing-there"])
async def test_links_in_the_models_folder_are_not_written_through(
    suffix: str,
    target: str,
    library: Library,
    entry: CatalogueModel,
    source: Source,
    tmp_path: Path,
):
    link = library.folder / (entry.file_name + suffix)
    link.symlink_to(tmp_path / target)
    with suppress(DownloadError):
        await download(entry, library.folder, sources=[source], on_progress=ignored)
    assert not (tmp_path / "nothing-there").exists()


@pytest.mark.parametrize("name", [index.FILE_NAME, index.FILE_NAME + ".new", "whole.gguf"])
def test_an_import_follows_no_links_of_the_folder(name: str, library: Library, tmp_path: Path):
    (library.folder / name).symlink_to(tmp_path / "evil.gguf")
    (library.folder / (TEMPORARY_PREFIX + "old")).symlink_to(tmp_path / "evil.gguf")
    path = given(tmp_path, "whole", bytes(tiny_gguf().data))
    found = library.import_file(path, how=How.COPY)
    assert found.path.read_bytes() == path.read_bytes()
    assert not found.path.is_symlink()


def test_moving_a_link_leaves_what_it_leads_to(library: Library, tmp_path: Path):
    path = given(tmp_path, "whole", bytes(tiny_gguf().data))
    link = path.with_name("link.gguf")
    link.symlink_to(path)
    found = library.import_file(link, how=How.MOVE)
    assert not found.path.is_symlink()
    assert path.exists()
    assert not link.is_symlink()


def test_a_pipe_is_not_waited_for(library: Library, tmp_path: Path):
    path = given(tmp_path, "whole", b"").with_name("pipe.gguf")
    os.mkfifo(path)
    with pytest.raises(ModelError):
        read_header(path)


def test_control_a_write_elsewhere_is_heard(library: Library, tmp_path: Path):
    library.folder.joinpath("link").symlink_to(tmp_path / "victim")
    with writes() as heard:
        library.folder.joinpath("../../elsewhere").write_text("")
        library.folder.joinpath("link").write_text("")
    assert outside(heard, library.folder) == [str(tmp_path / "elsewhere"), str(tmp_path / "victim")]


def test_there_are_enough_names():
    ways = {"copied, moved, in place": 3 * len(IMPORTED), "fields of a list": 4 * len(NAMES)}
    ways |= {"ids and indexes": 3 * len(NAMES), "names that a hub gives": len(NAMES[::6])}
    print(f"{len(NAMES)} names by {ways}: {sum(ways.values())} cases")
    assert sum(ways.values()) >= 200
