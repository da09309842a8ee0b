"""The same people come out of every container, with the lines or rows that they stand in."""

import json
from collections.abc import Sequence

import pytest

from service.core.roster.source import Format, Table, Text
from service.intake.reading import read_file
from tests.intake import files
from tests.intake.files import PEOPLE, xlsx
from tests.render.documents import document, docx

HTML_TABLE = "<h1>Who signed</h1><nav>Home</nav><script>x</script><table>{}</table>"


def table_of(content: bytes, filename: str = "") -> Table:
    found = read_file(content, filename)
    assert isinstance(found, Table)
    return found


def text_of(content: bytes, filename: str = "") -> Text:
    found = read_file(content, filename)
    assert isinstance(found, Text)
    return found


def delimited(mark: str, rows: Sequence[Sequence[str]] = PEOPLE) -> bytes:
    return "".join(mark.join(f'"{c}"' if mark in c else c for c in row) + "\r\n" for row in rows).encode()


def html_rows(rows: Sequence[Sequence[str]]) -> str:
    return "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)


def objects() -> list[dict[str, str]]:
    return [dict(zip(PEOPLE[0], row, strict=True)) for row in PEOPLE[1:]]


def word_table() -> str:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = ("<w:tr>" + "".join(map(cell.format, row)) + "</w:tr>" for row in PEOPLE)
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("content", "filename", "kind", "first"),
    [
        (delimited(","), "list.csv", Format.CSV, 1),
        (b"\xef\xbb\xbf" + delimited(","), "list.csv", Format.CSV, 1),
        (delimited(";"), "list.csv", Format.CSV, 1),
        (delimited("|"), "list.csv", Format.CSV, 1),
        (delimited("\t"), "list.tsv", Format.CSV, 1),
        (delimited("\t").decode().encode("utf-16"), "list.csv", Format.CSV, 1),
        (b"sep=;\r\n" + delimited(";"), "list.csv", Format.CSV, 2),
        (delimited(","), "", Format.CSV, 1),
        (delimited("\t"), "pasted.txt", Format.CSV, 1),
        (xlsx(files.sheet(PEOPLE)), "list.xlsx", Format.XLSX, 1),
        (xlsx(files.sheet(PEOPLE, first=4)), "wrongly-named.csv", Format.XLSX, 4),
        (files.ods(PEOPLE), "list.ods", Format.ODS, 1),
        (HTML_TABLE.format(html_rows(PEOPLE)).encode(), "list.html", Format.HTML, 1),
        (HTML_TABLE.format(html_rows(PEOPLE)).encode(), "list.xls", Format.HTML, 1),
        (docx(document(word_table())), "list.docx", Format.DOCX, 1),
        (json.dumps(objects()).encode(), "list.json", Format.JSON, 0),
        (json.dumps({"total": 3, "signatories": objects()}).encode(), "", Format.JSON, 0),
        ("\n".join(map(json.dumps, objects())).encode(), "list.jsonl", Format.JSON, 0),
        (json.dumps(PEOPLE).encode(), "list.json", Format.JSON, 1),
        ("- Name: Ana Brandt\n  Title: Professor of Hydrology\n  Country: Norway\n"
         "- {Name: Bo Lind, Title: 'Teacher, retired', Country: Türkiye}\n"
         "- {Name: Maryam Naseri, Title: Writer, Country: Germany}\n".encode(), "list.yaml", Format.YAML, 0),
        ("| Name | Title | Country |\n|---|:-:|---|\n| **Ana Brandt** | Professor of Hydrology | Norway |\n"
         "Bo Lind | [Teacher, retired](https://bo.example) | Türkiye\n| Maryam Naseri | Writer | Germany |\n"
         .encode(), "list.md", Format.MARKDOWN, 1),
    ],
    ids=lambda value: str(value)[:14] if isinstance(value, str) else "",
)  # fmt: skip
def test_a_table_is_the_same_from_every_container(content: bytes, filename: str, kind: Format, first: int) -> None:
    found = table_of(content, filename)
    assert (found.rows, found.kind) == (PEOPLE, kind)
    assert found.numbers[0] == first


def test_rows_keep_the_number_that_they_have_in_the_file() -> None:
    people = b'Ana Brandt,"Professor\nof Hydrology"\n\n,,\nBo Lind,Teacher\nCem Aksoy,Nurse\n'
    found = table_of(b"Export of 3 May\n\nName,Title\n" + people, "list.csv")
    assert found.numbers == (1, 3, 4, 8, 9)
    assert found.rows[2] == ("Ana Brandt", "Professor\nof Hydrology")


def test_a_quotation_mark_that_nobody_closed_loses_no_line() -> None:
    rows = b"Name,Title\nAna \"Brandt,Teacher\n\"Bo Lind,Nurse\n" + b"Cem Aksoy,Cook\n" * 50
    found = table_of(rows, "list.csv")
    assert len(found.rows) == 53
    assert found.rows[2] == ('"Bo Lind', "Nurse")
    assert "never closed" in found.notes[0]


def test_lines_without_columns_in_common_stay_text_whatever_the_name_says() -> None:
    lines = "Ana Brandt, Professor, Nordmark University, Norway\nBo Lind, Teacher\nCem Aksoy\n"
    found = text_of(lines.encode(), "list.csv")
    assert found.text == lines
    assert "no columns in common" in found.notes[0]


