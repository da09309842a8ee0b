"""Entries keep their order in a letter that runs the other way."""

import pytest

from service.core.entry import Entry, Position
from service.render.bidi import only_direction
from service.render.fragments import entry_html
from service.render.typst_values import entry_value

LATIN = Entry("Ana Brandt", "Dr.", positions=(Position("Fellow"),))
PERSIAN = Entry("لیلا محمدی", "دکتر", positions=(Position("نویسنده"),))
MIXED = Entry("لیلا محمدی", "Dr.", positions=(Position("Writer"),))


@pytest.mark.parametrize(
    ("text", "way"), [("Ana", "ltr"), ("12 + 3", "ltr"), ("李明", "ltr"), ("علی ۱۲", "rtl"), ("Dr. علی", None)]
)
def test_the_direction_of_a_text(text: str, way: str | None) -> None:
    assert only_direction(text) == way


def test_in_the_pdf_an_entry_of_the_other_direction_is_turned_as_one() -> None:
    assert entry_value(LATIN, "ltr") == ["Dr. ", "Ana Brandt", ", Fellow"]
    assert entry_value(LATIN, "rtl") == ["\u2068Dr. ", "Ana Brandt", ", Fellow\u2069"]
    assert entry_value(PERSIAN, "rtl") == ["دکتر ", "لیلا محمدی", ", نویسنده"]
    assert entry_value(PERSIAN, "ltr") == ["\u2068دکتر ", "لیلا محمدی", ", نویسنده\u2069"]


@pytest.mark.parametrize("base", ["ltr", "rtl"])
def test_in_a_mixed_entry_each_value_is_isolated(base: str) -> None:
    assert entry_value(MIXED, base) == [
        "\u2068Dr.\u2069 ", "\u2068لیلا محمدی\u2069", ", \u2068Writer\u2069"
    ]


def test_on_pages_an_entry_of_one_direction_says_so() -> None:
    assert str(entry_html(LATIN)).startswith('<bdi dir="ltr"><bdi class="honorific">Dr.</bdi>')
    assert str(entry_html(PERSIAN)).startswith('<bdi dir="rtl">')
    assert str(entry_html(MIXED)).startswith('<bdi class="honorific">')
