"""Cells from a spreadsheet or a page become a Markdown table, other text does not."""

import pytest

from app.domain.blocks import Table
from app.domain.mathtext import parse
from app.domain.pasted_table import markdown


def test_rows_become_a_table_that_is_read_as_one():
    table = markdown("x\tf(x)\n-1\t a \n\t|x|\n")
    assert table == "| x | f(x) |\n| --- | --- |\n| -1 | a |\n|  | \\|x\\| |"
    (read,) = parse(table)
    assert isinstance(read, Table)
    assert len(read.rows) == 2


@pytest.mark.parametrize(
    "text", ["", "x", "x\ty", "x\n1", "x\ty\n1", "x\ty\n1\t2\t3", "\tif x:\n\t\ty"]
)
def test_other_text_is_no_table(text: str):
    assert markdown(text) is None
