"""``lemma render``: pictures, vector pages, the report; with the real typesetter."""

import json
import re
import zlib

import pytest
from PySide6.QtGui import QImage
from support.transcripts import DATA

from app.__main__ import main
from app.ui.rendering import pages

PAGE = DATA / "reference_page.md"


def run(capsys, *arguments):
    status = main(["render", *map(str, arguments)])
    out = capsys.readouterr()
    return status, out.out, out.err


def streams(pdf):
    """The drawing instructions of a PDF, unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf.read_bytes(), re.DOTALL)
    return b"".join(_unpacked(stream) for stream in packed)


def _unpacked(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_the_reference_page_renders_without_an_error(qapp, capsys, tmp_path):
    status, out, _ = run(capsys, PAGE, "--png", tmp_path, "--scale", 2, "--json")
    report = json.loads(out)
    assert status == 0
    assert (report["documents"], report["formulas"], report["failed"]) == (1, 28, [])
    assert 0 < report["seconds"] < 60
    (file,) = tmp_path.glob("*.png")
    picture = QImage(str(file))
    assert picture.width() == 1600
    assert picture.height() > 2000


def test_a_pdf_holds_vectors_and_text_and_no_pictures(qapp, capsys, tmp_path):
    pdf = tmp_path / "page.pdf"
    status, _, _ = run(capsys, PAGE, "--pdf", pdf)
    assert status == 0
    assert b"/Subtype /Image" not in pdf.read_bytes()
    drawing = streams(pdf)
    assert drawing.count(b" c\n") > 500  # curves of glyph outlines
    assert b"Tj" in drawing or b"TJ" in drawing


def test_lines_of_json_and_what_cannot_be_set(qapp, capsys, tmp_path):
    file = tmp_path / "texts.jsonl"
    rows = [
        {"answer": "So $x$\u2028 and $y$"},
        {"answer": r"Bad: \[ \frac{1}{ \undefinedcommand \]"},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    _, out, _ = run(capsys, file, "--field", "answer", "--json")
    report = json.loads(out)
    assert (report["documents"], report["formulas"]) == (2, 3)
    (failure,) = report["failed"]
    assert "undefinedcommand" in failure["source"]
    assert failure["why"]


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        (b"\xff\xfe\xff", []),
        (b'{"a": 1}\n', ["--field", "b"]),
        (b"[1]\n", ["--field", "b"]),
        (b'{"a": "x"}\n', []),
    ],
)
def test_wrong_files_are_said_in_a_sentence(capsys, tmp_path, content, arguments):
    file = tmp_path / "file.jsonl"
    file.write_bytes(content)
    status, out, err = run(capsys, file, *arguments)
    assert status == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_pages_end_at_breaks_where_there_are_any():
    assert pages([10, 20, 30, 40], 25) == [(0, 20), (20, 40)]
    assert pages([100], 40) == [(0, 40), (40, 80), (80, 100)]
    assert pages([], 40) == []
