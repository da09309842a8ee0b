"""What was read wrong in lists of many kinds without a word: it is right now, or it is doubted."""

import pytest

from service.core.roster.columns import Kind, guess_columns
from service.core.roster.layout import read_roster
from service.core.roster.values import Code, Person

PLAIN = """Ana Brandt, Teacher, Oslo
Bo Lind, Nurse, Bergen
Dara Omari, Journalist, Canada
Elif Kaya, Poet, Turkey
Finn Aas, Pilot, Norway
Gita Halder, Cook, India
"""
BARE = "Ana Brandt\nBo Lind\nCem Aksoy\nDara Omari\nFinn Aas\nGita Halder\n"


def people(text: str) -> dict[str, Person]:
    return {person.name: person for person in read_roster(text).people}


def codes(person: Person) -> set[Code]:
    return {warning.code for warning in person.warnings}


INSIDE = "Ana Brandt (Oslo University), Bo Lind (Rena), Cem Aksoy (Ankara), Dara Omari (Turku), Elif Kaya (Izmir)"


@pytest.mark.parametrize("joint", ["and", "und", "et", "y", "и"])
def test_the_last_two_of_a_list_in_a_sentence_are_two(joint: str) -> None:
    found = people(f"{INSIDE} {joint} Leonie Hartung (Ulm University)")
    assert len(found) == 6
    assert (found["Elif Kaya"].rest, found["Leonie Hartung"].rest) == ("Izmir", "Ulm University")


def test_what_counts_others_behind_the_last_is_no_entry() -> None:
    assert len(people(f"{INSIDE} and their colleagues")) == 5


def test_a_name_behind_and_is_doubted_where_no_bracket_tells() -> None:
    text = "Ana Brandt, Oslo; Bo Lind, Bergen; Cem Aksoy, Ankara; Elif Kaya, Izmir and Leonie Hartung, Ulm"
    assert Code.TWO_PEOPLE in codes(read_roster(text).people[-1])


@pytest.mark.parametrize(
    "wrapped",
    ["Cem Aksoy, Professor of Law, Universidade\ndo Minho, Portugal\n", "Cem Aksoy, Peace\nCorps Sergeant, USA\n"],
)
def test_the_rest_of_a_line_that_looks_like_a_name_is_doubted(wrapped: str) -> None:
    found = [person for person in read_roster(PLAIN + wrapped).people if person.lines == (8,)]
    assert not found or codes(found[0]) & {Code.NAME, Code.WRAPPED}


@pytest.mark.parametrize("name", ["Ana van den Berg", "Bo Sergeant", "Ana do Vale"])
def test_names_with_such_words_are_not_doubted(name: str) -> None:
    assert not people(PLAIN + f"{name}, Cook, Oslo\n")[name].warnings


@pytest.mark.parametrize(
    "head", ["呼びかけ人(五十音順)", "【賛同人】", "发起人（按姓氏笔画排序）", "发起人：", "제안자 (가나다순)"]
)
def test_eastern_headings_are_nobody(head: str) -> None:
    reading = read_roster(f"{head}\n王小明（北山大学）\n李华（作家）\n张伟（律师）\n")
    assert [person.name for person in reading.people] == ["王小明", "李华", "张伟"]
    assert [aside.warning.code for aside in reading.asides] == [Code.HEADING]


def test_who_called_for_a_letter_is_a_person_still() -> None:
    assert people("王小明，发起人\n李华，作家\n张伟，律师\n")["王小明"].rest == "发起人"


def test_capitals_among_people_are_a_heading_or_a_doubt() -> None:
    reading = read_roster(f"TRADE UNIONISTS\n{PLAIN}FAITH COMMUNITIES\nHugo Vale, Imam, Oslo\n")
    assert len(reading.people) == 7
    assert [aside.warning.code for aside in reading.asides] == [Code.HEADING] * 2
    assert Code.NAME in codes(people(f"TRADE UNIONISTS\n{BARE}")["TRADE UNIONISTS"])


def test_a_name_in_capitals_among_others_stays_a_person() -> None:
    assert "ANA BRANDT" in people(PLAIN.replace("Ana Brandt", "ANA BRANDT"))
    assert "INES LARSSEN" in people(f"{BARE}INES LARSSEN\n")


