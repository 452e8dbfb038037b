"""PDF files made by hand, so that a test says exactly what is in them."""

import zlib


def pdf(pages, *, packed=False, stream=None):
    """A PDF with these texts, one page each; an empty text is a page without any."""
    bodies = [stream if stream is not None else _drawing(text) for text in pages]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    written = [text.encode() for text in objects]
    for n, body in enumerate(bodies):
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842]"
        page = f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * n} 0 R >>"
        written += [page.encode(), _stream(body, packed=packed)]
    return _file(written)


def bomb(megabytes):
    """A PDF of one page whose drawing is that many megabytes of blanks when it is unpacked."""
    return pdf([""], packed=True, stream=b" " * (megabytes * 1_000_000) + _drawing("boom"))


def _drawing(text):
    lines = " ".join(f"({line}) Tj T*" for line in text.split("\n") if line)
    return f"BT /F1 12 Tf 14 TL 72 720 Td {lines} ET".encode("latin-1")


def _stream(body, *, packed):
    data = zlib.compress(body, 9) if packed else body
    kind = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(data), data)


def _file(objects):
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return out + b"startxref\n%d\n%%%%EOF\n" % start
