"""Writes small PDFs by hand, so that tests can make every kind of file, also those that no library would write."""

import zlib

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def text_page(lines: list[str]) -> bytes:
    """Return the content stream of a page that shows some lines."""
    shown = (f"({line}) Tj T*" for line in (_escaped(line) for line in lines))
    return ("BT /F1 10 Tf 12 TL 50 780 Td " + " ".join(shown) + " ET").encode("latin-1")


def pdf_of(*pages: bytes, forms: dict[str, bytes] | None = None, deflated: bool = False) -> bytes:
    """Return a PDF of pages given as content streams; each may call each form by its name."""
    names = list(forms or {})
    first_form, first_page = 4, 4 + len(names)
    calls = " ".join(f"/{name} {first_form + place} 0 R" for place, name in enumerate(names))
    resources = f"<< /Font << /F1 3 0 R >> /XObject << {calls} >> >>"
    kids = " ".join(f"{first_page + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        FONT,
    ]
    form = f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources {resources}"
    objects += [stream(content, form, deflated=deflated) for content in (forms or {}).values()]
    for place, content in enumerate(pages):
        below = f"/Resources {resources} /Contents {first_page + 2 * place + 1} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {below} >>".encode())
        objects.append(stream(content, deflated=deflated))
    return file_of(objects)


def stream(content: bytes, entries: str = "", *, deflated: bool = False) -> bytes:
    """Return a stream object."""
    data = zlib.compress(content, 9) if deflated else content
    coded = "/Filter /FlateDecode" if deflated else ""
    return f"<< {entries} {coded} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def file_of(objects: list[bytes]) -> bytes:
    """Return a file of objects numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
