"""Statements of support: written with the entry, read by a moderator, shown under a name, gone with it."""

import json
from datetime import UTC, datetime

import pytest

from service.actions import inviting, moderating
from service.core.entry import Entry, Lane
from service.core.moderation import Decision, Outcome
from service.core.signature import State
from service.store import signatures
from service.store.accounts import Role
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.journeys.steps import Typed
from tests.web.desk import PASSES, Desk, sign_all
from tests.web.offers import letter_with

WORDS = "My mother worked on the night boat.\nWithout it the valley cannot visit its hospital."
GOOD = {"name": "Good Name", "email": "good@mail.example", "consent": "yes", "step": "check"}


def shown(page: Page) -> list[str]:
    return [node.words for node in page.root.all("figure") if node.has_class("support")]


def listed(site: Site, slug: str, *entries: Entry) -> list[int]:
    desk = Desk(site, slug)
    ids = desk.wait(*entries)
    moderator = site.moderator(slug)
    for _ in entries:
        moderator.open(f"/moderate/{slug}")
        moderator.press("List publicly")
    steps.look_again()
    return ids


def test_a_statement_goes_from_the_form_past_a_moderator_to_the_page(site: Site, slug: str) -> None:
    typed = Typed(site.address(), "Mara Telle", {"Why I sign": WORDS.replace("\n", "\r\n")})
    person = site.person()
    steps.ask_to_sign(person, slug, typed)
    link = steps.find_link(steps.mail_to(site.sink, typed.email, "Confirm your signature"), steps.CONFIRM)
    assert "night boat" in person.open(link).main.words
    assert "night boat" not in steps.everything_in(steps.mail_to(site.sink, typed.email, "Confirm your signature"))
    steps.confirm(person, link)
    assert shown(site.person().open(f"/letters/{slug}/statements")) == []
    moderator = site.moderator(slug)
    assert "night boat" in moderator.open(f"/moderate/{slug}").main.words
    steps.decide(moderator, slug, "Mara Telle", "List publicly")
    steps.look_again()
    for path in (f"/letters/{slug}/statements", f"/letters/{slug}"):
        assert shown(site.person().open(path)) == [f"{' '.join(WORDS.split())} Mara Telle"]
    record = json.loads(site.person().open(f"/letters/{slug}.json").text)
    assert record["entries"][0]["entry"]["statement"] == WORDS


def test_a_new_statement_waits_while_the_old_one_stands(site: Site, slug: str) -> None:
    typed = site.sign(slug, "Mara Telle", **{"Why I sign": "The first words."})
    moderator = site.moderator(slug)
    steps.decide(moderator, slug, "Mara Telle", "List publicly")
    owner = site.person()
    steps.own_page(owner, slug, site.sink, typed.email)
    owner.follow("Edit, or change how you are listed")
    form = owner.form("Save my changes")
    assert form.control("statement").value.strip() == "The first words."
    form.control("statement").value = "Other words."
    owner.press("Save my changes", form)
    steps.look_again()
    assert shown(site.person().open(f"/letters/{slug}/statements")) == ["The first words. Mara Telle"]
    words = moderator.open(f"/moderate/{slug}").main.words
    assert "The first words." in words and "Other words." in words
    steps.decide(moderator, slug, "Mara Telle", "List publicly")
    steps.look_again()
    assert shown(site.person().open(f"/letters/{slug}/statements")) == ["Other words. Mara Telle"]


def test_a_statement_goes_when_its_name_goes(site: Site, slug: str) -> None:
    ids = listed(site, slug, Entry("Mara Telle", statement="Ours."), Entry("Ivo Kern", statement="Theirs."))
    Desk(site, slug).withdraw(ids[0])
    assert Desk(site, slug).stored(ids[0]).signature.state is State.WITHDRAWN
    steps.look_again()
    assert shown(site.person().open(f"/letters/{slug}/statements")) == ["Theirs. Ivo Kern"]