@pytest.mark.parametrize(
    ("line", "honorific", "name"),
    [
        ("جسٹس (ر) احمد رحیمی، لاہور", "جسٹس (ر)", "احمد رحیمی"),
        ("BS. Nguyễn Văn An, Hà Nội", "BS.", "Nguyễn Văn An"),
        ("TS. Trần Thị Bình, Huế", "TS.", "Trần Thị Bình"),
        ("PGS. TS. Lê Minh Châu, Huế", "PGS. TS.", "Lê Minh Châu"),
        ("GS. Phạm Văn Dũng, Huế", "GS.", "Phạm Văn Dũng"),
        ("ThS. Hoàng Lan, Đà Nẵng", "ThS.", "Hoàng Lan"),
    ],
)
def test_titles_of_more_languages(line: str, honorific: str, name: str) -> None:
    person = read_roster(line).people[0]
    assert (person.honorific, person.name) == (honorific, name)


def test_letters_behind_a_name_are_no_title() -> None:
    person = people("Ana Brandt, BS., Nurse\nBo Lind, MA, Cook\n")["Ana Brandt"]
    assert (person.honorific, person.post_nominals) == ("", "BS.")


def test_a_spanish_don_is_a_title_where_the_list_has_more_of_them() -> None:
    found = people("Dr. D. Juan Prado, Médico\nDra. Dña. Ana Vega, Médica\nProf. Dr. D. Pablo Mora, Rector\n")
    assert found["Juan Prado"].honorific == "Dr. D." and found["Pablo Mora"].honorific == "Prof. Dr. D."
    assert Code.HONORIFIC in codes(read_roster("Dr. D. Juan Prado, Médico\nAna Vega, Médica\n").people[0])


def test_heads_of_columns_before_a_list_with_colons_are_nobody() -> None:
    assert list(people("Name: Affiliation\nAna Brandt: Oslo University\nBo Lind: Bergen College\n")) == [
        "Ana Brandt",
        "Bo Lind",
    ]


MAIL = f"""From: Hugo Vale
To: Ines Larssen
Subject: the list
Date: 3 May 2020

Hi Ines,

{PLAIN}
Best wishes,

Sent from my phone
"""


def test_the_mail_around_a_list_is_nobody() -> None:
    assert "Hello Vale" in people(f"Hello Vale, Cook, Oslo\n{PLAIN}")
    reading = read_roster(MAIL)
    assert len(reading.people) == 6
    assert {aside.warning.code for aside in reading.asides} == {Code.LINE}


def test_names_in_small_letters_are_people_in_a_list_of_bare_names() -> None:
    for mark in ("", "{}. "):
        lines = f"{BARE}finn mulroy\nhae-won lim\n".splitlines()
        found = people("\n".join(mark.format(at) + line for at, line in enumerate(lines, 1)))
        assert len(found) == 8
        assert Code.NAME in codes(found["finn mulroy"]) and Code.NAME in codes(found["hae-won lim"])


@pytest.mark.parametrize(
    "name",
    ["Stadtkapelle Nordmark e.V.", "Verein für Flüsse", "Bürgerinitiative Saubere Luft", "Pfarrgemeinderat Enns"],
)
def test_an_organisation_among_people_is_an_entry_and_doubted(name: str) -> None:
    found = people(PLAIN.replace("Dara", f"{name}\nDara"))
    assert len(found) == 7
    assert Code.NAME in codes(found[name])


def test_a_wrapped_line_goes_on_as_before() -> None:
    found = people(PLAIN.replace("Journalist, Canada", "Journalist at the\nInstitute of Rivers, Canada"))
    assert found["Dara Omari"].rest == "Journalist at the Institute of Rivers, Canada"


def test_a_warning_does_not_repeat_a_mail_address() -> None:
    person = people("Ana Brandt <ana@letters.example>, Nurse\n")["Ana Brandt"]
    assert person.email and not any("@" in warning.words for warning in person.warnings)


@pytest.mark.parametrize("title", ["Title", "Titre", ""])
@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["Professor", "Teacher", "Nurse", "Professor"], Kind.POSITION),
        (["Professor", "Professor", "Professor", "Professor", "Teacher"], Kind.POSITION),
        (["Dr", "Mr", "Mrs", "Prof."], Kind.HONORIFIC),
        (["Dr.", "Professor", "Professor", ""], Kind.HONORIFIC),
    ],
)
def test_a_column_of_professions_is_no_column_of_titles(title: str, values: list[str], kind: Kind) -> None:
    names = ["Ana Brandt", "Bo Lind", "Cem Aksoy", "Dara Omari", "Elif Kaya"]
    rows = [list(row) for row in zip(names, values, strict=False)]
    assert guess_columns(["Name", title], rows).columns[1].kind is kind
