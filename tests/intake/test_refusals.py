"""What is not read gets one sentence with the limit or the line, in bounded time and memory."""

import json
import os
import resource
import zlib

import pytest

from service.intake.apart import read_apart
from service.intake.bounds import BYTES_MOST, Unreadable
from service.intake.reading import read_file
from tests.intake import files
from tests.intake.files import xlsx, zipped
from tests.render.documents import BOMB, XML_BOMB, docx

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
PICTURE_PDF = files.plain_pdf(
    [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
     b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]
)  # fmt: skip
ALIASES = b"a: &a [x,x]\n" + b"".join(b"%c: &%c [*%c,*%c]\n" % (n, n, n - 1, n - 1) for n in range(98, 122))


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "a.csv", "empty"),
        (b" \r\n\t\n", "a.txt", "empty"),
        (b"1,2,3\n4,5,6\n" * 9, "a.csv", "no text .* that a name could stand in"),
        (b"1.\n2.\n- - -\n", "a.txt", "no text .* that a name could stand in"),
        (b"x" * (BYTES_MOST + 1), "a.txt", "larger than 10 MB"),
        (os.urandom(3000), "a.csv", "bytes that are no text|encoding"),
        (b"Ana\0Brandt", "a.txt", "bytes that are no text"),
        (bytes(range(1, 32)) * 40, "a.txt", "bytes that are no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "names.csv", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "a.xls", "old Office file, or one with a password"),
        (zipped({"readme": "x"}), "names.csv", "ZIP archive, though its name ends in .csv"),
        (zipped({"readme": "x"})[:-9], "names.zip", "damaged"),
        (xlsx(files.sheet(files.PEOPLE), more={"xl/vbaProject.bin": "x"}), "a.xlsm", "holds macros"),
        (xlsx(files.sheet(files.PEOPLE))[:-60], "a.xlsx", "damaged"),
        (xlsx("<worksheet><sheetData><row"), "a.xlsx", "damaged|no text|empty"),
        (xlsx(files.sheet([])), "a.xlsx", "empty"),
        (xlsx(files.sheet([["1", "2"], ["3", "4"]])), "a.xlsx", "no text"),
        (zipped({"xl/workbook.bin": "x"}), "a.xlsb", "kind that is not read"),
        (docx()[:-200], "a.docx", "damaged"),
        (docx(word_vbaProject__bin=b"x"), "a.docm", "holds macros"),
        (b"%PDF-1.7 and so on", "a.pdf", "PDF is damaged"),
        (PICTURE_PDF, "a.pdf", "only pictures of pages"),
        (b'<?xml version="1.0"?><Workbook/>', "a.xml", "XML of a kind"),
        (b'[{"name": "Ana"},\n {"name": }]', "a.json", "line 2, character 11"),
        (b'[{"name": "Ana"}, "Bo"]', "a.json", "Item 1 .* another kind"),
        (b"[" * 100_000, "a.json", "nested"),
        (b'[{"a":' * 30 + b"1" + b"}]" * 30, "a.json", "nested"),
        (b"name: Ana\n  age: 3\n", "a.yaml", "not YAML: see line 2"),
        (ALIASES, "a.yaml", "Line 1 .* anchor or an alias"),
        (b"[" * 50_000, "a.yaml", "nested"),
        (b"<p>" + b"<div>" * 1_900 + b"1", "a.html", "no text"),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, str) else "",
)
def test_a_bad_file_is_refused_in_words(content: bytes, filename: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        read_file(content, filename)
    assert str(caught.value)[0].isupper() and str(caught.value).endswith(".")


def sparse() -> bytes:
    """Two cells as far apart as a sheet allows: read carelessly, they are seventeen milliards."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return xlsx(files.sheet([["Ana"]]).replace("</sheetData>", far))


def laughing() -> bytes:
    """A worksheet whose one name is an entity of a milliard letters."""
    return xlsx(LAUGHS + "]>" + files.sheet([["Ana"], ["BIG"]]).replace("BIG", "&i;"))


def pdf_bomb() -> bytes:
    """A page whose description unpacks to 400 MB of text."""
    packed = zlib.compressobj(9)
    line = b"BT /F1 9 Tf 9 9 Td (Ana Brandt) Tj ET\n" * 25_000
    body = b"".join(packed.compress(line) for _ in range(400)) + packed.flush()
    return files.plain_pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
         b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
         b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
         b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(body), body)]
    )  # fmt: skip


def rows_without_end() -> bytes:
    row = "<row><c t='inlineStr'><is><t>Ana</t></is></c></row>"
    return xlsx(files.sheet([]).replace("<sheetData>", f"<sheetData>{row * 1_000_000}"))


BOMBS = {
    "a zip bomb as a workbook": (lambda: xlsx(" " * 210_000_000), "unpacks to more than 200 MB"),
    "a zip bomb as a document": (lambda: BOMB, "more than"),
    "entities in a workbook": (laughing, "damaged"),
    "a sparse sheet": (sparse, "takes more than"),
    "repeated rows": (lambda: files.ods(files.PEOPLE, repeated=100_000), "more than 100,000 rows"),
    "a page that unpacks": (pdf_bomb, "takes more than|longer|characters"),
    "deep tags": (lambda: b"<p>" + b"<b>" * 1_000_000 + b"</i>" * 1_000_000, "elements deep"),
}
LARGE = {
    "entities in a document": (lambda: XML_BOMB, "entities"),
    "a million rows of a sheet": (rows_without_end, "more than 100,000 rows"),
    "a million rows of CSV": (lambda: b"Name,At\n" + b"Ana,Sill\n" * 1_000_000, "more than 100,000 rows"),
    "a million lines": (lambda: b"Ana Brandt\n" * 900_000, "more than 500,000 lines"),
    "wide rows": (lambda: b"Name,At\n" + (b"Ana," * 3_000 + b"\n") * 800, "200 columns"),
    "one long cell": (lambda: b'Name,At\n"' + b"a" * 100_000 + b'",b\n', "row 2 holds more than 20,000 char"),
    "too many objects": (lambda: json.dumps([{"n": "A"}] * 150_000).encode(), "more than 100,000 rows"),
}


NAMED = ("a million rows of CSV", "wide rows", "one long cell")


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_by_itself_and_costs_the_service_nothing(name: str) -> None:
    make, words = BOMBS[name]
    content = make()
    assert len(content) <= BYTES_MOST, "it would be stopped at the door"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable, match=words):
        read_apart(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kilobytes"


@pytest.mark.parametrize("name", LARGE)
def test_too_much_is_refused_with_the_limit(name: str) -> None:
    make, words = LARGE[name]
    with pytest.raises(Unreadable, match=words):
        read_file(make(), "list.csv" if name in NAMED else "")