def test_markup_and_addresses_stay_words_and_every_direction_reads_its_own_way(site: Site, slug: str) -> None:
    hostile = "<b>See</b> https://river.example/why [a](b) {{ 7 * 7 }}"
    listed(site, slug, Entry("Ivo Kern", statement=hostile), Entry("نرگس پورداد", statement="رودخانه از آن ماست."))
    page = site.person().open(f"/letters/{slug}/statements")
    assert shown(page) == ["رودخانه از آن ماست. نرگس پورداد", f"{hostile} Ivo Kern"]
    figures = [node for node in page.root.all("figure")]
    assert [list(node.all("a", "b")) for node in figures] == [[], []]
    assert {p.attrs["dir"] for node in figures for p in node.all("p")} == {"auto"}


def test_many_statements_stand_on_pages_the_last_listed_first(site: Site, slug: str) -> None:
    entries = [Entry(f"Person {number:02}", statement=f"Words {number:02}.") for number in range(53)]
    Desk(site, slug).write(_list_all, slug, entries)
    steps.look_again()
    page = site.person().open(f"/letters/{slug}/statements")
    assert shown(page) == [f"Words {n:02}. Person {n:02}" for n in range(52, 2, -1)]
    person = site.person()
    person.open(f"/letters/{slug}/statements")
    assert shown(person.follow("More")) == [f"Words {n:02}. Person {n:02}" for n in range(2, -1, -1)]
    letter = site.person().open(f"/letters/{slug}")
    assert (len(shown(letter)), "Read more of them" in letter.links) == (3, True)
    for odd in ("zz", "1", "-1", "f" * 16, "f" * 99, "%00", "0x1"):
        assert site.person().open(f"/letters/{slug}/statements?after={odd}").status == 200


def _list_all(db, slug: str, entries: list[Entry]) -> None:  # type: ignore[no-untyped-def]
    """List them without going through the desk one by one."""
    now = datetime.now(UTC)
    account = inviting.give_role(db, "lister@desk.example", slug, Role.MODERATOR, now)
    people = [(entry, f"{slug}-{number}@uni.example") for number, entry in enumerate(entries)]
    for signature_id in sign_all(db, slug, people, PASSES, Lane.COSIGNER, now):
        found = signatures.load_one(db, signature_id)
        assert found is not None
        moderating.decide(
            db, account, slug, signature_id, Decision(Outcome.LIST, found.signature.newest.hash), now
        )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("x" * 501, "it has 501"),
        ("a\r\n" * 5_000, "it has 9,999"),
        ("The river\u202e is ours", "U+202E"),
        ("The river\u200b is ours", "U+200B"),
    ],
    ids=["501 characters", "5,000 lines", "override", "invisible"],
)
def test_what_cannot_stand_is_an_error_at_the_field_and_is_kept(
    site: Site, slug: str, typed: str, words: str
) -> None:
    page = site.person().send(f"/letters/{slug}/sign", GOOD | {"statement": typed})
    assert (page.status, set(page.errors)) == (422, {"statement"})
    assert words in page.errors["statement"]
    kept = page.form("Check your entry").control("statement").value
    assert kept.replace("\r\n", "\n").strip() == typed.replace("\r\n", "\n").strip()


def test_a_form_of_ten_thousand_lines_is_refused_whole(site: Site, slug: str) -> None:
    page = site.person().send(f"/letters/{slug}/sign", GOOD | {"statement": "a\r\n" * 10_000})
    assert (page.status, page.heading) == (413, "This could not be understood")


def test_a_statement_of_spaces_is_none_and_one_without_a_name_is_told_so(site: Site, slug: str) -> None:
    person = site.person()
    page = person.send(f"/letters/{slug}/sign", GOOD | {"statement": " \r\n \r\n"})
    assert page.heading == "Check your entry"
    page = person.send(f"/letters/{slug}/sign", GOOD | {"statement": "Ours.", "lane": "supporter"})
    assert set(page.errors) == {"statement"}


def test_a_letter_without_statements_says_so_and_a_draft_shows_none(site: Site) -> None:
    page = site.person().open(f"/letters/{letter_with(site)}/statements")
    assert "Nobody has written why yet." in page.main.words
    assert site.person().open(f"/letters/{letter_with(site, state=None)}/statements").status == 404
    assert site.person().open("/letters/none-here/statements").status == 404
