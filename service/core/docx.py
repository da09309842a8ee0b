"""What a DOCX file may be: checked before anything reads it, and made anew from its harmless parts."""

import io
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from xml.parsers import expat

FILE_MOST = 5 * 1024 * 1024
INFLATED_MOST = 40 * 1024 * 1024
PARTS_MOST = 2_000
RATIO_MOST = 150
"""How many times larger than it lies in the file a part may become; a bomb is a thousand times larger."""

RATIO_FROM = 1024 * 1024
"""Bytes below which the ratio does not matter: a small page of blank lines packs well too."""

ELEMENTS_MOST = 2_000_000
DEPTH_MOST = 200
CHUNK = 64 * 1024
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KEPT_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "word/footnotes.xml",
    "word/_rels/footnotes.xml.rels",
    "word/endnotes.xml",
    "word/_rels/endnotes.xml.rels",
    "word/numbering.xml",
    "word/styles.xml",
)
COUNTED = {
    "ins": "insertions",
    "del": "deletions",
    "drawing": "pictures",
    "pict": "pictures",
    "object": "objects",
    "txbxContent": "boxes",
}
"""Elements of a document that do not come through, or not as they were, and what they are counted as."""


class Refused(ValueError):
    """A file that is not read; the message says why, with the limit where there is one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A document made anew from its harmless parts, and how often what does not come through was in it."""

    content: bytes
    found: Counter[str]


def check(content: bytes) -> Checked:
    """Look at a file that claims to be DOCX, without trusting a number in it. Raises Refused."""
    if len(content) > FILE_MOST:
        raise Refused(FILE_TOO_LARGE)
    if content.startswith(OLD_WORD):
        raise Refused("This is an old Word file or one with a password. Save it as .docx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return _checked(file)
    except Refused:
        raise
    except DAMAGED as error:
        raise Refused("This is not a DOCX file, or it is damaged. Save the document as .docx again.") from error


def _checked(file: zipfile.ZipFile) -> Checked:
    parts = file.infolist()
    _check_list(parts)
    names = {part.filename for part in parts}
    found: Counter[str] = Counter()
    if "word/comments.xml" in names:
        found["comments"] = _count(file, "word/comments.xml")["comment"]
    if any(name.startswith(("word/header", "word/footer")) for name in names):
        found["headers"] = 1
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as out:
        room = INFLATED_MOST
        for name in KEPT_PARTS:
            if name in names:
                part = _inflated(file, file.getinfo(name), room)
                room -= len(part)
                if name == "[Content_Types].xml" and b"macroEnabled" in part:
                    raise Refused(MACROS)
                counts = _looked_at(part, must_be_word=name == "word/document.xml")
                if name == "word/document.xml":
                    found.update({COUNTED[tag]: counts[tag] for tag in COUNTED if counts[tag]})
                out.writestr(name, part)
    return Checked(made.getvalue(), found)


def _check_list(parts: list[zipfile.ZipInfo]) -> None:
    """What the file's own table of contents gives away."""
    names = [part.filename for part in parts]
    if len(parts) > PARTS_MOST:
        raise Refused(f"The file holds more than {PARTS_MOST:,} parts.")
    if len(set(names)) != len(names):
        raise Refused("The file holds two parts of one name.")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("The file has a password. Save it without one.")
    if any("vbaproject" in name.lower() for name in names):
        raise Refused(MACROS)
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise Refused("This is not a DOCX file: it holds no Word document.")
    if sum(part.file_size for part in parts if part.filename in KEPT_PARTS) > INFLATED_MOST:
        raise Refused(TOO_LARGE)
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > RATIO_MOST * max(1, part.compress_size):
            raise Refused(PACKED)


FILE_TOO_LARGE = f"The file is larger than {FILE_MOST // 2**20} MB. Take out its pictures, or paste its text."
MACROS = "The file holds macros, which are programs. Save it as .docx, without macros."
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError)
TOO_LARGE = f"The document unpacks to more than {INFLATED_MOST // 2**20} MB."
PACKED = f"A part of the file unpacks to more than {RATIO_MOST} times its size."


def _inflated(file: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> bytes:
    """A part's bytes, counted while they come: what the table of contents says of them may be a lie."""
    pieces, size = [], 0
    with file.open(part) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > room:
                raise Refused(TOO_LARGE)
            if size > RATIO_FROM and size > RATIO_MOST * max(1, part.compress_size):
                raise Refused(PACKED)
            pieces.append(piece)
    return b"".join(pieces)


def _count(file: zipfile.ZipFile, name: str) -> Counter[str]:
    return _looked_at(_inflated(file, file.getinfo(name), INFLATED_MOST))


def _looked_at(part: bytes, must_be_word: bool = False) -> Counter[str]:
    """How often each Word element stands in a part. Raises Refused for entities, depth and great numbers."""
    counts: Counter[str] = Counter()
    depth = total = 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, total
        depth, total = depth + 1, total + 1
        if depth > DEPTH_MOST or total > ELEMENTS_MOST:
            raise Refused("The document is built too deep or of too many pieces.")
        space, _, tag = name.rpartition(" ")
        if space in (WORD, STRICT) or tag in COUNTED:
            counts[tag] += 1

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise Refused("The document declares XML entities, which no word processor does.")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Refused("The document inside the file is damaged. Save it as .docx again.") from error
    if must_be_word and not counts["document"]:
        raise Refused("This is not a DOCX file: it holds no Word document.")
    return counts
