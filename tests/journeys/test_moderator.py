"""What moderators do besides the main job: sign in by mail, work the queue in order, ask, decline."""

import re

from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.public import shown
from tests.journeys.steps import Person, find_link, mail_to


def test_a_moderator_signs_in_by_a_mailed_link_and_works_the_queue_in_order(site: Site, slug: str) -> None:
    names = ["Aino Kallas", "Bruno Weft", "Carla Dunmore"]
    for name in names:
        site.sign(slug, name)
    email = f"{slug}@desk.example"
    site.sign_in_link(email, slug)
    moderator = Person(site.url)
    moderator.open("/signin")
    form = moderator.form("Send me a link")
    form.fill({"email": email})
    assert moderator.press("Send me a link", form).heading == "Check your email"
    link = find_link(mail_to(site.sink, email, "Sign in to Undersigned"), steps.SIGN_IN)
    for _ in range(3):
        assert Person(site.url).open(link).heading == "Sign in", "opening it does not use it up"
    moderator.open(link)
    moderator.press("Sign in")
    page = steps.set_up_second_step(moderator)
    assert "3 waiting" in page.words
    for left in (3, 2, 1):
        page = moderator.open(f"/moderate/{slug}")
        assert steps.waiting(page) == names[-left:], "the oldest is first"
        moderator.press("List publicly")
    assert "Nothing waiting. Last decision " in moderator.page.words
    steps.look_again()
    assert shown(site, slug).names == list(enumerate(names, 1))
    assert moderator.press("Sign out").heading == "Open letters"
    assert moderator.open(f"/moderate/{slug}").heading == "Sign in"


def test_a_declined_entry_is_told_the_reason_and_not_the_moderator(site: Site, slug: str) -> None:
    typed = site.sign(slug, "Fleet of Boats")
    moderator = site.moderator(slug, "gudrun.moderates@desk.example")
    page = steps.decide(moderator, slug, "Fleet of Boats", "Do not list")
    assert (page.status, "Choose a reason" in " ".join(page.errors.values())) == (422, True)
    why = "An organisation, not a person"
    steps.decide(moderator, slug, "Fleet of Boats", "Do not list", why, "Boats cannot sign.")
    mail = mail_to(site.sink, typed.email, "We could not list your entry: ")
    text = steps.everything_in(mail)
    assert "this letter is signed by people" in text
    assert "Boats cannot sign." in text
    assert not re.search("gudrun|desk.example", text, re.IGNORECASE)
    page = steps.own_page(Person(site.url), slug, site.sink, typed.email)
    assert "Boats cannot sign." in page.words
    assert "gudrun" not in page.text.lower()
    steps.look_again()
    assert shown(site, slug).names == []


def test_a_question_is_answered_by_an_edit_that_comes_back_to_the_queue(site: Site, slug: str) -> None:
    typed = site.sign(slug, "Petra Lindqvist", organization_title="Dean")
    moderator = site.moderator(slug)
    page = steps.decide(moderator, slug, "Petra Lindqvist", "Ask for changes", "Position or affiliation unclear")
    assert list(page.errors.values()) == ["Write the question that the signatory should answer."]
    why, question = "Position or affiliation unclear", "Of which faculty?"
    steps.decide(moderator, slug, "Petra Lindqvist", "Ask for changes", why, question)
    assert steps.waiting(moderator.open(f"/moderate/{slug}")) == []
    mail = mail_to(site.sink, typed.email, "One question about your entry: ")
    assert question in steps.plain(mail)
    owner = Person(site.url)
    assert question in steps.own_page(owner, slug, site.sink, typed.email).words
    owner.follow("Edit, or change how you are listed")
    form = owner.form("Save my changes")
    assert form.control("organization-title").value == "Dean"
    form.fill({"organization": "Faculty of Law, Morrow"})
    owner.press("Save my changes", form)
    entry = "Petra Lindqvist, Dean, Faculty of Law, Morrow"
    page = moderator.open(f"/moderate/{slug}")
    assert steps.waiting(page) == [entry]
    assert f"Changes asked: {why} “{question}”" in page.words
    moderator.press("List publicly")
    steps.look_again()
    assert shown(site, slug).names == [(1, entry)]
