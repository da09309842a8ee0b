"""What typed text may contain, and how it is folded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.text import BIDI_CONTROLS, Unprintable, clean, clean_lines, describe, fold

KEPT = [
    "O",
    "李静",
    "محمد",
    "O'Dwyer-Lund",
    "N'Golo Çelik-Ünal",
    "नेहा क्\u200dष",
    "می\u200cخواهم",
    "Zoë 'Zed' =1+1 {x} #y $z <b>",
    "Ὀδυσσεύς",
    "👩\ufe0f",
]
REFUSED = {
    "a\x00b": "U+0000",
    "a\rb": "U+000D",
    "a\nb": "U+000A",
    "a\tb": "U+0009",
    "a\x1bb": "U+001B",
    "a\x7fb": "U+007F",
    "a\u0085b": "U+0085",
    "a\u200bb": "U+200B ZERO WIDTH SPACE",
    "a\u2060b": "U+2060 WORD JOINER",
    "a\ufeffb": "U+FEFF",
    "a\u00adb": "U+00AD SOFT HYPHEN",
    "a\u200eb": "U+200E LEFT-TO-RIGHT MARK",
    "a\u2028b": "U+2028",
    "a\ud800b": "U+D800",
    "a\ue000b": "U+E000",
    "a\U000e0041b": "U+E0041",
    "a\u200db": "U+200D ZERO WIDTH JOINER",
    "\u200cا": "U+200C",
    "\uffff": "U+FFFF",
}


@pytest.mark.parametrize("name", KEPT)
def test_names_of_every_script_are_kept_as_written(name: str) -> None:
    assert clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("typed", REFUSED)
def test_what_cannot_be_printed_is_refused_and_named(typed: str) -> None:
    with pytest.raises(Unprintable, match=REFUSED[typed].replace("+", r"\+")):
        clean(typed)


@pytest.mark.parametrize("control", sorted(BIDI_CONTROLS))
def test_direction_overrides_are_refused(control: str) -> None:
    with pytest.raises(Unprintable, match=f"U\\+{ord(control):04X}"):
        clean(f"Ana {control}Berg")


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Ana   Berg  ", "Ana Berg"),
        ("Ana\u00a0Berg", "Ana Berg"),
        ("Ana \u00a0 \u00a0Berg", "Ana Berg"),
        ("\u00a0Ana\u00a0", "Ana"),
        ("Jose\u0301", "José"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_white_space_and_marks_have_one_form(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    try:
        once = clean(typed)
    except Unprintable:
        return
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip(" ") and "  " not in once


@given(st.text())
def test_clean_text_holds_no_line_break_and_no_control(typed: str) -> None:
    try:
        cleaned = clean(typed)
    except Unprintable:
        return
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} for char in cleaned)
    assert not BIDI_CONTROLS & set(cleaned)


def test_lines_stay_lines_whatever_ends_them() -> None:
    assert clean_lines("With respect,\r\n  Ana  Berg\rHarbour\n\n") == "With respect,\nAna Berg\nHarbour"
    with pytest.raises(Unprintable):
        clean_lines("one\ntwo\x00")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ximena ARRUBÁL", "ximena arrubal"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("می\u200cخواهم", "میخواهم"),
        ("ÅNGSTRÖM", "angstrom"),
        ("𝐀𝐧𝐚", "ana"),
        ("  a   b ", "a b"),
    ],
)
def test_folding_drops_case_marks_and_joiners(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text() | st.characters(exclude_categories=["Cs"]))
def test_folding_twice_finds_the_same(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_character_is_described_without_being_printed() -> None:
    assert describe("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert describe("\x07") == "U+0007, a control character"
