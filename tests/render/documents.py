"""Word documents made by hand, good ones and bad ones."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId2" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/comments" Target="comments.xml"/></Relationships>'
)
NOTES = (
    f'<?xml version="1.0"?><w:footnotes {W}><w:footnote w:id="2">'
    "<w:p><w:r><w:t>Harbour log, page 9.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
COMMENTS = (
    f'<?xml version="1.0"?><w:comments {W}><w:comment w:id="0" w:author="A">'
    "<w:p><w:r><w:t>Really?</w:t></w:r></w:p></w:comment></w:comments>"
)
BODY = (
    "<w:p><w:r><w:t>The ferry </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>must run</w:t></w:r>"
    '<w:r><w:t>.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    '<w:p><w:ins w:id="5" w:author="A"><w:r><w:t>Every night.</w:t></w:r></w:ins>'
    '<w:del w:id="6" w:author="A"><w:r><w:delText>Now and then.</w:delText></w:r></w:del></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Port</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>Hour</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def document(body: str = BODY, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'


def docx(main: str | bytes = "", **more: str | bytes) -> bytes:
    """A Word document; more: other parts by name, _ for / and __ for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr("_rels/.rels", RELS)
        file.writestr("word/document.xml", main or document())
        file.writestr("word/_rels/document.xml.rels", DOCUMENT_RELS)
        file.writestr("word/footnotes.xml", NOTES)
        file.writestr("word/comments.xml", COMMENTS)
        for name, content in more.items():
            file.writestr(name.replace("__", ".").replace("_", "/"), content)
    return made.getvalue()


def lying(content: bytes, size: int) -> bytes:
    """The same file, whose table of contents says that its main part is of this size."""
    at = content.rindex(b"PK\x01\x02", 0, content.index(b"word/document.xml", content.index(b"PK\x01\x02")))
    return content[: at + 24] + size.to_bytes(4, "little") + content[at + 28 :]


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"
BOMB = docx(document("<w:p/>" * 8_000_000))
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(9))
XML_BOMB = docx(document("<w:p><w:r><w:t>&e8;</w:t></w:r></w:p>", before=f"<!DOCTYPE w [{ENTITIES}]>"))
