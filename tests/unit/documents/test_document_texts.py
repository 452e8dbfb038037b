"""Files to text: encodings, tables, pages, and a sentence for everything that cannot be read."""

import pytest
from pypdf import PdfReader, PdfWriter
from support.pdfs import pdf

from app.documents import reading
from app.domain.documents import MAX_CHARACTERS, MAX_TEXT_BYTES
from app.errors import DocumentError
from app.i18n import explain

CHINESE = "解方程 x²=4，求 x 的值。"


@pytest.fixture
def read(tmp_path):
    def read(name, data, pages=""):
        path = tmp_path / name
        path.write_bytes(data)
        reading.prepare(path)
        return reading.read(path, pages)

    return read


@pytest.fixture
def refused(read):
    def refused(name, data, pages=""):
        with pytest.raises(DocumentError) as caught:
            read(name, data, pages)
        assert name in explain(caught.value)
        return caught.value.key

    return refused


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (CHINESE.encode(), CHINESE, ""),
        (CHINESE.encode("utf-8-sig"), CHINESE, ""),
        (CHINESE.encode("utf-16"), CHINESE, "UTF-16"),
        ("Solve this".encode("utf-16-le"), "Solve this", "UTF-16"),
        ("Solve this".encode("utf-16-be"), "Solve this", "UTF-16"),
        (CHINESE.encode("gb18030"), CHINESE, "GB18030"),
        ("Résoudre l’été".encode("cp1252"), "Résoudre l’été", "Windows-1252"),
        (b"a\r\nb\rc", "a\nb\nc", ""),
    ],
)
def test_encodings(read, data, text, encoding):
    document = read("a.txt", data)
    assert (document.text, document.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.txt", b"", "composer.empty_file"),
        ("a.md", b" \n ", "composer.empty_file"),
        ("a.txt", b"\0" * 1000, "composer.no_text"),
        ("a.txt", bytes(range(256)) * 10, "composer.no_text"),
        ("a.txt", b"x" * (MAX_TEXT_BYTES + 1), "composer.too_big"),
        ("a.csv", b"\0\0,1\n\0\0\0", "composer.no_text"),
        ("a.pdf", b"not a pdf", "composer.pdf_damaged"),
        ("a.pdf", b"", "composer.pdf_damaged"),
        ("a.pdf", pdf(["Solve"])[:200], "composer.pdf_damaged"),
        ("a.pdf", pdf(["", ""]), "composer.pdf_without_text"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(refused, name, data, key):
    assert refused(name, data) == key


def test_a_folder_and_a_missing_file(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError) as caught:
        reading.read(tmp_path / "folder.txt")
    assert caught.value.key == "composer.no_file"
    with pytest.raises(OSError, match="missing"):
        reading.read(tmp_path / "missing.txt")


def test_a_long_text_is_cut(read):
    document = read("a.txt", b"line\n" * (MAX_CHARACTERS // 4))
    assert document.attachment.is_cut
    assert len(document.text) < MAX_CHARACTERS + 10


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_keeps_its_rows(read, delimiter):
    rows = [["name", "mark"], ["Ada", "5"], ["", ""], ["a|b", "two words"]]
    data = "\n".join(delimiter.join(row) for row in rows).encode()
    text = "name | mark\n--- | ---\nAda | 5\na/b | two words"
    assert read("a.csv", data).text == text


def test_quoted_cells_and_a_table_of_a_million_columns(read):
    assert read("a.csv", b'a,"b\nc,d"\n1,2\n').text == "a | b c,d\n--- | ---\n1 | 2"
    wide = read("a.csv", b"a," * 1_000_000 + b"\n1,2\n")
    assert wide.columns_left_out == 1_000_001 - 60
    assert len(wide.text) < 1000


def test_pages_of_a_pdf(read):
    data = pdf(["Solve x = 1\nsecond line", "", "third page"], packed=True)
    document = read("a.pdf", data)
    assert document.text == "Solve x = 1\nsecond line\n\nthird page"
    assert (document.page_count, document.without_text, document.pages) == (3, "2", "")
    assert read("a.pdf", data, "2, 3").text == "third page"
    assert read("a.pdf", data, "3-9").pages == "3"


def test_a_choice_of_pages_that_is_none(refused):
    assert refused("a.pdf", pdf(["x"]), "7") == "composer.no_pages"
    assert refused("a.pdf", pdf(["x"]), "all") == "composer.no_pages"


def test_a_locked_pdf(refused, tmp_path):
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(pdf(["secret"]))
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt("password", algorithm="RC4-128")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    assert refused("locked.pdf", locked.read_bytes()) == "composer.pdf_locked"
