"""Workbooks and PDFs made by hand, good ones and bad ones."""

import io
import zipfile
from collections.abc import Sequence
from functools import cache
from xml.sax.saxutils import escape

import typst

PEOPLE = (
    ("Name", "Title", "Country"),
    ("Ana Brandt", "Professor of Hydrology", "Norway"),
    ("Bo Lind", "Teacher, retired", "Türkiye"),
    ("Maryam Naseri", "Writer", "Germany"),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(parts: dict[str, str]) -> bytes:
    """A ZIP of parts by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def sheet(rows: Sequence[Sequence[str]], first: int = 1) -> str:
    """A worksheet's XML. A value that begins with = is a formula that came to "worked out"."""
    lines = []
    for number, row in enumerate(rows, first):
        cells = "".join(_cell(f"{chr(65 + column)}{number}", value) for column, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(place: str, value: str) -> str:
    if value.startswith("="):
        return f'<c r="{place}" t="str"><f>{escape(value[1:])}</f><v>worked out</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def xlsx(*sheets: str, hidden: Sequence[int] = (), more: dict[str, str] | None = None) -> bytes:
    """A workbook with the sheets Sheet1, Sheet2 and so on, and more parts by name."""
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS} | (more or {})
    listed, related = [], []
    for number, text in enumerate(sheets, 1):
        state = 'state="hidden" ' if number in hidden else ""
        listed.append(f'<sheet name="Sheet{number}" sheetId="{number}" {state}r:id="rId{number}"/>')
        target = f'Target="worksheets/sheet{number}.xml"'
        related.append(f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" {target}/>')
        parts[f"xl/worksheets/sheet{number}.xml"] = text
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(listed)}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(related)}</Relationships>'
    )
    return zipped(parts)


def ods(rows: Sequence[Sequence[str]], repeated: int = 1) -> bytes:
    """An OpenDocument sheet; each row stands there that many times in a row."""
    lines = "".join(
        f'<table:table-row table:number-rows-repeated="{repeated}">'
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = "".join(f' xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name="People">'
        f"{lines}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{space}">{listed}</manifest:manifest>'
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


@cache
def pdf(source: str) -> bytes:
    """A PDF of typst markup."""
    return typst.compile(source.encode())


def plain_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of objects numbered from 1, the first its catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
