"""What is kept and how it goes: all that the data folder names, and nothing else."""

import logging

import pytest

from app import log as logs
from app.paths import DataDir
from app.tutor import keeping

OWN = [name for name, thing in vars(DataDir).items() if isinstance(thing, property)]


@pytest.fixture
def full(data):
    """A data folder in which everything that has a name is there, and a stranger's file."""
    for name in OWN:
        place = getattr(data, name)
        if place.is_dir():
            (place / "deep").mkdir()
            (place / "deep" / "file").write_bytes(bytes(10))
        else:
            place.write_bytes(bytes(10))
    data.database.with_name("lemma.sqlite3-wal").write_bytes(bytes(5))
    data.settings.with_name("settings.toml.bad").write_bytes(bytes(5))
    (data.root / "homework.txt").write_text("mine")
    return data


def test_sizes_count_what_lies_beside_a_file(full):
    sizes = {kept.name: kept.bytes for kept in keeping.kept(full)}
    assert sizes == {"database": 15, "backups": 10, "models": 10, "settings": 15, "logs": 10}


@pytest.mark.parametrize("models", [False, True])
def test_everything_that_has_a_name_goes_and_strangers_stay(full, models):
    assert keeping.erase(full, models=models) == []
    left = sorted(
        str(file.relative_to(full.root)) for file in full.root.rglob("*") if file.is_file()
    )
    assert left == ["homework.txt", *([] if models else ["models.toml", "models/deep/file"])]
    assert all(folder.is_dir() for folder in (full.models, full.backups, full.logs))


def test_an_empty_folder_is_no_trouble(data):
    assert all(kept.bytes == 0 for kept in keeping.kept(data))
    assert keeping.erase(data, models=True) == []


def test_what_cannot_be_deleted_is_named(full, monkeypatch):
    monkeypatch.setattr("pathlib.Path.unlink", _refused)
    left = keeping.erase(full, models=True)
    assert full.database in left
    assert full.settings in left


def _refused(*_args: object, **_named: object) -> None:
    raise PermissionError(13, "in use")


def test_the_log_goes_and_begins_anew(data):
    root = logging.getLogger()
    before = list(root.handlers)
    logs.setup(data.logs)
    try:
        logging.getLogger("app.test").info("a word of before")
        keeping.erase(data, models=False)
        assert list(data.logs.iterdir()) == []
        logging.getLogger("app.test").info("a word of after")
        assert "before" not in (data.logs / "lemma.log").read_text()
        assert "after" in (data.logs / "lemma.log").read_text()
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
