"""What a letter offers to those who sign: its ways, its terms, its last day."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import Person, Typed
from tests.web.offers import letter_with

GOOD = {"name": "Good Name", "email": "good@mail.example", "consent": "yes", "step": "check"}
TERMS = "terms: You are at least 16."


def choices(person: Person, slug: str) -> list[str]:
    form = person.open(f"/letters/{slug}/sign").form("Check your entry")
    return [control.label for control in form.controls if control.name == "lane" and control.kind == "radio"]


def test_a_form_offers_the_ways_that_are_open_and_no_others(site: Site) -> None:
    slug = letter_with(site, "lanes: [supporter, cosigner]")
    assert choices(site.person(), slug) == ["Full entry", "Count me as a supporter"]


def test_where_one_way_is_open_nothing_is_asked(site: Site) -> None:
    slug = letter_with(site, "lanes: [supporter]")
    assert choices(site.person(), slug) == []
    page = site.person().open(f"/letters/{slug}/sign")
    assert "Your name is never shown." in page.main.words
    assert "Why I sign" not in page.main.words, "nobody is named here"
    person = steps.sign(site.url, slug, site.sink, Typed(site.address(), "Silent Friend"))
    assert "counted" in person.page.main.words


@pytest.mark.parametrize("lanes", ["[supporter]", "[supporter, withheld]"])
def test_a_closed_way_that_is_asked_for_by_hand_is_an_error_at_its_field(site: Site, lanes: str) -> None:
    slug = letter_with(site, f"lanes: {lanes}")
    page = site.person().send(f"/letters/{slug}/sign", GOOD | {"lane": "cosigner"})
    assert (page.status, set(page.errors)) == (422, {"lane"})
    assert 'id="lane"' in page.text


def test_an_edit_keeps_the_way_it_has_and_cannot_take_one_that_is_closed(site: Site) -> None:
    slug = letter_with(site, "lanes: [cosigner, supporter]")
    typed = site.sign(slug, "Ada Morrow", "", "Count me as a supporter")
    owner = site.person()
    steps.own_page(owner, slug, site.sink, typed.email)
    here = owner.page.url
    page = owner.send(f"{here}/edit", {"name": "Ada Morrow", "lane": "withheld", "step": "save"})
    assert (page.status, set(page.errors)) == (422, {"lane"})
    assert owner.send(f"{here}/edit", {"name": "A. Morrow", "lane": "supporter", "step": "save"}).status == 200


def test_terms_stand_at_the_consent_and_what_was_agreed_to_comes_along(site: Site) -> None:
    slug = letter_with(site, TERMS)
    person = site.person()
    page = steps.fill_in(person, slug, Typed(site.address(), "Ada Morrow"))
    assert page.heading == "Check your entry"
    assert "You are at least 16." in page.main.words
    person.press("Change")
    assert "What signing means here" in person.page.main.words
    old = person.form("Check your entry")
    old.control("agreed").value = "0" * 64
    page = person.press("Check your entry", old)
    assert (page.status, set(page.errors)) == (422, {"consent"})
    ticked = [c for c in page.form("Check your entry").controls if c.name == "consent" and c.chosen]
    assert ticked == [], "who has not read it has not agreed to it"


def test_a_letter_says_its_last_day_and_after_it_takes_no_more(site: Site) -> None:
    today = datetime.now(UTC).date()
    coming = letter_with(site, f"until: {today + timedelta(days=3)}")
    assert "Collecting until" in site.person().open(f"/letters/{coming}").main.words
    page = steps.fill_in(site.person(), coming, Typed(site.address(), "Ada Morrow"))
    assert "You can confirm until the end of" in page.main.words
    over = letter_with(site, f"until: {today - timedelta(days=1)}")
    for page in (site.person().open(f"/letters/{over}/sign"), site.person().send(f"/letters/{over}/sign", GOOD)):
        assert (page.status, page.heading) == (409, "This letter takes no more signatures")
        assert "It collected signatures until the end of" in page.main.words


def test_a_last_day_that_is_today_is_still_taken(site: Site) -> None:
    slug = letter_with(site, f"until: {datetime.now(UTC).date()}")
    assert site.person().open(f"/letters/{slug}/sign").heading == "Sign this letter"