@pytest.mark.parametrize(
    "lines",
    [
        "1. Dr. Ana Brandt, Professor, Norway\n2. Bo Lind, Teacher, Sill\n3. Cem Aksoy, Nurse, Sill\n",
        "1.\tAna Brandt, Professor\n2.\tBo Lind, Teacher\n",
        "[Draft] Ana Brandt\nBo Lind\n",
        "Ana Brandt, Teacher; Bo Lind, Nurse; " * 5_000,
        "PK Sharma, Teacher\nBo Lind, Nurse\n",
    ],
)
def test_a_list_of_lines_is_no_table(lines: str) -> None:
    assert text_of(lines.encode()).text == lines
    assert text_of(lines.encode(), "list.txt").text == lines


def test_the_first_visible_sheet_with_rows_is_read_and_named() -> None:
    cover = files.sheet([["Signatories, draft"]])
    found = table_of(xlsx(files.sheet([["Hidden"], ["Secret"]]), cover, files.sheet(PEOPLE), hidden=[1]))
    assert found.rows == PEOPLE
    assert found.notes == ("The sheet “Sheet3” was read, 4 rows; left out: “Sheet1”, “Sheet2”.",)


def test_formulas_are_not_run_and_it_is_said() -> None:
    found = table_of(xlsx(files.sheet([["Name", "Title"], ["Ana Brandt", '=HYPERLINK("http://x.example")']])))
    assert found.rows[1] == ("Ana Brandt", "worked out")
    assert "holds formulas" in found.notes[0]
    assert table_of(b'Name,Title\nAna Brandt,"=1+1"\n', "a.csv").rows[1] == ("Ana Brandt", "=1+1")


def test_a_page_becomes_the_lines_that_a_reader_sees() -> None:
    page = (
        "<title>No</title><style>p{}</style><h2>Signed</h2><ol start=3><li><b>Ana</b> Brandt,\n Teacher"
        "<li value=7>Bo&nbsp;Lind<br>Nurse</ol><ul><li>Cem Aksoy</ul><p>O&#39;Connor<p>李明"
    )
    assert text_of(page.encode()).text == (
        "Signed\n\n3. Ana Brandt, Teacher\n\n7. Bo Lind\nNurse\n\n- Cem Aksoy\nO'Connor\n李明"
    )


def test_one_block_a_person_stays_one() -> None:
    card = "<div class=card><div>{}</div><div>{}</div></div>"
    page = "<div>" + card.format("Ana Brandt", "Teacher") + card.format("Bo Lind", "Nurse") + "</div>"
    assert text_of(page.encode()).text == "Ana Brandt\nTeacher\n\nBo Lind\nNurse"


def test_spans_side_by_side_do_not_grow_together() -> None:
    card = "<div><span class=n>{}</span><span class=t>{}</span></div>"
    page = card.format("Ana <b>Mc</b>Brandt", "Teacher") + card.format("Bo", "lind")
    assert text_of(page.encode()).text == "Ana McBrandt\nTeacher\n\nBolind"


def test_a_cell_of_several_rows_or_columns_keeps_the_others_in_place() -> None:
    head = "<tr><th>Name<th colspan=2>Post<th>Land"
    cells = "<tr><td>Ana<td>a<td>b<td rowspan=2>Norway<tr><td>Bo<td>c<td>d<tr><td>Cem"
    assert table_of(f"<table>{head}{cells}</table>".encode()).rows == (
        ("Name", "Post", "", "Land"),
        ("Ana", "a", "b", "Norway"),
        ("Bo", "c", "d", "Norway"),
        ("Cem", "", "", ""),
    )


def test_a_single_column_is_a_table_where_quotation_marks_make_it_one() -> None:
    assert table_of(b'"Ana Brandt, Teacher"\nBo Lind\n', "a.csv").rows == (("Ana Brandt, Teacher",), ("Bo Lind",))


def test_the_encoding_that_a_page_names_is_taken() -> None:
    page = '<html><meta charset="windows-1251"><p>Іван Петренко, лікар'
    assert text_of(page.encode("cp1251")).text == "Іван Петренко, лікар"


def test_a_pdf_keeps_its_lines_and_pages() -> None:
    found = text_of(files.pdf("Ana Brandt, Teacher \\ Bo Lind\n#pagebreak()\nCem Aksoy"), "list.pdf")
    assert found.text == "Ana Brandt, Teacher\nBo Lind\n\fCem Aksoy"


def test_a_word_document_keeps_its_lines() -> None:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("Ana Brandt, Teacher", "Bo Lind"))
    assert text_of(docx(document(lines)), "list.docx").text == "Ana Brandt, Teacher\nBo Lind"


def test_texts_in_json_and_yaml_are_lines_as_they_stand() -> None:
    assert text_of(b'["Ana Brandt", "Bo\\nLind"]').text == "Ana Brandt\nBo Lind"
    assert text_of(b"- Ana Brandt\n- No\n- 007 Bond\n", "list.yml").text == "Ana Brandt\nNo\n007 Bond"


def test_what_lies_inside_a_person_becomes_columns() -> None:
    person = {"name": {"given": "Ana", "family": "Brandt"}, "roles": [{"title": "Teacher", "at": "Sill"}, "Nurse"]}
    found = table_of(json.dumps([person, {"consent": True}]).encode())
    assert found.rows == (
        ("name given", "name family", "roles", "consent"),
        ("Ana", "Brandt", "Teacher, Sill; Nurse", ""),
        ("", "", "", "true"),
    )


def test_markdown_lines_lose_their_marks_and_keep_their_places() -> None:
    lines = "# Signed\n\n1. **Ana Brandt**, *Teacher*\n2. [Bo Lind](https://bo.example) \\& `Co`\n"
    assert text_of(lines.encode(), "list.md").text == "# Signed\n\n1. Ana Brandt, Teacher\n2. Bo Lind & Co\n"
