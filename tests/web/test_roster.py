"""Names gathered elsewhere, over HTTP: a list is read, reviewed row by row, brought in, and taken off again."""

import pytest
from sqlalchemy import func, select, update

from service.actions.reviewing import UNREADABLE
from service.core.roster.verdicts import Verdict
from service.store.database import Db
from service.store.roster_rows import APART
from service.store.tables import import_rows
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.journeys.public import shown
from tests.journeys.steps import find_link, look_again, mail_to, waiting
from tests.web.authors import author_of
from tests.web.rosters import CONSENT, LIST, Roster, roster, rows, understood, verdicts
from tests.web.studies import held

NAMES = ["Tamar Quill", "Ibrahim Lund", "Sofie Marrow", "Lena Voss", "Bo Lind"]


@pytest.fixture
def here(site: Site) -> Roster:
    return roster(site)


def test_a_pasted_list_is_brought_in_as_it_was_reviewed_and_undone(site: Site, here: Roster) -> None:
    page = here.bring(LIST)
    assert "5 new = 5" in page.words and "1 piece of it is nobody" in page.words
    assert verdicts(page) == [(name, "New") for name in NAMES]
    first, last = rows(page)[0], rows(page)[-1]
    assert understood(first) == {
        "title": "Prof. Dr.",
        "name": "Tamar Quill",
        "position": "Professor of Maritime Law",
        "affiliation": "University of the Seven Bays",
    }
    assert "Lines 7 and 8" in last.words and "has the number 6 of its own" in last.words
    assert here.here.names() == [], "nobody is named by a review"
    page = here.bring_in()
    assert page.heading == "The names are in" and "5 names stand on the letter" in page.words
    assert CONSENT in page.words
    assert here.here.names() == NAMES
    look_again()
    printed = shown(site, here.here.slug).names
    assert [number for number, _ in printed] == [1, 2, 3, 4, 5]
    assert printed[1][1].startswith("H.E. Ambassador (ret.) Ibrahim Lund, Former Permanent Representative")
    ordered = here.author.open(f"/compose/{here.here.slug}/order")
    assert len([node for node in ordered.main.all("span") if node.has_class("unconfirmed")]) == 5
    assert "* Brought in by the author" in ordered.words
    here.author.open(here.path)
    assert "5 new = 5" in here.author.page.words and "Brought in" in here.author.page.words
    here.author.follow("Pasted list")
    page = here.press("Take all 5 off again")
    assert "5 names were taken off" in page.words and here.here.names() == []
    look_again()
    assert shown(site, here.here.slug).names == []


def test_a_row_is_skipped_edited_split_and_joined_in_place(here: Roster) -> None:
    page = here.bring("Ana Reiter, Nurse\nKai Dahl, Pilot\nIda Byr, Keeper\n")
    before = verdicts(page)
    page = here.press("Skip: Ana Reiter")
    assert verdicts(page)[0] == ("Ana Reiter", "Skipped") and "1 skipped" in page.words
    (at,) = (node for node in page.main.all("p", "span") if node.attrs.get("id") == "at")
    assert at.has_class("stands"), "the row that one goes on with has the same columns as the others"
    page = here.press("Bring back: Ana Reiter")
    assert verdicts(page) == before
    here.open("Ana Reiter")
    page = here.press("Keep this", honorific="Dr.", positions="Nurse, Bay Hospital\nMatron", place="Skarholm")
    first = rows(page)[0]
    assert understood(first) == {"title": "Dr.", "name": "Ana Reiter", "position": "Matron", "place": "Skarholm"}
    assert "Nurse, Bay Hospital; " in first.words, "each position prints, and what was not typed anew stays parted"
    here.open("Ana Reiter")
    page = here.press("Split", people="Ana Reiter, Nurse\nMo Falk, Matron")
    assert [name for name, _ in verdicts(page)][:2] == ["Ana Reiter", "Mo Falk"]


def test_a_broken_line_is_joined_with_its_end(here: Roster) -> None:
    here.bring("Ana Reiter, Nurse\nKai Dahl, Pilot\nOda Outermole\nIda Byr, Keeper\n")
    here.open("Kai Dahl")
    page = here.press("Join with the next")
    assert "3 new = 3" in page.words
    joined = rows(page)[1]
    assert "Lines 2 and 3" in joined.words and understood(joined)["name"] == "Kai Dahl"
    assert "Pilot Oda Outermole" in joined.words


def test_who_stands_there_already_is_not_brought_in_twice_unless_it_is_said(here: Roster) -> None:
    here.here.bring(held("Lena Voss", "Teacher"))
    twice = "Sofie Marrow, Bay Radio\n"
    page = here.bring(f"Lena Voss, Teacher\n{twice}{twice}Lena Voss, Harbour master\n")
    assert [word for _, word in verdicts(page)] == ["Duplicate", "New", "Duplicate", "Conflict"]
    assert "as number 1" in page.words and "Show that row" in page.words
    page = here.author.open(f"{here.author.answer.url.path}?show=conflict")
    page = here.press("Take it all the same: Lena Voss")
    page = here.author.open(here.author.answer.url.path)
    assert "You take this one all the same" in page.words and "2 new" in page.words
    here.press("Take it back: Lena Voss")
    assert "1 new" in here.author.page.words


