"""What a file is, by its content; its name only helps where the content leaves it open."""

import io
import re
import zipfile

from service.core.docx import DAMAGED
from service.core.roster.source import Format
from service.intake.bounds import refuse

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BRING = "Bring the list as XLSX, CSV, PDF, DOCX or text."
OTHERS = (
    (OLE, f"This is an old Office file, or one with a password. Save it anew, without a password. {BRING}"),
    (b"{\\rtf", f"This is a Rich Text file. Save it as .docx. {BRING}"),
    (b"\x1f\x8b", f"The file is packed (gzip). Unpack it first. {BRING}"),
    (b"7z\xbc\xaf\x27\x1c", f"The file is packed (7z). Unpack it first. {BRING}"),
    (b"Rar!", f"The file is packed (RAR). Unpack it first. {BRING}"),
    (b"\x89PNG", f"This is a picture. {BRING}"),
    (b"\xff\xd8\xff", f"This is a picture. {BRING}"),
    (b"GIF8", f"This is a picture. {BRING}"),
    (b"\x7fELF", f"This is a program. {BRING}"),
    (b"MZ\x90", f"This is a program. {BRING}"),
    (b"SQLite format 3\0", f"This is a database. {BRING}"),
)
HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    r"<(?:!doctype\s+html|html|head|title|body|meta|script|style|table|tr|ul|ol|dl|li|p|div|span|section|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OFFICE = ("xl/", "ppt/", "word/")


def container(content: bytes, filename: str) -> Format | None:
    """The kind of a file that is no text; None for one that may be text. Raises Unreadable for all others."""
    if content.startswith(ZIP):
        return _packed(content, filename)
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    for mark, words in OTHERS:
        if content.startswith(mark):
            refuse(words)
    return None


def _packed(content: bytes, filename: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = set(file.namelist())
            mimetype = file.open("mimetype").read(200) if "mimetype" in names else b""
    except DAMAGED:
        refuse(f"The file is a ZIP archive or an Office file, and damaged. Save it again. {BRING}")
    if "word/document.xml" in names:
        return Format.DOCX
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        refuse("The workbook holds macros, which are programs. Save it as .xlsx, without macros.")
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Format.ODS
    if mimetype.startswith(b"application/vnd.oasis") or any(name.startswith(OFFICE) for name in names):
        refuse("This is an Office file of a kind that is not read. Save it as .docx, .xlsx or .csv.")
    ending = extension(filename)
    named = f", though its name ends in .{ending}" if ending and ending != "zip" else ""
    refuse(f"The file is a ZIP archive{named}. Take the list out of it and bring that.")


def extension(filename: str) -> str:
    """The lower-case letters and digits after the last dot of a name, eight at most."""
    found = re.search(r"\.([A-Za-z0-9]{1,8})$", filename)
    return found[1].lower() if found else ""


def declared(content: bytes) -> str:
    """The encoding that a page says it is in, or ""."""
    found = CHARSET.search(content[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def is_html(text: str) -> bool:
    """Whether a text begins as a page, or as a part of one, does."""
    return HTML.match(text[:4096]) is not None
