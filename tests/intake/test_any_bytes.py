"""Whatever the bytes and whatever the name, there is a source within the limits or a sentence."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.core.roster.source import Table, Text
from service.intake.bounds import Unreadable
from service.intake.reading import read_file
from tests.intake import files
from tests.intake.files import PEOPLE

ENDINGS = ("csv", "tsv", "txt", "md", "html", "json", "jsonl", "yaml", "pdf", "docx", "xlsx", "ods", "")
HEADS = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<table><td>", b"[{", b"\xff\xfe", b"\xef\xbb\xbf", b"a|b\n-|-\n")
REAL = (files.xlsx(files.sheet(PEOPLE)), files.ods(PEOPLE), files.pdf("Ana Brandt"))
MARKS = ['"', ",", ";", "\t", "|", "\n", "<", ">", "</td>", "<li>", "{", "}", "[", ":", "- ", "*", "&", "é"]
PIECES = st.sampled_from([*MARKS, "名", "\0", "\\u0000", "\\ud800", "1. ", "Name"])


def read(content: bytes, ending: str) -> None:
    try:
        found = read_file(content, f"list.{ending}")
    except Unreadable as error:
        assert str(error)[0].isupper() and str(error)[-1] == "."
        return
    if isinstance(found, Table):
        assert len(found.rows) == len(found.numbers)
        assert len({len(row) for row in found.rows}) == 1
        assert all(any(row) for row in found.rows)
        text = "".join("".join(row) for row in found.rows)
    else:
        text = found.text
    assert any(map(str.isalpha, text))
    assert "\0" not in text and text.encode(), "neither NUL nor half a character"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=300), st.sampled_from(ENDINGS))
@example(b"", b'"', "csv")
@example(b"", b"? [a]\n", "yaml")
@example(b"", b'[{"a": "b\\u0000\\ud800"}]', "json")
def test_any_bytes_are_read_or_refused_in_words(head: bytes, content: bytes, ending: str) -> None:
    read(head + content, ending)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=60), st.sampled_from(ENDINGS))
def test_any_text_is_read_or_refused_in_words(pieces: list[str], ending: str) -> None:
    read("".join(pieces).encode("utf-8", "replace"), ending)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(REAL), st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused_in_words(content: bytes, at: int, noise: bytes) -> None:
    at %= len(content)
    read(content[:at] + noise + content[at + len(noise) :], "xlsx")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("ab ,;|\t\"'é名1.", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=12))
def test_no_line_of_a_text_is_lost(lines: list[str]) -> None:
    for ending in ("txt", "csv"):
        try:
            found = read_file("\n".join(lines).encode(), f"list.{ending}")
        except Unreadable:
            continue
        kept = found.text if isinstance(found, Text) else "".join("".join(row) for row in found.rows)
        for char in "abé名":
            assert kept.count(char) == "".join(lines).count(char)


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_empty_whatever_it_is_called(ending: str) -> None:
    with pytest.raises(Unreadable, match="empty"):
        read_file(b"", f"list.{ending}")
