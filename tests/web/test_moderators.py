"""What a moderator's session may do: its id, its forms, its letters, and decisions that come too late."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Form, Page
from tests.journeys.public import shown
from tests.journeys.steps import Person, find_link, mail_to, mails_to

LIST, DECLINE = "List publicly", "Do not list"


def decision(moderator: Person, slug: str, name: str, **more: str) -> tuple[str, dict[str, str]]:
    """Where a decision on this entry is sent, and what."""
    form = steps.row_form(moderator.open(f"/moderate/{slug}"), name)
    return form.action, {**dict(form.sent(None)), "outcome": "list", **more}


def test_a_session_gets_an_id_of_its_own_whatever_the_browser_came_with(site: Site, slug: str) -> None:
    link = site.sign_in_link(site.address(), slug)
    person = Person(site.url)
    person.browser.cookies.set("session", "planted", domain="127.0.0.1")
    person.open(link)
    assert person.press("Sign in").heading == "Your letters"
    ids = [cookie.value for cookie in person.browser.cookies.jar if cookie.name == "session"]
    assert "planted" not in ids[-1:] and len(ids[-1]) > 30
    thief = Person(site.url)
    thief.browser.cookies.set("session", "planted")
    assert thief.open("/moderate").heading == "Sign in"


def test_a_sign_in_link_works_once(site: Site, slug: str) -> None:
    link = site.sign_in_link(site.address(), slug)
    with ThreadPoolExecutor(10) as crowd:
        pages = list(crowd.map(lambda _: Person(site.url).send(link, {}), range(10)))
    assert sorted(page.heading for page in pages) == [
        *["This link has been used or replaced"] * 9,
        "Your letters",
    ]


def test_a_new_link_ends_the_ones_before_it_once_it_is_used(site: Site, slug: str) -> None:
    email = site.address()
    site.sign_in_link(email, slug)
    for _ in range(2):
        Person(site.url).send("/signin", {"email": email})
    first, second = (find_link(mail_to(site.sink, email, "Sign in", number), steps.SIGN_IN) for number in (1, 2))
    assert Person(site.url).send(second, {}).heading == "Your letters"
    assert Person(site.url).send(first, {}).status == 410


def test_an_address_without_an_account_gets_the_same_answer_and_no_mail(site: Site, slug: str) -> None:
    known, new = site.address(), site.address()
    site.sign_in_link(known, slug)
    texts = [Person(site.url).send("/signin", {"email": email}).text.replace(email, "") for email in (known, new)]
    assert texts[0] == texts[1]
    mail_to(site.sink, known, "Sign in")
    assert mails_to(site.sink, new) == []


def test_signing_out_ends_the_session(site: Site, slug: str) -> None:
    moderator = site.moderator(slug)
    stolen = moderator.browser.cookies["session"]
    moderator.press("Sign out")
    thief = Person(site.url)
    thief.browser.cookies.set("session", stolen)
    assert thief.open("/moderate").heading == "Sign in"


def test_a_form_without_the_sessions_token_decides_nothing(site: Site, slug: str) -> None:
    site.sign(slug, "Waiting Person")
    moderator, other = site.moderator(slug), site.moderator(slug)
    action, sent = decision(moderator, slug, "Waiting")
    foreign = other.page.form("Sign out").control("csrf").value
    for token in ("", "0" * 64, foreign, sent["csrf"][:-1], sent["csrf"].upper(), "é"):
        page = moderator.send(action, {**sent, "csrf": token})
        assert (page.status, page.heading) == (403, "This form is too old")
        assert moderator.send("/signout", {"csrf": token}).status == 403
    assert steps.waiting(moderator.open(f"/moderate/{slug}")) == ["Waiting Person"]


def test_a_letter_of_others_is_neither_seen_nor_decided_on(site: Site, slug: str) -> None:
    other = site.letter()
    site.sign(other, "Foreign Person")
    own, stranger = site.moderator(other), site.moderator(slug)
    action, sent = decision(own, other, "Foreign")
    csrf = stranger.page.form("Sign out").control("csrf").value
    for page in (
        stranger.open(f"/moderate/{other}"),
        stranger.send(action, {**sent, "csrf": csrf}),
        stranger.send(action, {**sent, "csrf": csrf, "outcome": "wrong"}),
    ):
        assert (page.status, page.heading) == (403, "This letter is not yours to moderate")
    assert stranger.send(f"/moderate/{slug}/decide", {**sent, "csrf": csrf}).status == 404
    assert stranger.open("/moderate/none").status == 404
    assert "Foreign" not in stranger.open("/moderate").text
    assert steps.waiting(own.open(f"/moderate/{other}")) == ["Foreign Person"]


def test_nobody_decides_on_their_own_entry(site: Site, slug: str) -> None:
    email = site.address()
    site.sign(slug, "My Own Entry", email)
    moderator = site.moderator(slug, email)
    page = steps.decide(moderator, slug, "My Own Entry", LIST)
    assert (page.status, page.heading) == (409, "This is your own entry")
    steps.decide(site.moderator(slug), slug, "My Own Entry", LIST)
    steps.look_again()
    assert shown(site, slug).names == [(1, "My Own Entry")]


def test_a_decision_on_an_entry_that_was_edited_since_is_not_kept(site: Site, slug: str) -> None:
    typed = site.sign(slug, "Before Edit")
    moderator = site.moderator(slug)
    action, sent = decision(moderator, slug, "Before Edit")
    owner = Person(site.url)
    steps.own_page(owner, slug, site.sink, typed.email)
    owner.follow("Edit, or change how you are listed")
    form = owner.form("Save my changes")
    form.fill({"name": "After Edit", "honorific-prefix": "H.E."})
    owner.press("Save my changes", form)
    page = moderator.send(action, sent)
    assert (page.status, page.heading) == (409, "This entry has changed")
    assert steps.waiting(moderator.open(f"/moderate/{slug}")) == ["H.E. After Edit"]
    steps.look_again()
    assert shown(site, slug).names == []


@pytest.mark.parametrize(
    ("button", "words"), [("Withdraw my signature", "Its signatory has withdrawn."), ("Erase me", "erased")]
)
def test_a_decision_on_what_is_gone_is_explained(site: Site, slug: str, button: str, words: str) -> None:
    typed = site.sign(slug, "Leaving Person")
    moderator = site.moderator(slug)
    action, sent = decision(moderator, slug, "Leaving")
    owner = Person(site.url)
    steps.own_page(owner, slug, site.sink, typed.email)
    if button == "Erase me":
        owner.follow("Erase me")
        form = owner.form(button)
        form.choose("Erase my name")
        owner.press(button, form)
    else:
        owner.press(button)
    page = moderator.send(action, sent)
    assert (page.status, page.heading) == (409, "This entry was decided before")
    assert words in page.words
    assert "Your decision was not kept." in page.words


def test_the_second_moderator_is_told_what_the_first_decided(site: Site, slug: str) -> None:
    site.sign(slug, "Decided Person")
    first, second = site.moderator(slug), site.moderator(slug)
    action, sent = decision(second, slug, "Decided", outcome="decline", reason="unclear")
    steps.decide(first, slug, "Decided", LIST)
    page = second.send(action, sent)
    assert (page.status, page.heading) == (409, "This entry was decided before")
    assert "A moderator decided on" in page.words
    assert "It is listed." in page.words


def test_of_twenty_decisions_at_once_one_wins(site: Site, slug: str) -> None:
    typed = site.sign(slug, "Contested Person")
    moderators = [site.moderator(slug) for _ in range(4)]
    forms: list[tuple[Person, Form]] = [
        (moderator, steps.row_form(moderator.open(f"/moderate/{slug}"), "Contested")) for moderator in moderators
    ] * 5

    def decide(numbered: tuple[int, tuple[Person, Form]]) -> Page:
        number, (moderator, form) = numbered
        again = Person(site.url)
        again.browser.cookies.set("session", moderator.browser.cookies["session"])
        outcome = {"outcome": "list"} if number % 2 else {"outcome": "decline", "reason": "unclear"}
        return again.send(form.action, {**dict(form.sent(None)), **outcome})

    with ThreadPoolExecutor(20) as crowd:
        pages = list(crowd.map(decide, enumerate(forms)))
    headings = [page.heading for page in pages]
    assert sorted(set(headings)) == ["Queue", "This entry was decided before"]
    assert headings.count("Queue") == 1
    notice = pages[headings.index("Queue")].words
    steps.look_again()
    assert len(shown(site, slug).names) == (1 if "Listed." in notice else 0)
    later = site.sign(slug, "Later Person")
    steps.decide(moderators[0], slug, "Later", LIST)
    mail_to(site.sink, later.email, "You are signatory no. ")
    told = [m for s in ("You are signatory", "We could not list") for m in mails_to(site.sink, typed.email, s)]
    assert len(told) == 1
