"""How an entry prints."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.entry import (
    Capacity,
    Entry,
    Lane,
    Part,
    Position,
    entry_hash,
    entry_record,
    printed,
    printed_text,
)

FORMS = [
    (Entry("Ana Berg"), "Ana Berg"),
    (Entry("O"), "O"),
    (Entry("Ana Berg", "Prof. Dr."), "Prof. Dr. Ana Berg"),
    (Entry("李静", latin_name="Li Jing"), "李静 (Li Jing)"),
    (Entry("Ana Berg", place="Tarn"), "Ana Berg, Tarn"),
    (Entry("Ana Berg", positions=(Position("Judge"),)), "Ana Berg, Judge"),
    (Entry("Ana Berg", positions=(Position("", "Court of Tarn"),)), "Ana Berg, Court of Tarn"),
    (Entry("Ana Berg", positions=(Position("Judge", "Court of Tarn"),)), "Ana Berg, Judge, Court of Tarn"),
    (
        Entry("Ana Berg", "Dr.", "", (Position("Judge", "Court"), Position("Fellow", "Museum")), "Tarn"),
        "Dr. Ana Berg, Judge, Court; Fellow, Museum; Tarn",
    ),
    (
        Entry("Ana Berg", positions=(Position("Judge"), Position("", "Museum"))),
        "Ana Berg, Judge; Museum",
    ),
    (
        Entry("Ana Berg", positions=(Position("Judge", "Court"),), capacity=Capacity.FORMER),
        "Ana Berg, formerly Judge, Court",
    ),
    (
        Entry("Ana Berg", positions=(Position("", "Guild"),), place="Tarn", capacity=Capacity.ON_BEHALF),
        "Ana Berg, on behalf of Guild, Tarn",
    ),
]


@pytest.mark.parametrize(("entry", "line"), FORMS, ids=[line for _, line in FORMS])
def test_an_entry_prints_as_one_line(entry: Entry, line: str) -> None:
    assert printed_text(entry) == line


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
held = st.builds(Position, words, words).filter(lambda pair: bool(pair.position or pair.affiliation))
entries = st.builds(
    Entry,
    st.text(min_size=1, max_size=8),
    words,
    words,
    st.lists(held, max_size=3).map(tuple),
    words,
    st.sampled_from(Capacity),
)


@given(entries)
def test_every_value_prints_once_in_order_and_untouched(entry: Entry) -> None:
    values = [segment.text for segment in printed(entry) if segment.part not in (Part.GLUE, Part.CAPACITY)]
    held = [text for p in entry.positions for text in (p.position, p.affiliation)]
    given_values = [entry.honorific, entry.name, entry.latin_name, *held, entry.place]
    assert values == [value for value in given_values if value]


@given(entries)
def test_no_two_values_touch(entry: Entry) -> None:
    parts = [segment.part for segment in printed(entry)]
    assert all(Part.GLUE in pair for pair in pairwise(parts))
    assert parts[0] is not Part.GLUE


def test_the_public_page_that_proves_a_position_is_not_printed() -> None:
    entry = Entry("Ana Berg", positions=(Position("Judge"),), evidence_url="https://court.example/berg")
    assert "court.example" not in printed_text(entry)
    assert entry_record(entry) == {"name": "Ana Berg", "positions": [{"position": "Judge"}]}


@pytest.mark.parametrize(
    ("entry", "titled"),
    [
        (Entry("Ana", place="Tarn", latin_name="Ana"), False),
        (Entry("Ana", honorific="Dr."), True),
        (Entry("Ana", positions=(Position("", "Guild"),)), True),
    ],
)
def test_a_title_a_position_or_an_affiliation_claims_a_standing(entry: Entry, titled: bool) -> None:
    assert entry.is_titled is titled


def test_a_statement_is_part_of_what_is_decided_on_and_not_of_the_line() -> None:
    plain, spoken = Entry("Ana Berg"), Entry("Ana Berg", statement="The river is ours.")
    assert printed_text(spoken) == printed_text(plain)
    assert entry_record(spoken) == entry_record(plain) | {"statement": "The river is ours."}
    assert entry_hash(spoken, Lane.COSIGNER, b"salt") != entry_hash(plain, Lane.COSIGNER, b"salt")


def test_an_entry_without_a_statement_keeps_the_hash_it_always_had() -> None:
    known = "fc52a7bd864377d181b69b1c328b2ae6ea96502307b7bd41f1f5476a63c92286"
    assert entry_hash(Entry("Ana Berg"), Lane.COSIGNER, b"salt") == known
