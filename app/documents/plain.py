"""Bytes to text: UTF-8, UTF-16, and the encodings of older Chinese and Western files."""

import codecs

from app.errors import DocumentError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE_BYTES = 100_000  # that guesses look at
_SAMPLE_CHARACTERS = 50_000
_CONTROLS = {code: " " for code in (*range(0x09), *range(0x0B, 0x20), 0x7F)}
_MOST_CONTROLS = 0.01  # of the characters of a text
_LEAST_USUAL = 0.7  # of the signs of a Chinese text


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text, and the encoding if that is not UTF-8.

    Raises:
        DocumentError: this is no text.
    """
    text, encoding = _decoded(data)
    controls = sum(text.count(chr(code)) for code in _CONTROLS if chr(code) not in "\r\f")
    if text.count("\0") or controls > _MOST_CONTROLS * len(text):
        raise DocumentError("composer.no_text", name=name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for bom, codec, told in _BOMS:
        if data.startswith(bom):
            return data.decode(codec, errors="replace"), told
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            return text, ""
    if (codec := _utf_16(data[:_SAMPLE_BYTES])) and len(data) % 2 == 0:
        return data.decode(codec, errors="replace"), "UTF-16"
    if (chinese := _chinese(data)) is not None:
        return chinese, "GB18030"
    return data.decode("cp1252", errors="replace"), "Windows-1252"


def _utf_16(sample: bytes) -> str:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 4 or min(even, odd) > len(sample) // 50:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _chinese(data: bytes) -> str | None:
    """The text, if it is Chinese in GB18030: then most of its signs are those of GB 2312.

    Western bytes taken for GB18030 become rare signs, or none.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    signs = [sign for sign in text[:_SAMPLE_CHARACTERS] if not sign.isascii()]
    usual = sum(bool(sign.encode("gb2312", errors="ignore")) for sign in signs)
    return text if usual >= _LEAST_USUAL * len(signs) else None
