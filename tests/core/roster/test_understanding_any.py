"""Any text: nothing raises, and every value stands in the text, in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.roster.understanding import Style, Understood, begins_person, style_of, understand

PIECES = st.sampled_from(
    (
        "Ana", "Brandt", "Dr.", "Prof.", "Dr", "(ret.)", "H.E.", "Ambassador", "PhD", "MA", "Jr.", "III", "van",
        "de", "la", ",", ", ", ";", " – ", " - ", "-", ":", "|", "\t", "\n", "(", ")", "[", "/", "د.", "أحمد", "،",
        "استاد", "Петров", "проф.", "王小明", "教授", "大学", "山田 太郎", "김민수", "*", "¹", "A.", "B.", "MIT",
        "of", "and", "University", "Professor", "Earl", "Dean", "Berlin", "Germany", "1", "“Bob”", "née", "...",
        "=", "M.", "", " ", "A0", "The", "Lord",
    )
)  # fmt: skip
SOME = st.lists(PIECES, max_size=14)
TEXTS = st.one_of(st.text(max_size=60), SOME.map(" ".join), SOME.map("".join))
STYLES = st.builds(
    Style,
    separator=st.sampled_from((", ", " – ", "", "\t", "\n", " at ", " (")),
    family_first=st.booleans(),
    capitals=st.booleans(),
    letters=st.sampled_from((frozenset(), frozenset({"m", "me"}))),
    one_word=st.booleans(),
    lower=st.booleans(),
)


def stands_in(item: str, read: Understood) -> bool:
    """Whether all parts stand in the item, one behind the other."""
    at = 0
    for part in (read.honorific, read.name, read.post_nominals, read.rest):
        at = item.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


@given(TEXTS, STYLES)
def test_every_value_stands_in_the_text_in_order(item: str, style: Style) -> None:
    read = understand(item, style)
    assert stands_in(item, read)
    assert all(part in read.rest for held in read.positions for part in (held.position, held.affiliation))
    assert read.country in read.rest
    assert all(warning.words.endswith(".") for warning in read.warnings)


@given(TEXTS, STYLES)
def test_no_letter_is_lost(item: str, style: Style) -> None:
    read = understand(item, style)
    kept = f"{read.honorific}{read.name}{read.post_nominals}{read.rest}"
    assert sum(map(str.isalpha, kept)) == sum(map(str.isalpha, item))


@given(st.lists(TEXTS, max_size=8))
def test_any_list_has_a_style_and_any_text_a_likeness(items: list[str]) -> None:
    style = style_of(items)
    assert isinstance(style.separator, str)
    assert all(0.0 <= begins_person(item) <= 1.0 for item in items)


@pytest.mark.parametrize(
    "piece", [",", "A", "ABC ", "Dr. ", "(", " ", "Ana ", "Ana, ", "王", ".", "- ", "*", "Ana (she ", "=", "ّ"]
)
def test_a_text_of_millions_of_characters_is_read_whole(piece: str) -> None:
    item = piece * (2_000_000 // len(piece))
    assert stands_in(item, understand(item, style_of([item])))
    assert 0.0 <= begins_person(item) <= 1.0
