"""A Word document becomes a page, and is read as one."""

from service.core.docx import Refused, check
from service.core.roster.source import Format, Source
from service.intake import pandoc
from service.intake.bounds import refuse
from service.intake.html import read_html
from service.intake.limited import TooMuch

TOO_MUCH = "The document takes too long to read. Copy the list out of it and paste it as text."
BROKEN = "The document could not be read. Save it as .docx again, or paste the list as text."


def read_docx(content: bytes) -> Source:
    """The table or the lines of a document, its numbering with them. Raises Unreadable."""
    try:
        page = pandoc.convert(check(content).content, "docx", "html")
    except Refused as error:
        refuse(str(error))
    except TooMuch:
        refuse(TOO_MUCH)
    except pandoc.Unreadable:
        refuse(BROKEN)
    return read_html(page.decode(errors="replace"), Format.DOCX, [])
