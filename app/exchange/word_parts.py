"""The parts of a Word file that do not depend on the conversation, and the archive of all parts."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_CORE_RELATION = f"{_PACKAGE}/relationships/metadata/core-properties"

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = {"xmlns:w": W, "xmlns:m": M, "xmlns:r": R}

LEVELS = 9  # of lists, as many as Word has
INDENT_TWIPS = 425  # of one level: 7.5 mm
BULLETS_ID, NUMBERS_ID = 0, 1  # of the two kinds of lists

_MADE = (1980, 1, 1, 0, 0, 0)  # the same content makes the same file

_CONTENT_TYPES = f"""{HEAD}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>\
<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>\
<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>\
<Override PartName="/docProps/core.xml" \
ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
</Types>"""

_ROOT_RELATIONS = f"""{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{_CORE_RELATION}" Target="docProps/core.xml"/>\
</Relationships>"""

_SETTINGS = f"""{HEAD}<w:settings xmlns:w="{W}" xmlns:m="{M}">\
<w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" \
w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>\
<m:mathPr><m:mathFont m:val="Cambria Math"/><m:dispDef/><m:defJc m:val="centerGroup"/></m:mathPr>\
</w:settings>"""

_FOOTER = f"""{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/>\
<w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>\
<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r>\
<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r>\
<w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>"""

_GREY = '<w:color w:val="5B6472"/>'
_BAR = '<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="C8CDD6"/></w:pBdr>'


def _style(
    style_id: str, name: str, *, paragraph: str = "", run: str = "", kind: str = "paragraph"
) -> str:
    based = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" and style_id != "Normal" else ""
    default = ' w:default="1"' if style_id == "Normal" else ""
    inside = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    inside += f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f"{based}<w:qFormat/>{inside}</w:style>"
    )


def _heading(level: int, half_points: int) -> str:
    paragraph = (
        f'<w:keepNext/><w:spacing w:before="280" w:after="80"/><w:outlineLvl w:val="{level - 1}"/>'
    )
    run = f'<w:b/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    return _style(f"Heading{level}", f"heading {level}", paragraph=paragraph, run=run)


def _styles(language: str) -> str:
    fonts = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Microsoft YaHei"/>'
    code = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:eastAsia="Microsoft YaHei"/>'
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F1F3F8"/>'
    sizes = (32, 26, 24, 22, 22, 22)
    styles = (
        _style("Normal", "Normal"),
        _style("Title", "Title", paragraph='<w:spacing w:after="40"/>', run='<w:sz w:val="40"/>'),
        _style("Quiet", "Quiet", run=_GREY + '<w:sz w:val="20"/>'),
        *(_heading(level, size) for level, size in enumerate(sizes, 1)),
        _style("Question", "Question", paragraph=shade),
        _style("Thoughts", "Thoughts", paragraph=_BAR, run=_GREY + '<w:sz w:val="20"/>'),
        _style("Quote", "Quote", paragraph=_BAR, run=_GREY),
        _style(
            "Code",
            "Code",
            paragraph=f'{shade}<w:spacing w:line="240" w:lineRule="auto"/>',
            run=code + '<w:sz w:val="19"/>',
        ),
        _style("Footer", "footer", run=_GREY + '<w:sz w:val="18"/>'),
        _style("CodeWord", "Code word", run=code + '<w:sz w:val="20"/>', kind="character"),
        _style(
            "Link",
            "Hyperlink",
            run='<w:color w:val="2F5FD0"/><w:u w:val="single"/>',
            kind="character",
        ),
    )
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}'
        f'<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{language}" w:eastAsia="zh-CN"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" '
        f'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>{"".join(styles)}</w:styles>'
    )


def _level(level: int, *, ordered: bool) -> str:
    left = INDENT_TWIPS * (level + 1)
    kind, text = ("decimal", f"%{level + 1}.") if ordered else ("bullet", "•◦▪"[level % 3])
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" '
        f'w:hanging="{INDENT_TWIPS}"/></w:pPr></w:lvl>'
    )


def _numbering(starts: Mapping[int, tuple[int, int]]) -> str:
    """``starts``: for each ordered list's id its level and first number; id 1 has the bullets."""
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="multilevel"/>'
        + "".join(_level(level, ordered=kind == NUMBERS_ID) for level in range(LEVELS))
        + "</w:abstractNum>"
        for kind in (BULLETS_ID, NUMBERS_ID)
    )
    lists = "".join(
        f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{NUMBERS_ID}"/>'
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        "</w:num>"
        for list_id, (level, start) in starts.items()
    )
    bullets = f'<w:num w:numId="1"><w:abstractNumId w:val="{BULLETS_ID}"/></w:num>'
    return f'{HEAD}<w:numbering xmlns:w="{W}">{kinds}{bullets}{lists}</w:numbering>'


def _relations(links: Mapping[str, str]) -> str:
    """``links``: the addresses by the ids that the document names them by."""
    parts = {"styles": "styles.xml", "numbering": "numbering.xml", "settings": "settings.xml"}
    parts["footer"] = "footer1.xml"
    fixed = "".join(
        f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{target}"/>'
        for kind, target in parts.items()
    )
    quotes = {'"': "&quot;"}
    outside = "".join(
        f'<Relationship Id="{name}" Type="{R}/hyperlink" Target="{escape(address, quotes)}" '
        'TargetMode="External"/>'
        for name, address in links.items()
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{fixed}{outside}</Relationships>'


def _core(title: str) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_CORE}" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "</cp:coreProperties>"
    )


def packed(
    document: str,
    *,
    title: str,
    language: str,
    starts: Mapping[int, tuple[int, int]],
    links: Mapping[str, str],
) -> bytes:
    """The file: ``document`` with all that it refers to."""
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _ROOT_RELATIONS,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(links),
        "word/styles.xml": _styles(language),
        "word/numbering.xml": _numbering(starts),
        "word/settings.xml": _SETTINGS,
        "word/footer1.xml": _FOOTER,
        "docProps/core.xml": _core(title),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _MADE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content.encode("utf-8"))
    return file.getvalue()
