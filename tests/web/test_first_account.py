"""The first start: a link that only the console shows makes the first account, once."""

import re
from collections.abc import Callable

import pytest

from tests.journeys import steps
from tests.journeys.steps import Person
from tests.rig.server import Service

LINE = re.compile(r"^Nobody has an account yet\. Make yours within a day: (\S+)$", re.MULTILINE)


@pytest.fixture
def fresh(database_url: str, new_service: Callable[..., Service]) -> Service:
    """A service on its first start."""
    service = new_service(database_url, UNDERSIGNED_TRUSTED_PROXIES="127.0.0.1")
    service.start()
    return service


def test_the_first_start_shows_one_link_that_makes_the_operator_once(fresh: Service) -> None:
    shown = LINE.findall(fresh.output())
    assert len(shown) == 1
    assert not [line for line in fresh.output().splitlines() if line.startswith("{") and "/setup/" in line]
    operator = Person(fresh.url)
    assert operator.open(shown[0]).heading == "The first account"
    page = fill(operator, "not an address")
    assert (page.status, list(page.errors)) == (422, ["email"])
    other = Person(fresh.url)
    other.open(shown[0])
    assert fill(operator, "ops@letters.example").heading == "Set up your second step"
    assert fill(other, "late@letters.example").heading == "This site is set up already"
    assert Person(fresh.url).open(shown[0]).status == 410
    assert steps.set_up_second_step(operator).heading == "Your account"
    assert "Operator: you run this site" in operator.page.words
    assert fresh.cli("account", "list").stdout == "ops@letters.example\toperator\tsecond step set up\n"
    assert "late@" not in fresh.output()
    fresh.stop()
    fresh.start()
    assert len(LINE.findall(fresh.output())) == 1, "later starts show none"


def test_a_link_that_was_not_made_here_makes_no_account(fresh: Service) -> None:
    for token in ("x", LINE.findall(fresh.output())[0].rpartition("/")[2][:-2]):
        for page in (
            Person(fresh.url).open(f"/setup/{token}"),
            Person(fresh.url).send(f"/setup/{token}", {"email": "a@b.example"}),
        ):
            assert (page.status, page.heading) == (410, "This link does not work")
    assert fresh.cli("account", "list").stdout == ""


def fill(person: Person, email: str) -> steps.Page:
    form = person.form("Make my account")
    form.fill({"email": email})
    return person.press("Make my account", form)
