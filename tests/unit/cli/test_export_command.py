"""``lemma export`` and ``lemma import``: by number or title, to files or stdout."""

import json

import pytest
from support.chats import hard_chat
from support.foreign_chats import chatgpt_zip

from app.__main__ import main
from app.store import Store


@pytest.fixture
def kept(data):
    store = Store.open(data.database, data.backups)
    store.take_in([hard_chat()])
    store.close()


@pytest.fixture
def lemma(capfdbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        status = main([*map(str, arguments)])
        out = capfdbinary.readouterr()
        return status, out.out.decode("utf-8"), out.err.decode("utf-8")

    return run


def test_the_list(kept, lemma):
    status, out, _ = lemma("export")
    assert status == 0
    assert out.split(maxsplit=1)[0] == "1"
    assert "求根" in out


@pytest.mark.parametrize("wanted", ["1", "求根", "roots_"])
def test_one_by_number_or_title(kept, lemma, tmp_path, wanted):
    status, out, _ = lemma("export", wanted)
    assert status == 0
    [file] = tmp_path.glob("*.md")
    assert out.strip() == file.name
    assert file.read_text("utf-8").startswith("# Roots")
    status, _, err = lemma("export", wanted)
    assert status == 1
    assert len(err.strip().splitlines()) == 1
    assert lemma("export", wanted, "--force")[0] == 0


def test_the_form_follows_the_name(kept, lemma, tmp_path):
    assert lemma("export", "1", "--out", tmp_path / "a.tex")[0] == 0
    assert "documentclass" in (tmp_path / "a.tex").read_text("utf-8")


def test_stdout(kept, lemma):
    _, out, _ = lemma("export", "1", "--format", "json", "--out", "-")
    assert json.loads(out)["format"] == "lemma-conversations"
    _, out, _ = lemma("export", "1", "--out", "-", "--no-thoughts")
    assert "想一想" not in out


def test_all(kept, lemma, tmp_path):
    assert lemma("export", "--all", "--format", "json")[1].strip() == "Lemma.json"
    assert lemma("export", "--all", "--format", "html", "--out", tmp_path / "pages")[0] == 0
    assert len([*(tmp_path / "pages").glob("*.html")]) == 1
    assert lemma("export", "--all", "--out", "-")[0] == 2
    assert lemma("export", "1", "--all")[0] == 2


def test_import(lemma, tmp_path):
    status, out, _ = lemma("import", chatgpt_zip(tmp_path))
    assert status == 0
    assert "3 messages" in out
    assert "Derivatives" in lemma("export")[1]
    (tmp_path / "no.json").write_text("{}")
    status, _, err = lemma("import", tmp_path / "no.json")
    assert status == 1
    assert len(err.strip().splitlines()) == 1


def test_no_such_conversation(kept, lemma):
    status, _, err = lemma("export", "nothing")
    assert status == 1
    assert "nothing" in err