def test_two_authors_do_not_write_over_each_other(site: Site, here: Roster) -> None:
    page = here.bring(LIST)
    form = page.form("Skip: Lena Voss")
    other = author_of(site, here.here.slug)
    other.open(here.author.answer.url.path)
    other.open(other.page.links["Edit, split or join: Lena Voss"])
    edit = other.page.form("Keep this")
    here.press("Skip: Lena Voss", form)
    edit.fill({"name": "Lena Vosse"})
    page = other.press("Keep this", edit)
    assert page.status == 409 and "Another author changed this row" in page.words
    assert page.form("Keep this").control("name").value == "Lena Vosse", "what was typed is kept"
    assert "1 skipped" in page.words
    page = other.press("Keep this", page.form("Keep this"))
    assert page.status == 200 and "Lena Vosse" in page.words, "seen now, it may be changed"
    here.author.page = page
    page = here.press("Skip: Lena Voss", form)
    assert page.status == 409


def test_many_names_are_gone_through_by_pages_and_their_number_is_typed(here: Roster) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"Ada{letters[n % 26]} Bryk{letters[n % 17]}o{letters[n % 23]}" for n in range(120)]
    page = here.bring("\n".join(f"{name}, Keeper of lamp {n + 1}" for n, name in enumerate(names)))
    page = here.author.open(here.author.answer.url.path + "?show=new")
    seen = [name for name, _ in verdicts(page)]
    assert len(seen) == 50
    while "Next 50" in page.links:
        page = here.author.follow("Next 50")
        seen += [name for name, _ in verdicts(page)]
    new = len(seen)
    assert seen == [name for name in names if name in set(seen)] and new > 100
    for _ in range(2):
        page = here.author.follow("Previous 50")
    assert [name for name, _ in verdicts(page)] == seen[:50] and "To the beginning" not in page.links
    for _ in range(2):
        page = here.author.follow("Next 50")
    last = here.author.answer.url
    page = here.press(f"Skip: {seen[-1]}")
    assert page.url == last.path and "To the beginning" in page.links, "one goes on on the same page"
    page = here.bring_in(number="")
    assert page.status == 422 and list(page.errors) == ["number"]
    page = here.press(page.heading, consent=CONSENT, number=f"{new - 1}")
    assert page.heading == "The names are in" and len(here.here.names()) == new - 1


def test_bringing_in_is_stopped_and_goes_on(here: Roster) -> None:
    parts = ("ba", "dal", "fen", "gor", "hul", "kim", "lo", "mar", "nes", "pir", "sol", "tun", "var")
    names = [f"{a.title()}{b} {c.title()}{d}" for a in parts for b in parts for c in parts[:4] for d in "aiou"]
    page = here.bring("\n".join(f"{name}, Keeper" for name in names))
    link = next(href for words, href in page.links.items() if words.startswith("Bring in "))
    number = len(names) - sum(count for word, count in said(page).items() if word != "new")
    form = here.author.open(link).form(here.author.page.heading)
    form.fill({"consent": CONSENT, "number": str(number)})
    page = here.author.press(here.author.page.heading, form)
    assert page.heading == "The names are being brought in" and "You can leave this page" in page.words
    page = here.author.press("Stop here")
    assert page.heading == "Stopped" and "Undo this import" in page.words
    stopped = len(here.here.names())
    assert stopped < number and f"Stopped after {stopped:,} of {number:,}: what is in stays." in page.words
    page = here.press("Go on bringing in")
    assert page.heading == "The names are in" and len(here.here.names()) == number


def said(page: Page) -> dict[str, int]:
    """The sum of a review: how many rows are of each kind."""
    words = next(node for node in page.main.all("p") if node.attrs.get("id") == "sum").words.split(" = ")[0]
    parts = (part.split() for part in words.replace(",\u00a0", ", ").split(", "))
    return {word: int(count.replace(",", "")) for count, word in parts}


def test_an_address_and_a_name_that_stands_twice_are_told_once(here: Roster) -> None:
    page = here.bring("Ana Reiter, Nurse, ana@mail.example\nKai Dahl, Pilot\nAna Reiter, Keeper\n")
    first, _, third = (row.words for row in rows(page))
    assert "Mail address, never shown: ana@mail.example" in first and first.count("ana@mail.example") == 2
    assert "The name is in this list already, with other words" in third and "has the same name" not in third


def test_no_consent_no_names(here: Roster) -> None:
    here.bring(LIST)
    page = here.bring_in("by post")
    assert page.status == 422 and list(page.errors) == ["consent"]
    assert page.form(page.heading).control("consent").value.strip() == "by post"
    here.press(page.heading, consent="x" * 1_001)
    assert here.author.page.status == 422 and here.here.names() == []


