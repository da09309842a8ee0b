"""After a material change: everybody is asked once, silence is never yes, and each answer does what it says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.core.letter import Counts, VersionKind
from service.core.links import Link, Purpose
from service.store.database import Db
from service.store.tables import letters, signatures
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import find_link, mail_to, mails_to
from tests.rig.smtp import plain
from tests.web.authors import author_of as author
from tests.web.changing import change, token_of
from tests.web.desk import Desk

SUBJECT = "The text changed: do you still sign?"
NEW = "The dam must open its gates by spring."
HEADING = "The text changed: do you still sign?"
AGREED = "You have signed the present text"
GONE = "Your name has been taken off"


@pytest.fixture
def desk(site: Site, slug: str) -> Desk:
    return Desk(site, slug)


def listed(site: Site, desk: Desk, name: str, *choices: str) -> str:
    """Somebody signs and is decided on; their address."""
    typed = site.sign(desk.slug, name, "", *choices)
    if "Count me as a supporter" not in choices:
        button = "Approve, not named" if "Verified but not named" in choices else "List publicly"
        steps.decide(site.moderator(desk.slug), desk.slug, name, button)
    return typed.email


def asked(site: Site, email: str) -> str:
    """The link in the mail about the changed text."""
    return find_link(mail_to(site.sink, email, SUBJECT), "/agree/")


def answer(site: Site, link: str, choice: str) -> steps.Page:
    person = site.person()
    person.open(link)
    form = person.form("Continue")
    form.choose(choice)
    return person.press("Continue", form)


def names(site: Site, path: str) -> list[str]:
    return [each.words for each in site.person().open(path).main.all("bdi") if each.attrs.get("class") == "name"]


def test_who_still_signs_moves_to_the_new_text_and_the_silent_stay(site: Site, desk: Desk) -> None:
    here = f"/letters/{desk.slug}"
    emails = [listed(site, desk, name) for name in ("Ada Marsh", "Bo Lind", "Cem Fold")]
    withheld = listed(site, desk, "Nobody Knows", "Verified but not named")
    listed(site, desk, "Sue Porter", "Count me as a supporter")
    change(site, desk.slug, NEW)
    assert desk.counts() == Counts()
    steps.look_again()
    page = site.person().open(here)
    assert "5 signed the text before" in page.words and "have been asked whether they sign this one" in page.words
    assert names(site, here) == []
    assert names(site, f"{here}/versions/1") == ["Ada Marsh", "Bo Lind", "Cem Fold"]
    assert answer(site, asked(site, emails[2]), "I still sign").heading == AGREED
    assert answer(site, asked(site, emails[0]), "I still sign").heading == AGREED
    assert answer(site, asked(site, withheld), "I still sign").heading == AGREED
    steps.look_again()
    assert names(site, here) == ["Ada Marsh", "Cem Fold"], "in the order in which they were listed"
    assert names(site, f"{here}/versions/1") == ["Bo Lind"]
    assert desk.counts() == Counts(named=2, unnamed=1)
    assert "2 signed the text before" in site.person().open(here).words
    for path in (here, f"{here}/versions/1", f"{here}/versions/2", f"{here}.json", f"{here}/updates.atom"):
        assert "Nobody Knows" not in site.person().browser.get(path).text
        assert "Sue Porter" not in site.person().browser.get(path).text


def test_opening_the_link_changes_nothing_however_often(site: Site, desk: Desk) -> None:
    email = listed(site, desk, "Ada Marsh")
    change(site, desk.slug, NEW)
    link, person = asked(site, email), site.person()
    for _ in range(3):
        assert person.open(link).heading == HEADING
    assert "by spring" in person.page.words
    assert "by spring" in plain(mail_to(site.sink, email, SUBJECT)), "the mail shows the difference itself"
    assert person.browser.head(link).status_code == 200
    assert person.browser.get(link, headers={"purpose": "prefetch"}).status_code == 200
    choices = [c for c in person.form("Continue").controls if c.name == "choice"]
    assert len(choices) == 2 and not any(c.chosen for c in choices), "none is chosen beforehand"
    assert person.press("Continue").status == 422
    assert "Choose one of the two" in person.page.words
    assert desk.counts() == Counts()
    assert person.answer.headers["referrer-policy"] == "no-referrer"


def test_each_answer_twice_is_harmless(site: Site, desk: Desk) -> None:
    yes, no = listed(site, desk, "Ada Marsh"), listed(site, desk, "Bo Lind")
    change(site, desk.slug, NEW)
    for _ in range(2):
        person = site.person()
        person.open(asked(site, yes))
        if person.page.heading == HEADING:
            form = person.form("Continue")
            form.choose("I still sign")
            sent = (form.action, form.sent(form.buttons[0]))
        assert person.send(*sent).heading == AGREED
    assert desk.counts() == Counts(named=1)
    assert answer(site, asked(site, no), "Take my name off").heading == GONE
    assert site.person().open(asked(site, no)).heading == GONE
    steps.look_again()
    assert names(site, f"/letters/{desk.slug}/versions/1") == []
    undo = find_link(mail_to(site.sink, no, "Your name has been removed"), "/undo/")
    person = site.person()
    person.open(undo)
    assert "asks you whether you sign the new one" in person.press("Undo the withdrawal").words
    steps.look_again()
    assert names(site, f"/letters/{desk.slug}/versions/1") == ["Bo Lind"], "back on the text that was signed"
    assert desk.counts() == Counts(named=1)
    assert site.person().open(asked(site, no)).heading == "This link has been used or replaced"


def test_a_later_change_says_so_and_offers_the_newest_text(site: Site, desk: Desk) -> None:
    email = listed(site, desk, "Ada Marsh")
    change(site, desk.slug, NEW)
    first, person = asked(site, email), site.person()
    person.open(first)
    form = person.form("Continue")
    form.choose("I still sign")
    change(site, desk.slug, NEW + " And stay open.")
    page = person.send(form.action, form.sent(form.buttons[0]))
    assert (page.status, page.heading) == (409, HEADING)
    assert "The text has changed again" in page.words and "stay open" in page.words
    assert desk.counts() == Counts()
    mail_to(site.sink, email, SUBJECT, 2)
    assert "The text has changed again" in person.open(first).words
    assert answer(site, first, "I still sign").heading == AGREED
    assert desk.counts() == Counts(named=1)


def test_a_correction_asks_nobody_and_binds_nobody(site: Site, desk: Desk) -> None:
    email = listed(site, desk, "Ada Marsh")
    signed = desk.read(_signature_ids, desk.slug)[0]
    before = desk.stored(signed)
    change(site, desk.slug, NEW, VersionKind.CORRECTION, "A word was misspelt.")
    assert desk.counts() == Counts(named=1)
    assert desk.stored(signed) == before, "it stays bound to the text that its owner saw"
    page = site.person().open(f"/letters/{desk.slug}")
    assert "Correction" in page.words and "A word was misspelt." in page.words
    assert "signed the text before" not in page.words
    assert mails_to(site.sink, email, SUBJECT) == []


def test_a_decision_on_an_entry_of_an_earlier_text_lists_it_there(site: Site, desk: Desk) -> None:
    typed = site.sign(desk.slug, "Late Lister")
    change(site, desk.slug, NEW)
    link = asked(site, typed.email)
    steps.decide(site.moderator(desk.slug), desk.slug, "Late Lister", "List publicly")
    steps.look_again()
    assert names(site, f"/letters/{desk.slug}") == []
    assert names(site, f"/letters/{desk.slug}/versions/1") == ["Late Lister"]
    mail = mail_to(site.sink, typed.email, "Your entry is listed")
    assert "You stand on the text that you signed" in " ".join(plain(mail).split())
    ref = f"{desk.read(_signature_ids, desk.slug)[0]:x}"
    assert site.person().open(f"/letters/{desk.slug}/report/{ref}").status == 200, "it can be reported as false"
    assert answer(site, link, "I still sign").heading == AGREED, "a decision does not end the link"
    steps.look_again()
    assert names(site, f"/letters/{desk.slug}") == ["Late Lister"]


def test_my_signature_leads_to_the_question_and_editing_does_not_answer_it(site: Site, desk: Desk) -> None:
    email = listed(site, desk, "Ada Marsh")
    change(site, desk.slug, NEW)
    person = site.person()
    page = steps.own_page(person, desk.slug, site.sink, email)
    assert "The text of the letter has changed since you signed." in page.words
    person.follow("Edit, or change how you are listed")
    assert "it does not sign the new one" in person.page.words
    form = person.form("Save my changes")
    form.fill({"name": "Ada Marsh-Reed"})
    person.press("Save my changes", form)
    assert desk.counts() == Counts(waiting=1)
    person.follow("See what changed, and say whether you still sign")
    form = person.form("Continue")
    form.choose("I still sign")
    assert person.press("Continue", form).heading == AGREED
    assert desk.counts() == Counts(named=1, waiting=1), "what stands moves, the edit waits on"


@pytest.mark.parametrize("swapped", [Purpose.CONFIRM, Purpose.MINE, Purpose.UNDO, Purpose.NO_UPDATES])
def test_links_of_other_kinds_open_nothing_here(site: Site, desk: Desk, swapped: Purpose) -> None:
    listed(site, desk, "Ada Marsh")
    change(site, desk.slug, NEW)
    signed = desk.stored(desk.read(_signature_ids, desk.slug)[0])
    link = Link(signed.id, signed.signature.epoch, datetime.now(UTC) + timedelta(days=1), "ab" * 8)
    token = site.signer.mint(swapped, link)
    assert site.person().open(f"/agree/{token}").heading == "This link does not work"
    late = Link(signed.id, signed.signature.epoch, datetime.now(UTC) - timedelta(hours=1), "ab" * 8)
    assert site.person().open(f"/agree/{site.signer.mint(Purpose.AGREE, late)}").status == 410
    other = Link(signed.id + 1, 0, datetime.now(UTC) + timedelta(days=1), "ab" * 8)
    assert site.person().open(f"/agree/{site.signer.mint(Purpose.AGREE, other)}").status == 410
    assert desk.counts() == Counts()


def test_an_author_sees_how_far_it_is(site: Site, desk: Desk) -> None:
    emails = [listed(site, desk, name) for name in ("Ada Marsh", "Bo Lind", "Cem Fold")]
    change(site, desk.slug, NEW)
    links = [asked(site, email) for email in emails]
    answer(site, links[0], "I still sign")
    answer(site, links[1], "Take my name off")
    person = author(site, desk.slug)
    page = person.open(f"/compose/{desk.slug}/versions/2/round")
    figures = [cell.words for cell in page.main.all("td")]
    assert figures == ["3", "3", "1", "1", "1"], page.words
    assert "Everybody has been written to." in page.words
    assert person.open(f"/compose/{desk.slug}/versions/1/round").words.count("Nobody was asked again") == 1
    assert person.open(f"/compose/{desk.slug}/versions/9/round").status == 404
    csrf = token_of(person)
    assert person.send(f"/compose/{desk.slug}/versions/2/round", {"step": "stop"}).status == 403, "without a token"
    assert person.send(f"/compose/{desk.slug}/versions/2/round", {"step": "x", "csrf": csrf}).status == 404


def test_the_json_of_a_letter_carries_its_versions(site: Site, desk: Desk) -> None:
    change(site, desk.slug, NEW, VersionKind.CORRECTION, "A word.")
    change(site, desk.slug, NEW + "!", VersionKind.MATERIAL, "A demand.")
    steps.look_again()
    record = site.person().browser.get(f"/letters/{desk.slug}.json").json()
    assert [(v["number"], v["kind"], v["note"]) for v in record["versions"]] == [
        (3, "material", "A demand."),
        (2, "correction", "A word."),
        (1, "first", ""),
    ]
    assert record["versions"][0]["seal"] == record["seal"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", v["seal"]) for v in record["versions"])


def test_versions_that_are_not_there_are_not_found(site: Site, desk: Desk) -> None:
    draft = site.letter(state=None)
    for path in (f"{desk.slug}/versions/2", f"{desk.slug}/versions/x", f"{desk.slug}/versions/1?page=2"):
        assert site.person().open(f"/letters/{path}").status == 404
    assert site.person().open(f"/letters/{draft}/versions/1").heading == "This letter is not open"


def _signature_ids(db: Db, slug: str) -> list[int]:
    joined = signatures.join(letters, letters.c.id == signatures.c.letter_id)
    found = select(signatures.c.id).select_from(joined).where(letters.c.slug == slug)
    return list(db.execute(found).scalars())
