"""What people suffered from elsewhere: CONTRIBUTING.md has the list, every row has its tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)
TEST = re.compile(r"^(?:async )?def test_pains?_?(\d+)", re.MULTILINE)


def test_every_row_has_a_test_and_every_number_a_row():
    rows = ROW.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    texts = [file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py")]
    tested = {number for text in texts for number in TEST.findall(text)}
    assert rows == [str(number) for number in range(1, 26)]
    assert tested == {row.zfill(2) for row in rows}
