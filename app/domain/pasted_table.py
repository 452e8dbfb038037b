"""Cells that were copied from a spreadsheet or a page, as the table that people and models read."""


def markdown(text: str) -> str | None:
    """Rows of cells between tabs as a Markdown table; None where they are no such rows."""
    rows = [line.split("\t") for line in text.strip("\n").split("\n")]
    width = len(rows[0])
    if width < 2 or len(rows) < 2 or any(len(row) != width for row in rows):
        return None
    head, *body = [_line([_cell(cell) for cell in row]) for row in rows]
    return "\n".join([head, _line(["---"] * width), *body])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
