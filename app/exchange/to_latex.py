r"""LaTeX to go on writing with: the structure of the conversation, its formulas as TeX.

Made for XeLaTeX or LuaLaTeX, which know every script; Chinese brings ``ctex``. Of packages only
those that the formulas need are loaded, and commands that no package has are defined.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.blocks import (
    Align,
    Block,
    Cell,
    Code,
    DisplayMath,
    Document,
    Heading,
    Inline,
    LineBreak,
    ListBlock,
    Math,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
)
from app.domain.chat import Chat, Role
from app.exchange import latex_signs
from app.exchange.formulas import Formulas
from app.exchange.latex_macros import needed
from app.exchange.page import Entry, page
from app.exchange.to_html import is_safe

#: LaTeX nests lists four deep: what is deeper stands as paragraphs with its marks.
DEEPEST_LIST = 4

_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SECTIONS = ("subsubsection", "paragraph", "subparagraph")
_COLUMNS = {Align.LEFT: "l", Align.CENTER: "c", Align.RIGHT: "r"}


def to_latex(chat: Chat, formulas: Formulas, *, thoughts: bool) -> str:
    """The visible branch as one document."""
    shown = page(chat, thoughts=thoughts)
    writer = _Writer(formulas)
    body = "\n".join(line for entry in shown.entries for line in _entry(entry, writer))
    title = latex_signs.words(shown.title)
    head = _preamble(writer.tex, chinese=bool(_CHINESE.search(body + title)))
    about = latex_signs.words(shown.about)
    opening = f"\\title{{{title}}}\n\\author{{}}\n\\date{{{about}}}\n\n\\begin{{document}}"
    return f"{head}\n{opening}\n\\maketitle\n\n{body}\n\\end{{document}}\n"


def _preamble(tex: Iterable[str], *, chinese: bool) -> str:
    packages, macros = needed(tex)
    lines = [
        "% !TeX program = xelatex",
        r"\documentclass[UTF8]{ctexart}" if chinese else r"\documentclass{article}",
        r"\usepackage{amsmath,amssymb,mathtools}",
        *packages,
        r"\usepackage[a4paper,margin=25mm]{geometry}",
        r"\usepackage{booktabs,enumitem,adjustbox}",
        r"\usepackage[normalem]{ulem}",
        r"\usepackage[hidelinks]{hyperref}",
        r"\setlength{\parindent}{0pt}",
        r"\setlength{\parskip}{0.6em}",
        r"\allowdisplaybreaks",
        r"\setcounter{secnumdepth}{0}",
        *macros,
    ]
    return "\n".join(lines)


def _entry(entry: Entry, writer: "_Writer") -> Iterator[str]:
    kind = "subsection" if entry.role is Role.ASSISTANT else "section"
    yield f"\\{kind}{{{latex_signs.words(entry.heading)}}}\n"
    if entry.thoughts:
        yield f"\\textit{{{latex_signs.words(entry.thoughts_heading)}}}\n"
        yield "\\begin{quote}\\small"
        yield from writer.blocks(entry.thoughts_document, depth=1)
        yield "\\end{quote}\n"
    yield from writer.blocks(entry.document)
    if entry.note:
        yield f"\\textit{{{latex_signs.words(entry.note)}}}\n"


@dataclass
class _Writer:
    formulas: Formulas
    tex: list[str] = field(default_factory=list)  # of all formulas written

    def blocks(self, blocks: Document, depth: int = 0) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block, depth)

    def _block(self, block: Block, depth: int) -> Iterator[str]:
        match block:
            case Paragraph(inlines):
                yield f"{self._line(inlines)}\n"
            case Heading(level, inlines):
                name = _SECTIONS[min(level, len(_SECTIONS)) - 1]
                yield f"\\{name}*{{{self._line(inlines, moving=True)}}}\n"
            case DisplayMath(math):
                yield self._displayed(math)
            case Code(text):
                yield _code(text)
            case ListBlock():
                yield from self._list(block, depth)
            case Quote(blocks):
                quoted = self.blocks(blocks, depth + 1)
                deep = depth >= DEEPEST_LIST
                yield from quoted if deep else ("\\begin{quote}", *quoted, "\\end{quote}\n")
            case Table():
                yield from self._table(block)
            case Rule():
                yield "\\par\\noindent\\rule{\\linewidth}{0.4pt}\n"

    def _list(self, block: ListBlock, depth: int) -> Iterator[str]:
        if depth >= DEEPEST_LIST:
            yield from self._flat_list(block, depth)
            return
        name = "enumerate" if block.ordered else "itemize"
        options = f"[label=\\arabic*.,start={block.start}]" if block.ordered else ""
        yield f"\\begin{{{name}}}{options}"
        for item in block.items:
            yield "\\item\\relax"  # else a bracket that follows would be its label
            yield from self.blocks(item.blocks, depth + 1)
        yield f"\\end{{{name}}}\n"

    def _flat_list(self, block: ListBlock, depth: int) -> Iterator[str]:
        for number, item in enumerate(block.items, block.start):
            yield f"{number}.\\ " if block.ordered else "\\textbullet\\ "
            yield from self.blocks(item.blocks, depth + 1)

    def _table(self, block: Table) -> Iterator[str]:
        columns = "".join(_COLUMNS[align] for align in block.aligns)
        yield "\\begin{center}\\begin{adjustbox}{max width=\\linewidth}"
        yield f"\\begin{{tabular}}{{{columns}}}\n\\toprule"
        yield f"{self._row(block.header)}\n\\midrule"
        for row in block.rows:
            yield self._row(row)
        yield "\\bottomrule\n\\end{tabular}\\end{adjustbox}\\end{center}\n"

    def _row(self, cells: tuple[Cell, ...]) -> str:
        # In braces: a bracket at the start of a row would be the height of the one before.
        return " & ".join(f"{{{self._line(cell.inlines)}}}" for cell in cells) + r" \\"

    def _line(self, inlines: Iterable[Inline], *, moving: bool = False) -> str:
        return "".join(self._inline(inline, moving=moving) for inline in inlines)

    def _inline(self, inline: Inline, *, moving: bool) -> str:
        match inline:
            case Text():
                return _text(inline)
            case Math():
                return self._in_line(inline, moving=moving)
            case LineBreak():
                return " " if moving else "\\newline\n"

    def _in_line(self, math: Math, *, moving: bool) -> str:
        tex = self._taken(math)
        if tex is None:
            return _verbatim(math.source)
        written = f"\\({latex_signs.formula(tex, alone=False)}\\)"
        if moving:
            return f"\\texorpdfstring{{{written}}}{{{latex_signs.words(math.tex)}}}"
        return f"{{\\boldmath{written}}}" if math.bold else written

    def _displayed(self, math: Math) -> str:
        tex = self._taken(math)
        if tex is None:
            return f"\\begin{{center}}{_verbatim(math.source)}\\end{{center}}\n"
        if latex_signs.is_environment(tex):
            return latex_signs.formula(tex, alone=True) + "\n"
        return f"\\[\n{latex_signs.formula(tex, alone=False)}\n\\]\n"

    def _taken(self, math: Math) -> str | None:
        written = self.formulas(math)
        if written is None:
            return None
        self.tex.append(written.tex)
        return written.tex


def _verbatim(source: str) -> str:
    return f"\\texttt{{{latex_signs.words(' '.join(source.split()))}}}"


def _code(text: str) -> str:
    if "\\end{verbatim}" in text:
        lines = (latex_signs.words(line).replace(" ", "~") for line in text.split("\n"))
        return "{\\ttfamily " + "\\par\n".join(lines) + "\\par}\n"
    return f"\\begin{{verbatim}}\n{text}\n\\end{{verbatim}}\n"


def _text(text: Text) -> str:
    written = latex_signs.words(text.text)
    for wanted, command in (
        (text.code, "texttt"),
        (text.bold, "textbf"),
        (text.italic, "emph"),
        (text.strike, "sout"),
    ):
        written = f"\\{command}{{{written}}}" if wanted else written
    if text.link and is_safe(text.link):
        address = re.sub(r"([\\{}%#&^_~])", r"\\\1", text.link.strip())
        written = f"\\href{{{address}}}{{{written}}}"
    return written
