"""Exports of other programs come in whole; what is not text is named; nothing harms."""

import json
import shutil
import zipfile

import pytest
from support.foreign_chats import CHATGPT, OPEN_WEBUI, chatgpt_zip, jan_folder, zipped

from app import i18n
from app.domain.chat import Role, path_to
from app.errors import ExchangeError
from app.exchange import files, loose, reading

NOW = 1_800_000_000.0


def read(path):
    return reading.read(path, now=NOW)


def written(folder, value, name="export.json"):
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return path


def test_chatgpt(tmp_path):
    found = read(chatgpt_zip(tmp_path))
    [chat] = found.chats
    question, answer, other = chat.messages
    assert chat.conversation.title == "Derivatives"
    assert chat.conversation.updated_at == 1_700_000_900.0
    assert question.text == "What is \\(\\frac{d}{dx} x^2\\)?"
    assert (answer.text, answer.model) == ("It is \\(2x\\).", "gpt-x")
    assert answer.reasoning == "**Power rule**\n\nn x^(n-1)"
    assert other.parent_id == question.id
    assert path_to(chat.messages, chat.conversation.active_leaf_id)[-1] is other
    assert found.left.counts == {"pictures": 1, "steps": 2, "unreadable": 1}


def test_chatgpt_in_several_files(tmp_path):
    one = json.dumps(CHATGPT[:1])
    two = json.dumps([CHATGPT[0] | {"title": "Second"}])
    path = tmp_path / "big.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conversations-000.json", one)
        archive.writestr("conversations-001.json", two)
    assert [c.conversation.title for c in read(path).chats] == ["Derivatives", "Second"]


def test_open_webui(tmp_path):
    found = read(written(tmp_path, OPEN_WEBUI))
    [chat] = found.chats
    question, first, second = chat.messages
    assert question.text == "解 $x^2=4$"
    assert (first.parent_id, second.parent_id) == (1, 1)
    assert (second.text, second.reasoning) == ("$x=\\pm 2$", "a < b\nc")
    assert (second.thought_s, second.model) == (12.0, "R1")
    assert chat.conversation.active_leaf_id == second.id
    assert found.left.counts == {"files": 1}


def test_open_webui_in_a_row(tmp_path):
    rows = [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]
    [chat] = read(written(tmp_path, {"title": "T", "messages": rows})).chats
    assert [(m.role, m.text) for m in chat.messages] == [(Role.USER, "Q"), (Role.ASSISTANT, "A")]


def check_jan(found):
    [chat] = found.chats
    assert [m.text for m in chat.messages] == ["2+2?", "4", "Sure?", "Yes."]
    assert [m.reasoning for m in chat.messages] == ["", "hm", "", "again"]
    assert chat.messages[1].model == "qwen"
    assert chat.messages[0].created_at == 1_700_000_001.0
    assert chat.conversation.title == "Sums"
    assert found.left.counts == {"pictures": 1, "unreadable": 1}


def test_jan_as_a_folder_and_as_an_archive(tmp_path):
    folder = jan_folder(tmp_path)
    check_jan(read(folder))
    check_jan(read(tmp_path / shutil.make_archive(str(tmp_path / "jan"), "zip", folder)))


def test_links_in_a_folder_are_not_followed(tmp_path):
    folder = jan_folder(tmp_path)
    secret = written(tmp_path, {"secret": 1}, "secret.json")
    thread = folder / "threads" / "other"
    thread.mkdir()
    (thread / "thread.json").symlink_to(secret)
    (thread / "messages.jsonl").symlink_to(secret)
    check_jan(read(folder))


def key_of(path):
    with pytest.raises(ExchangeError) as error:
        read(path)
    assert i18n.explain(error.value)
    return error.value.key


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "not_json"),
        ("PK\x03\x04", "not_json"),
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ("null", "unknown"),
        ("[]", "unknown"),
        ("[[[]]]", "unknown"),
        ('{"mapping": {}}', "nothing"),
        ('[{"chat": {"history": {"messages": {"a": 1}}}}]', "nothing"),
        ('{"format": "lemma-conversations", "version": "x", "conversations": 3}', "nothing"),
        ('{"format": "lemma-conversations", "version": 99}', "newer"),
        ('{"a": ' + "9" * 5000 + "}", "not_json"),
    ],
)
def test_what_is_no_export_gives_a_sentence(tmp_path, content, key):
    assert key_of(written(tmp_path, content)) == f"exchange.{key}"


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "bytes.json"
    path.write_bytes(b"\xff\xfe\x00" * 50)
    assert key_of(path) == "exchange.not_json"


def test_missing_files_and_empty_folders(tmp_path):
    assert key_of(tmp_path / "gone.json") == "exchange.cannot_read"
    assert key_of(tmp_path) == "exchange.nothing"


def test_archives_that_unpack_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1_000_000)
    bomb = zipped(tmp_path / "bomb.zip", conversations_json="[" + " " * 5_000_000 + "]")
    assert bomb.stat().st_size < 10_000
    assert key_of(bomb) == "exchange.too_big"
    many = zipped(tmp_path / "many.zip", **{f"f{n}_json": " " * 400_000 for n in range(4)})
    assert key_of(many) == "exchange.too_big"


def test_too_many_entries(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 3)
    assert key_of(zipped(tmp_path / "a.zip", **{f"f{n}_json": "" for n in range(5)})).endswith(
        "too_many"
    )
    monkeypatch.setattr(loose, "MOST_VALUES", 10)
    assert key_of(written(tmp_path, [0] * 20)) == "exchange.too_many"


def test_names_in_an_archive_are_never_paths(tmp_path):
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../conversations.json", "/etc/conversations.json", "C:\\x.json"):
            archive.writestr(name, json.dumps(CHATGPT[:1]))
    before = sorted(tmp_path.rglob("*"))
    assert read(path).chats
    assert sorted(tmp_path.rglob("*")) == before
