"""The text of a PDF, page by page."""

import re

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from service.core.roster.source import Format, Text
from service.intake.bounds import check_lines, refuse

PAGES_MOST = 5_000
PICTURES = (
    "The PDF holds no text, only pictures of pages. Use the file that it was made from, or a program that reads "
    "text from pictures, and look at the names afterwards."
)
BROKEN = "The PDF is damaged. Save it again, or copy the list out of it and paste it."
LINE_HYPHEN = re.compile("[\u0002\ufffe](?=\n|$)")
"""What the reader gives for a hyphen at the end of a line."""


def read_pdf(content: bytes) -> Text:
    """Lines as they are printed, a form feed between pages. Raises Unreadable."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == FPDF_ERR_PASSWORD or "password" in str(error).lower()
        refuse("The PDF has a password. Save it without one." if is_locked else BROKEN)
    try:
        if len(document) > PAGES_MOST:
            refuse(f"The PDF has {len(document):,} pages; {PAGES_MOST:,} are the most. Split it into several.")
        pages = [_page(document, index) for index in range(len(document))]
    finally:
        document.close()
    if not any(map(str.strip, pages)):
        refuse(PICTURES)
    text = "\n\f".join(pages)
    check_lines(text)
    unread = sum(not page.strip() for page in pages)
    notes = (f"{unread:,} of {len(pages):,} pages hold no text, perhaps pictures of it.",) if unread else ()
    return Text(text, Format.PDF, notes)


def _page(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        page = document[index]
        words = page.get_textpage()
        text = words.get_text_range() if words.count_chars() else ""
        words.close()
        page.close()
    except pypdfium2.PdfiumError:
        refuse(f"Page {index + 1:,} of the PDF is damaged. Save it again, or copy the list out and paste it.")
    text = LINE_HYPHEN.sub("-", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in text.replace("\0", "").split("\n"))
