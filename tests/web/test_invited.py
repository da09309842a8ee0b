"""Somebody from a roster is invited once: they sign and keep their place, or are gone at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.actions import calling, gathering, importing, inviting, reviewing
from service.core.links import Purpose
from service.core.moderation import Policy
from service.core.signature import Act
from service.installation import Installation
from service.store import decisions, letters, roll, signatures
from service.store.accounts import Role
from service.store.database import Db
from service.store.imports import ImportState
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import Page, find_link, mail_to, mails_to
from tests.rig.smtp import plain
from tests.store.rosters import CONSENT, reading, secret
from tests.web.changing import change
from tests.web.on_letter import OnLetter

HEADING = "Do you sign this letter?"
MARK = "not confirmed by mail"


@pytest.fixture
def here(site: Site, slug: str) -> OnLetter:
    return OnLetter(site, slug)


def invited(site: Site, slug: str, *names: str) -> None:
    """People of a roster are brought in by the running service, and invited by their author."""

    async def act(installation: Installation) -> None:
        database, now = installation.database, datetime.now(UTC)
        by = await database.write(inviting.give_role, f"author@{slug}.example", slug, Role.AUTHOR, now)
        import_id = await gathering.gather(database, by, slug, "", "text", reading(*names), now)
        await database.write(importing.start, by, slug, import_id, CONSENT, len(names), now)
        while (await database.read(reviewing.look, by, slug, import_id)).imported.state is not ImportState.DONE:
            await database.write(importing.work, secret(), now)
        callees = await database.read(calling.to_call, by, slug, import_id)
        for _ in range(2):
            await database.write(calling.call, by, slug, import_id, callees.number, now)

    site.act(act)


def answer(site: Site, link: str, choice: str, *more: str) -> Page:
    person = site.person()
    person.open(link)
    form = person.form("Continue")
    for each in (choice, *more):
        form.choose(each)
    return person.press("Continue", form)


def link_of(site: Site, email: str) -> str:
    return find_link(mail_to(site.sink, email, ""), "/invited/")


def listed(db: Db, slug: str) -> list[tuple[str, bool]]:
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    return [(each.entry.name, each.is_confirmed) for each in roll.listed(db, letter.roll_id, 1, 10)]


def acts_of(db: Db, slug: str, email: str) -> list[Act]:
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    index = db.vault(f"letter {letter.id}").index(email)
    (found,) = signatures.active_mailboxes(db, letter.id, [index]).values()
    return [act.act for act in decisions.acts_of(db, found)]


def test_who_confirms_becomes_an_ordinary_cosigner_and_keeps_the_place(site: Site, here: OnLetter) -> None:
    ida = f"ida@{here.slug}.example"
    invited(site, here.slug, "Ben Ott", f"Ida Sol, Pilot <{ida}>", "Lena Haas")
    page = site.person().open(f"/letters/{here.slug}")
    assert page.words.count(MARK) == 1
    mail = mail_to(site.sink, ida, "")
    assert "Ida Sol, Pilot" in plain(mail) and MARK in plain(mail) and "no reminder" in plain(mail)
    person, link = site.person(), link_of(site, ida)
    for _ in range(3):
        assert person.open(link).heading == HEADING
    assert person.answer.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in person.answer.headers["cache-control"] and "set-cookie" not in person.answer.headers
    assert "number 2" in person.page.words
    assert person.browser.head(link).status_code == 200
    assert not any(each.chosen for each in person.form("Continue").controls if each.name == "choice")
    assert person.press("Continue").status == 422
    assert here.read(listed, here.slug)[1] == ("Ida Sol", False), "opening the link changes nothing"
    for _ in range(2):
        if person.open(link).heading == HEADING:
            assert answer(site, link, "I sign").heading == "You have signed"
    assert here.read(listed, here.slug) == [("Ben Ott", False), ("Ida Sol", True), ("Lena Haas", False)]
    assert here.read(acts_of, here.slug, ida) == [Act.IMPORT, Act.CONFIRM]
    assert len(mails_to(site.sink, ida)) == 1, "nobody is invited twice"


def test_who_was_not_asked_is_gone_at_once_and_the_moderators_are_told(site: Site, here: OnLetter) -> None:
    ida = f"ida@{here.slug}.example"
    invited(site, here.slug, f"Ida Sol <{ida}>", "Ben Ott")
    link = link_of(site, ida)
    page = answer(site, link, "This was not me, or: take me off", "Never write to this address again")
    assert page.heading == "Your name has been taken off"
    assert here.read(listed, here.slug) == [("Ben Ott", False)]
    page = site.person().open(link)
    assert (page.status, page.heading) == (410, "This invitation has been used")
    log = site.moderator(here.slug).open(f"/moderate/{here.slug}/log").words
    assert "this was not me" in log and "Ida Sol" not in log
    invited(site, here.slug, f"Ida Sol <{ida}>")
    steps.look_again()
    assert len(mails_to(site.sink, ida)) == 1, "who asked for silence is not invited again"


def test_an_invitation_that_is_too_old_says_how_to_sign_or_to_be_taken_off(site: Site, here: OnLetter) -> None:
    ida = f"ida@{here.slug}.example"
    invited(site, here.slug, f"Ida Sol <{ida}>")
    link = site.signer.read(Purpose.INVITED, link_of(site, ida).rsplit("/", 1)[-1], datetime.now(UTC))
    old = site.signer.mint(Purpose.INVITED, replace(link, expires=datetime.now(UTC) - timedelta(days=1)))
    page = site.person().open(f"/invited/{old}")
    assert (page.status, page.heading) == (410, "This invitation has expired")
    assert "use its form with the same address" in page.words and "“This is not me”" in page.words
    assert here.read(listed, here.slug) == [("Ida Sol", False)]


def test_after_a_material_change_an_imported_name_stands_on_the_new_text_only_when_it_is_confirmed(
    site: Site, here: OnLetter
) -> None:
    ida = f"ida@{here.slug}.example"
    invited(site, here.slug, f"Ida Sol <{ida}>", f"Ben Ott <ben@{here.slug}.example>")
    link = link_of(site, ida)
    change(site, here.slug, "The dam must open its gates by spring.")
    assert here.read(listed, here.slug) == []
    assert "earlier text" in site.person().open(link).words
    assert answer(site, link, "I sign").heading == "You have signed"
    assert here.read(listed, here.slug) == [("Ida Sol", True)]
    steps.look_again()
    assert len(mails_to(site.sink, f"ben@{here.slug}.example")) == 1, "nobody asks again who never agreed"


def test_a_moderator_sees_and_lists_an_imported_entry_without_an_address(site: Site, here: OnLetter) -> None:
    letter = here.read(letters.letter_by_slug, here.slug)
    here.write(letters.set_policy, letter.id, Policy(two_for=("Judge",)))
    invited(site, here.slug, "Ida Sol, Judge", f"Ben Ott, Baker <ben@{here.slug}.example>")
    assert here.read(listed, here.slug) == [("Ben Ott", False)]
    desk = site.moderator(here.slug)
    page = desk.open(f"/moderate/{here.slug}")
    assert "Ida Sol" in page.words and "None is known: the name came from a roster." in page.words
    assert "Undo" in [button.label for form in desk.press("List publicly").forms for button in form.buttons]
    assert here.read(listed, here.slug) == [("Ben Ott", False), ("Ida Sol", False)]
    assert "Brought in from a roster" in desk.open(f"/moderate/{here.slug}/log").words