def test_a_list_that_changed_meanwhile_is_not_brought_in(site: Site, here: Roster) -> None:
    review = here.bring(LIST)
    url = here.author.answer.url.path
    page = here.author.open(f"{url}/bring-in")
    form = page.form("Bring in 5 names")
    here.author.page = review
    here.press("Skip: Bo Lind")
    page = here.press("Bring in 5 names", form, consent=CONSENT)
    assert page.status == 409 and "has changed meanwhile" in page.words and page.heading == "Bring in 4 names"
    assert here.here.names() == []
    assert here.press("Bring in 4 names").heading == "The names are in"
    assert here.author.open(f"{url}/bring-in").heading == "The names are in", "nobody brings it in twice"


def test_a_list_can_be_discarded(here: Roster) -> None:
    here.bring(LIST)
    url = here.author.answer.url.path
    page = here.press("Discard it")
    assert "The list was discarded" in page.words
    assert "Nothing of it is on the letter" in here.author.open(url).words
    assert "Tamar Quill" not in here.author.open(url).words


def test_those_whose_address_is_known_are_invited_once_after_a_look_at_the_mail(site: Site, here: Roster) -> None:
    address = site.address()
    here.bring(f"Ana Reiter, Nurse, {address}\nOda Byr, Keeper\n")
    page = here.bring_in()
    assert "1 of them came with a mail address" in page.words
    assert "invites you to sign" in page.words and "There will be no reminder" in page.words
    assert "/invited/…" in page.words, "the link is each reader’s own"
    page = here.press("Invite 1 person to confirm")
    person = site.person()
    person.open(find_link(mail_to(site.sink, address, ""), "/invited/"))
    form = person.form("Continue")
    form.choose("I sign")
    person.press("Continue", form)
    url = here.author.answer.url.path
    page = here.author.open(url)
    assert "1 was invited by mail" in page.words
    assert not any(form.button("Invite 1 person to confirm") for form in page.forms), "nobody is written to twice"
    page = here.press("Take all 2 off again")
    assert "1 name was taken off" in page.words and "confirmed by mail" in page.words
    assert here.here.names() == ["Ana Reiter"]


def test_an_entry_that_two_moderators_must_see_waits_for_the_second(site: Site, here: Roster) -> None:
    site.cli("letter", "policy", here.here.slug, "--two-for", "Ambassador")
    here.bring(LIST)
    page = here.bring_in()
    assert "4 names stand on the letter" in page.words and "1 waits for a second moderator" in page.words
    assert "Ibrahim Lund" not in here.here.names()
    moderator = site.moderator(here.here.slug)
    page = moderator.open(f"/moderate/{here.here.slug}")
    assert [words.startswith("H.E. Ambassador (ret.) Ibrahim Lund") for words in waiting(page)] == [True]
    moderator.press("List publicly")
    assert "Ibrahim Lund" in here.here.names()


def test_what_is_over_cannot_be_stopped_and_twice_undone_is_once(here: Roster) -> None:
    here.bring(LIST)
    page = here.bring_in()
    url = here.author.answer.url.path
    csrf = page.form("Take all 5 off again").control("csrf").value
    page = here.author.send(url, {"csrf": csrf, "step": "stop"})
    assert page.status == 409 and page.heading == "This list has moved on"
    for _ in range(2):
        here.author.send(url, {"csrf": csrf, "step": "undo"})
        assert here.settled(here.author.answer).heading == "The names were taken off again"
    assert here.author.send(url, {"csrf": csrf, "step": "go_on"}).status == 409
    assert here.author.send(f"{url}/bring-in", {"csrf": csrf, "shown": "5", "consent": CONSENT}).status == 409


def test_a_row_that_cannot_be_opened_any_more_is_typed_again_or_left_out(here: Roster) -> None:
    here.bring("Ana Reiter, Nurse\nKai Dahl, Pilot\nIda Byr, Keeper\n")
    here.here.write(damage, 1)
    page = here.author.open(str(here.author.answer.url))
    assert "2 new, 1 problem = 3" in page.words and UNREADABLE in rows(page)[1].words
    page = here.press("Skip: the row")
    assert "2 new, 1 skipped = 3" in page.words
    here.press("Bring back: the row")
    here.author.open(here.author.page.links["This is a person: the row"])
    page = here.press("Read it as people", people="Kai Dahl, Pilot")
    assert "3 new = 3" in page.words
    here.bring_in()
    assert here.here.names() == ["Ana Reiter", "Kai Dahl", "Ida Byr"]


def damage(db: Db, number: int) -> None:
    """As if no key opened the row of this number, from 0, of the list that was brought last."""
    last = select(func.max(import_rows.c.import_id)).scalar_subquery()
    row = (import_rows.c.import_id == last) & (import_rows.c.ordinal == number * APART)
    db.execute(update(import_rows).where(row).values(source=b"sealed", verdict=Verdict.PROBLEM.value))
