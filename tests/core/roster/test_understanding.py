"""Single entries of many lists and languages, labelled by hand: their parts and what is doubtful."""

from pathlib import Path

import pytest

from service.core.entry import Position
from service.core.roster.understanding import Style, begins_person, style_of, understand
from service.core.roster.values import Code

ENTRIES = Path(__file__).parents[1] / "rosters" / "entries.txt"


def lists() -> list[tuple[str, list[list[str]]]]:
    """Each list of the file: its name, and a row of fields for each entry."""
    found: list[tuple[str, list[list[str]]]] = []
    for line in ENTRIES.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found.append((line[3:], []))
        elif line and not line.startswith("#"):
            found[-1][1].append([part.replace("⏎", "\n").replace("⇥", "\t") for part in line.split(" ¦ ")])
    return found


LISTS = lists()


def test_there_are_several_hundred_entries() -> None:
    assert sum(len(rows) for _, rows in LISTS) >= 300


@pytest.mark.parametrize(("name", "rows"), LISTS, ids=[name for name, _ in LISTS])
def test_entries_are_read_as_they_are_labelled(name: str, rows: list[list[str]]) -> None:
    style = style_of([row[0] for row in rows])
    for item, *labelled in rows:
        read = understand(item, style)
        codes = " ".join(sorted({warning.code.value for warning in read.warnings}))
        assert [read.honorific, read.name, read.post_nominals, read.rest, read.country, codes] == labelled, item


def test_positions_stand_beside_their_affiliations() -> None:
    read = understand("Ana Brandt, Professor and Chair, Middle Eastern Studies, University X, USA", Style())
    assert read.positions == (Position("Professor and Chair", "Middle Eastern Studies, University X"),)
    assert read.country == "USA"


def test_a_second_position_begins_behind_an_affiliation() -> None:
    read = understand("Ana Brandt, Board Chair, Harbour Trust; Adjunct Professor, Nordmark University", Style())
    both = (Position("Board Chair", "Harbour Trust"), Position("Adjunct Professor", "Nordmark University"))
    assert read.positions == both
    assert understand(read.rest.replace(";", ",").join(("Ana Brandt, ", "")), Style()).positions == both


def test_the_separator_is_decided_by_the_whole_list() -> None:
    dashed = ["Ana Brandt – Nurse, Oslo", "Bo Lind – Poet", "Cem Aksoy, Teacher", "Jo Vale – Farmer"]
    assert style_of(dashed).separator == " – "
    assert style_of(["Ana Brandt (Oslo)", "Bo Lind (Bergen)"]).separator == " ("
    assert style_of([]).separator == ", "


def test_family_names_first_are_a_note_about_the_list() -> None:
    style = style_of(["Brandt, Ana, Nurse", "Lind, Bo, Poet", "Aksoy, Cem, Teacher"])
    assert style.family_first
    assert [warning.code for warning in style.warnings] == [Code.NAME]


def test_m_is_a_title_in_a_french_list_and_an_initial_elsewhere() -> None:
    french = ["M. Jean Petit, avocat", "Mme Claire Duval, poète"]
    assert understand(french[0], style_of(french)).honorific == "M."
    assert understand("M. Bashir Noori, Kabul", Style()).name == "M. Bashir Noori"


@pytest.mark.parametrize("text", ["Ana Brandt, Nurse", "Dr. Ana Brandt", "احمد رحیمی، نویسنده", "王小明，作家"])
def test_what_begins_a_person(text: str) -> None:
    assert begins_person(text) >= 0.7


@pytest.mark.parametrize(
    "text",
    ["of the University", "Professor of Law", "Berlin, Germany", "Gender and Peace Studies", "Centre for Law", ""],
)
def test_what_begins_no_person(text: str) -> None:
    assert begins_person(text) < 0.4
