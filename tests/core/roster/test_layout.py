"""The lines of a roster: who is somebody, what goes on with the line before, and what is nobody."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.core.roster.layout import read_roster
from service.core.roster.values import Code, Person, Reading
from tests.rig.shared import shared


def names(reading: Reading) -> list[str]:
    return [person.name for person in reading.people]


def codes(person: Person) -> set[Code]:
    return {warning.code for warning in person.warnings}


def lines_in(reading: Reading) -> set[int]:
    return {line for each in (*reading.people, *reading.asides) for line in each.lines}


def test_the_list_that_was_printed_with_sixty_numbers_names_59_people() -> None:
    text = shared("letters/open-letter-un.roster.txt").read_text(encoding="utf-8")
    reading = read_roster(text)
    assert len(reading.people) == 59
    joined = [person for person in reading.people if len(person.lines) > 1]
    assert [person.lines for person in joined] == [(10, 11)]
    assert Code.WRAPPED in codes(joined[0]) and "11" in joined[0].warnings[0].words
    for person in reading.people:
        body = re.sub(r"^\s*\d+\.\s*", "", person.source)
        assert (person.honorific == "Dr.") == body.startswith("Dr. ")
    assert not any(warning.code is Code.NUMBER_MISSING for warning in reading.warnings)


CLEAN = """1. Ana Brandt, Lecturer, Nordmark University, Norway
2. Bo Lind, Teacher, Sweden
3. Dr. Cem Aksoy, Physician, Turkey
4. Dara Omari, Journalist, Canada
"""


def test_a_clean_list_has_no_warnings() -> None:
    reading = read_roster(CLEAN)
    assert reading.warnings == () and reading.asides == ()
    assert [person.warnings for person in reading.people] == [()] * 4


@pytest.mark.parametrize("sign", ["1. ", "1) ", "(1) ", "[1] ", "1 - ", "1.\t", "No. 1 ", "#1 ", "1: ", "1 "])
def test_numbers_come_in_many_forms(sign: str) -> None:
    marks = [sign.replace("1", str(n)) for n in (1, 2, 3, 4)]
    bodies = [line.partition(" ")[2] for line in CLEAN.splitlines()]
    reading = read_roster("\n".join(f"{mark}{body}" for mark, body in zip(marks, bodies, strict=True)))
    assert [person.number for person in reading.people] == [1, 2, 3, 4]
    assert names(reading) == ["Ana Brandt", "Bo Lind", "Cem Aksoy", "Dara Omari"]


@pytest.mark.parametrize("digits", ["١٢٣٤", "۱۲۳۴", "１２３４"])
def test_numbers_come_in_many_digits(digits: str) -> None:
    bodies = [line.partition(" ")[2] for line in CLEAN.splitlines()]
    reading = read_roster("\n".join(f"{digit}. {body}" for digit, body in zip(digits, bodies, strict=True)))
    assert [person.number for person in reading.people] == [1, 2, 3, 4]


@pytest.mark.parametrize("bullet", ["• ", "- ", "* ", "– ", "· ", "▪ ", "•"])
def test_bullets_come_in_many_forms(bullet: str) -> None:
    reading = read_roster(re.sub(r"(?m)^\d+\. ", bullet, CLEAN))
    assert names(reading) == ["Ana Brandt", "Bo Lind", "Cem Aksoy", "Dara Omari"]


@pytest.mark.parametrize(
    ("line", "others"),
    [
        ("and 120 others", 120),
        ("+ 35 more", 35),
        ("et 40 autres", 40),
        ("… and 1,533 more signatories", 1533),
        ("y 230 más", 230),
        ("und 12 weitere", 12),
        ("и ещё 15 других", 15),
        ("等120人", 120),
        ("و ۲۵ نفر دیگر", 25),
    ],
)
def test_others_are_counted_and_are_nobody(line: str, others: int) -> None:
    reading = read_roster(f"{CLEAN}{line}\n")
    assert len(reading.people) == 4
    assert [(aside.others, aside.warning.code) for aside in reading.asides] == [(others, Code.OTHERS)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("SIGNATORIES", Code.HEADING),
        ("Academics:", Code.HEADING),
        ("Afghanistan", Code.HEADING),
        ("## Former ministers and diplomats", Code.HEADING),
        ("Affiliations for identification only", Code.DISCLAIMER),
        ("*Institutional affiliations are listed for identification purposes only.", Code.DISCLAIMER),
        ("------", Code.NO_NAME),
        ("Page 2 of 7", Code.LINE),
        ("3 days ago", Code.LINE),
        ("“I sign because my sister cannot.”", Code.COMMENT),
    ],
)
def test_lines_that_are_nobody_are_said_to_be(line: str, code: Code) -> None:
    reading = read_roster(f"{line}\n\n{CLEAN}")
    assert len(reading.people) == 4
    assert [aside.warning.code for aside in reading.asides] == [code]


def test_an_address_is_taken_out_and_kept_apart() -> None:
    person = read_roster("1. Ana Brandt <ana@letters.example>, Lecturer, Norway").people[0]
    assert (person.email, person.name, person.rest) == ("ana@letters.example", "Ana Brandt", "Lecturer, Norway")
    assert Code.EMAIL in codes(person) and "@" in person.source


def test_numbers_that_are_missing_repeated_or_out_of_order_are_noticed() -> None:
    lines = CLEAN.replace("4. ", "9. ").splitlines()
    reading = read_roster("\n".join([*lines, "9. Eva Holm, Cook", "8. Finn Aas, Pilot"]))
    assert [warning.words for warning in reading.warnings] == ["No entry has the number 4 to 7."]
    assert Code.NUMBER_REPEATED in codes(reading.people[4])
    assert Code.NUMBER_ORDER in codes(reading.people[5])


def test_a_name_that_stands_there_twice_is_noticed() -> None:
    reading = read_roster(f"{CLEAN}5. Ana Brandt, Lecturer\n6. Bo Linnd, Teacher\n7. Dára Omari, Editor\n")
    assert [Code.SAME_PERSON in codes(person) for person in reading.people] == [False] * 4 + [True] * 3


@pytest.mark.parametrize("odd", ["\u202e", "\u200b", "\ufffd", "\ue000", "\x07"])
def test_odd_characters_are_noticed(odd: str) -> None:
    reading = read_roster(CLEAN.replace("Ana B", f"Ana{odd} B"))
    assert Code.CHARACTERS in codes(reading.people[0])


LINE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "1. Ana Brandt, Teacher",
            "2) Bo Lind – Nurse; ",
            "• Cem Aksoy",
            "Academics:",
            "and 12 others",
            "of the University",
            "“a quote",
            "\f",
            "\u202e",
            "7",
            "3.",
            "a@b.example",
            "王小明、李华、张伟、",
            "| a | b |",
            "---",
            "١. سامر",
            "Univer-",
            "sity",
            "(((",
        ]
    ),
)
TEXT = st.one_of(st.text(), st.lists(LINE, max_size=30).map("\n".join), st.lists(LINE, max_size=9).map(" ".join))


@settings(max_examples=400, deadline=None)
@given(TEXT)
@example("1.\n\n2.\n")
@example("a\fb\f\nc")
@example("٣\n²\n١٢٣٤٥٦٧٨٩")
def test_any_text_is_read_and_no_line_is_lost(text: str) -> None:
    reading = read_roster(text)
    lines = re.split(r"\r\n|\r|\n", text)
    held = {at for at, line in enumerate(lines, 1) if any(char.isprintable() for char in line.strip())}
    assert held <= lines_in(reading)
    assert lines_in(reading) <= set(range(1, len(lines) + 1))
    for person in reading.people:
        assert person.lines and (person.name or Code.NO_NAME in codes(person))


def test_names_with_something_in_brackets_run_on_to_the_and_before_the_last() -> None:
    text = (
        "Signed: Ana Reiter (University of Tarn and the Outer Isles, Norway), "
        "Dr Bo Lind (College of the Arts of Sill and Delta), Cem Aksoy (independent),\n"
        "Dina Faroe (Harbour School of the Seven Bays) and Eva Holm (College of the Delta)."
    )
    people = read_roster(text).people
    assert [(person.honorific, person.name, person.rest) for person in people] == [
        ("", "Ana Reiter", "University of Tarn and the Outer Isles, Norway"),
        ("Dr", "Bo Lind", "College of the Arts of Sill and Delta"),
        ("", "Cem Aksoy", "independent"),
        ("", "Dina Faroe", "Harbour School of the Seven Bays"),
        ("", "Eva Holm", "College of the Delta"),
    ]
