"""Under which name an entry is sorted, by many invented names."""

import pytest

from service.core.collation import LONGEST, sort_key
from service.core.entry import Entry
from service.core.sort_names import sort_name_of

WESTERN = {
    "Lena Haas": "Haas, Lena",
    "Lena Marie Haas": "Haas, Lena Marie",
    "Zephyrine": "Zephyrine",
    "O": "O",
    "Anna Müller-Lüdenscheidt": "Müller-Lüdenscheidt, Anna",
    "ANNA MÜLLER": "MÜLLER, ANNA",
    "J.R.R. Tallow": "Tallow, J.R.R.",
    "JR Smithers": "Smithers, JR",
    "Анна Петрова": "Петрова, Анна",
}
PARTICLES = {
    "Vincent van Gool": "Gool, Vincent van",
    "Robert Van Aller": "Van Aller, Robert",
    "Ludwig von der Heide": "Heide, Ludwig von der",
    "Otto von und zu Linden": "Linden, Otto von und zu",
    "Maria de la Cruz": "Cruz, Maria de la",
    "Maria De La Cruz": "De La Cruz, Maria",
    "Paulo da Sela": "Sela, Paulo da",
    "Rui dos Sandos": "Sandos, Rui dos",
    "Luca della Torre": "Torre, Luca della",
    "Luca Della Torre": "Della Torre, Luca",
    "Jeanne d'Orville": "Orville, Jeanne d'",
    "Mario D'Angeli": "D'Angeli, Mario",
    "Gerard 't Hoeft": "Hoeft, Gerard 't",
    "Sinéad O'Conroy": "O'Conroy, Sinéad",
    "Iain MacLorn": "MacLorn, Iain",
    "Henry St. Clair": "St. Clair, Henry",
    "José Orteza y Basset": "Orteza y Basset, José",
    "de Gaulthier": "de Gaulthier",
}
ARABIC = {
    "Hassan al-Rashidi": "Rashidi, Hassan al-",
    "Ibn Khaldan": "Ibn Khaldan",
    "Ahmed ibn Fadlun": "ibn Fadlun, Ahmed",
    "Muhammad ibn Musa al-Tarimi": "Tarimi, Muhammad ibn Musa al-",
    "Omar Abd al-Karim": "Abd al-Karim, Omar",
    "Nasra Abu Zaydan": "Abu Zaydan, Nasra",
    "محمد": "محمد",
}
FAMILY_FIRST = {
    "NGUYEN Van An": "NGUYEN, Van An",
    "MÜLLER Anna": "MÜLLER, Anna",
    "Anna MÜLLER": "MÜLLER, Anna",
    "LI Ming": "LI, Ming",
    "Ming LI": "LI, Ming",
    "de la CRUZ Maria": "CRUZ, Maria de la",
    "McDORAN Ian": "McDORAN, Ian",
    "Ian O'NEALE": "O'NEALE, Ian",
    "Hassan al-SAYID": "SAYID, Hassan al-",
    "Nguyễn Văn An": "Nguyễn, Văn An",
    "Tran Thi Mai": "Tran, Thi Mai",
    "An Nguyen": "Nguyen, An",
    "Kovács János": "Kovács, János",
    "János Kovács": "Kovács, János",
    "Nagy Ilona": "Nagy, Ilona",
    "李明": "李明",
    "山田 花子": "山田 花子",
    "김민준": "김민준",
}
WITH_COMMAS = {
    "Martin Kling Jr.": "Kling, Martin Jr.",
    "Martin Kling, Jr.": "Kling, Martin Jr.",
    "Ludwig Kling III": "Kling, Ludwig III",
    "Ludwig III": "Ludwig, III",
    "Ana Brandt, PhD": "Brandt, Ana",
    "Ana Brandt, CBE, FRS": "Brandt, Ana",
    "Ana Brandt, Ph.D., Jr.": "Brandt, Ana Jr.",
    "Brandt, Ana": "Brandt, Ana",
    "Brandt, J.": "Brandt, J.",
    "van den Berg, Jan": "van den Berg, Jan",
    ",": ",",
}


@pytest.mark.parametrize(
    ("name", "sorted_by"), [*WESTERN.items(), *PARTICLES.items(), *ARABIC.items(), *FAMILY_FIRST.items()]
)
def test_the_family_name_stands_first(name: str, sorted_by: str) -> None:
    assert sort_name_of(Entry(name)) == sorted_by


@pytest.mark.parametrize(("name", "sorted_by"), WITH_COMMAS.items())
def test_what_stands_behind_a_comma_is_a_given_name_or_a_degree(name: str, sorted_by: str) -> None:
    assert sort_name_of(Entry(name)) == sorted_by


@pytest.mark.parametrize(
    ("name", "latin_name", "sorted_by"),
    [
        ("李明", "Li Ming", "Li, Ming"),
        ("李明", "Ming Li", "Li, Ming"),
        ("山田花子", "Yamada Hanako", "Yamada, Hanako"),
        ("김민준", "Minjun Kim", "Kim, Minjun"),
        ("محمد الحسني", "Mohammed al-Hasani", "Hasani, Mohammed al-"),
        ("Анна Петрова", "Anna Petrova", "Petrova, Anna"),
    ],
)
def test_a_name_in_another_script_is_sorted_by_its_latin_form(name: str, latin_name: str, sorted_by: str) -> None:
    assert sort_name_of(Entry(name, latin_name=latin_name)) == sorted_by


def test_names_sort_as_people_look_for_them() -> None:
    wanted = [
        "Aalto, Bo", "Ärm, Ada", "armand, Zoe", "Ibn Khaldan", "Müller, Anna", "Muller, Bo", "O'Conroy, Sinéad",
        "Oda, Bo", "Ødegard, Ada", "Zell, Ada", "Ζώης, Άρης", "Петрова, Анна", "محمد", "김민준", "李明",
    ]
    assert sorted(reversed(wanted), key=sort_key) == wanted


def test_a_very_long_name_has_a_short_key() -> None:
    long, longer = "Wolfe" * 60, "Wolfe" * 61
    assert len(sort_key(longer)) == len(sort_key(long)) == LONGEST + 2
    assert sort_key("Wolf") < sort_key(long) < sort_key("Wolfg")
