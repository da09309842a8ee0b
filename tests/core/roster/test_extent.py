"""A whole letter with its list: the people are found, and the letter is nobody."""

import pytest

from service.core.entry import printed_text
from service.core.roster.layout import read_roster
from service.core.roster.printing import entry_of_person

LETTER = """\
To the Harbour Board of the Seven Bays
CC Ambassador Oda Lindqvist
14 March 2031

Dear members of the board,

We, the undersigned, write to you because the ferry that carried our children to school for forty years has not run
since the storm, and because nobody has told the people on the islands when it will run again. The road around the
bay is closed to buses, and who has no boat walks for two hours in the dark.
We ask you to
1. say in public when the ferry will run again,
2. pay for the boats that stand in for it until then.
We will come to your next meeting, and we will bring the children with us so that you can ask them how they came.
"""
NAMES = ["Dr. Ana Reiter, Nurse, Tarn", "Bo Lind, Teacher, Sill", "Cem Aksoy, Fisher, Norway", "Dina Faroe, Judge"]
FOOT = "\nSign here\nSignatures: 1,204\n"


def numbered(names: list[str]) -> str:
    return "".join(f"{number}. {name}\n" for number, name in enumerate(names, 1))


@pytest.mark.parametrize(
    "text",
    [
        f"{LETTER}Signed by 4 cosigners\n{numbered(NAMES)}",
        f"{LETTER}\n{numbered(NAMES)}{FOOT}",
        f"{LETTER}\nSignatories:\n" + "\n".join(NAMES),
        f"{LETTER}\nYours sincerely,\n" + "\n".join(NAMES),
    ],
    ids=["numbered", "with a foot", "under a heading", "behind a greeting"],
)
def test_of_a_whole_letter_only_its_list_is_read(text: str) -> None:
    reading = read_roster(text)
    assert [person.name for person in reading.people] == ["Ana Reiter", "Bo Lind", "Cem Aksoy", "Dina Faroe"]
    assert reading.people[0].honorific == "Dr."
    before = reading.asides[0]
    assert before.lines[0] == 1
    assert before.warning.words.endswith("read as the text before the list, not as names.")
    told = {number for each in (*reading.people, *reading.asides) for number in each.lines}
    assert told == {number for number, line in enumerate(text.splitlines(), 1) if line.strip()}


def test_a_list_without_a_letter_is_left_as_it_is() -> None:
    text = "Signatories\n" + numbered(NAMES) + "Unnumbered Person, Baker, Tarn\n"
    assert len(read_roster(text).people) == 5


def test_people_behind_a_numbered_list_are_people() -> None:
    given = ("Eva", "Finn", "Gro", "Hans", "Ida", "Jon", "Kai", "Liv", "Mia")
    more = "".join(f"{name} Holm, Baker, Tarn\n" for name in given)
    names = [person.name for person in read_roster(f"{LETTER}\n{numbered(NAMES)}\n{more}").people]
    assert "Eva Holm" in names and "Mia Holm" in names


@pytest.mark.parametrize(
    ("line", "positions", "place"),
    [
        ("Ana Reiter, founder of Lantern Norway", ["founder of Lantern Norway"], ""),
        ("Ana Reiter, Consul of the Seven Bays in Oslo-Norway", ["Consul of the Seven Bays in Oslo-Norway"], ""),
        ("Ana Reiter, founder of Lantern, Norway", ["founder of Lantern"], "Norway"),
        ("Ana Reiter, founder of Lantern (Norway)", ["founder of Lantern (Norway)"], ""),
    ],
)
def test_a_place_that_nothing_divides_stays_with_the_words_before_it(
    line: str, positions: list[str], place: str
) -> None:
    [person] = read_roster(line).people
    if "(" not in line:
        assert [each.position for each in person.positions] == positions
    entry = entry_of_person(person)
    assert [" ".join(filter(None, (each.position, each.affiliation))) for each in entry.positions] == positions
    assert entry.place == place
    assert printed_text(entry) == line


def test_when_somebody_signed_elsewhere_does_not_print() -> None:
    lines = (
        "Ana Reiter · Oslo, Norway · 2 hours ago",
        "Bo Lind · Baker, Chile · 1 day ago",
        "Cem Aksoy · Ghana · 3 weeks ago",
    )
    people = read_roster("\n".join(lines)).people
    assert [person.rest for person in people] == [
        "Oslo, Norway · 2 hours ago",
        "Baker, Chile · 1 day ago",
        "Ghana · 3 weeks ago",
    ]
    assert [printed_text(entry_of_person(person)) for person in people] == [
        "Ana Reiter, Oslo, Norway",
        "Bo Lind, Baker, Chile",
        "Cem Aksoy, Ghana",
    ]
    [person] = read_roster("Ana Reiter, nurse who came here 2 years ago").people
    assert printed_text(entry_of_person(person)) == "Ana Reiter, nurse who came here 2 years ago"
