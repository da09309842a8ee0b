"""Old encodings are recognised and said so; mixed and broken ones are refused with the line."""

import pytest

from service.core.roster.source import Text
from service.intake.bounds import Unreadable
from service.intake.reading import read_file

WESTERN = "M. André Lefèvre, maître de conférences ; Mme Zoé Müller\n“Bo” Lind – José Peña\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", WESTERN),
        ("cp1252", "Ana Brandt\nJosé Peña\nBo Lind\n"),
        ("cp1250", "Łukasz Wójcik, Gdański\nŽofie Dvořáková, Brno\n"),
        ("cp1250", "Tomáš Dvořák\nJiří Němec, přednosta\n"),
        ("cp1251", "Проф. Иван Петренко, Киевский университет\n"),
        ("koi8-r", "Проф. Иван Петренко, Киевский университет\n"),
        ("cp1253", "Δρ Μαρία Παπά, Πανεπιστήμιο Αθηνών\n"),
        ("cp1254", "Prof. Dr. Ayşe Yıldız, İstanbul Üniversitesi\n"),
        ("cp1256", "د. محمد الناصري، جامعة دمشق\n"),
        ("mac_roman", "Dr. Jürgen Groß, Universität Köln\n"),
        ("gb18030", "王小明，教授，北方大学\n"),
        ("cp932", "山田太郎、東都大学教授\n佐藤花子\n"),
        ("cp949", "김민수 교수, 한밭대학교\n"),
    ],
)
def test_an_old_encoding_is_recognised_and_it_is_said(encoding: str, text: str) -> None:
    found = read_file(text.encode(encoding), "list.txt")
    assert isinstance(found, Text)
    assert found.text == text
    assert "does not say its encoding" in found.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_needs_no_guess(encoding: str) -> None:
    assert read_file(WESTERN.encode(encoding)) == Text(WESTERN)


def test_a_file_of_two_encodings_is_refused_with_the_line() -> None:
    lines = [WESTERN.encode(), b"Bo Lind\n", "Zoé Müller\n".encode("cp1252"), WESTERN.encode()]
    with pytest.raises(Unreadable, match="Line 4 is in another encoding than the rest"):
        read_file(b"".join(lines), "list.csv")


def test_a_broken_encoding_is_refused_with_the_line() -> None:
    with pytest.raises(Unreadable, match="begins as UTF-8 text, and line 2 is not"):
        read_file(b"\xef\xbb\xbfAna\nB\xffo\n")


def test_damage_from_before_is_noticed() -> None:
    garbled = "Ana Brandt\n" + "José Peña\n".encode().decode("cp1252")
    assert "garbled from line 2" in read_file(garbled.encode()).notes[0]
    assert "A letter was lost" in read_file("Jos\ufffd Brandt\n".encode()).notes[0]
