"""Asking to sign: nobody learns who signed, nobody is flooded with mail, and sending twice asks once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from service.core.letter import LetterState
from service.core.limits import SIGNINGS_BY_NETWORK
from tests.journeys import steps
from tests.journeys.installation import OWN_LETTER, Site
from tests.journeys.pages import Form, Page
from tests.journeys.steps import FORM_TYPE, Person, Typed, find_link, mail_to, mails_to

CODE, RESEND, SEND = "Confirm with the code", "Send the mail again", "Send my confirmation email"


def settled(site: Site, slug: str) -> None:
    """Every mail that was promised before now has arrived: one of a later batch has.

    Mails of one batch go side by side. The first one asked for here may be of theirs; the second, promised once
    the first is there, is not.
    """
    for _ in range(2):
        email = site.address()
        steps.ask_to_sign(Person(site.url), slug, Typed(email, "Last One"))
        mail_to(site.sink, email, "Confirm your signature")


def masked(answer: httpx.Response, typed: Typed) -> tuple[int, dict[str, str], str]:
    """An answer without what must differ: the address itself, the sealed cookie, and the check's own number."""
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    headers["set-cookie"] = re.sub(r"=[0-9a-f]{20,}", "=SEALED", headers.get("set-cookie", ""))
    text = re.sub(r'(name="once" value=")[0-9a-f]+', r"\1", answer.text.replace(typed.email, "ADDRESS"))
    return answer.status_code, headers, text


def test_a_known_address_is_answered_like_a_new_one(site: Site, slug: str) -> None:
    known, new = (Typed(f"{who}-{slug}@mail.example", "Same Name") for who in ("aaa", "bbb"))
    steps.sign(site.url, slug, site.sink, known)
    told = []
    for typed in (known, new):
        person = Person(site.url)
        steps.fill_in(person, slug, typed)
        answers = [masked(person.answer, typed)]
        form = person.form(SEND)
        headers = {"content-type": FORM_TYPE}
        pressed = steps.urlencode(form.sent(form.button(SEND)))
        for path, content in ((f"/letters/{slug}/sign", pressed), (f"/letters/{slug}/sent", "step=resend")):
            answers.append(masked(person.browser.post(path, content=content, headers=headers), typed))
            answers.append(masked(person.browser.get(f"/letters/{slug}/sent"), typed))
        wrong = person.browser.post(f"/letters/{slug}/sent", content="step=code&code=1", headers=headers)
        told.append([*answers, masked(wrong, typed)])
    assert told[0] == told[1]
    settled(site, slug)
    assert [len(mails_to(site.sink, known.email)), len(mails_to(site.sink, new.email))] == [3, 2]
    assert len(mails_to(site.sink, known.email, "You have already signed ")) == 2
    assert steps.CONFIRM not in steps.everything_in(mails_to(site.sink, known.email)[-1])


def test_asking_for_ones_link_tells_nobody_who_signed(site: Site, slug: str) -> None:
    known, new = (Typed(f"{who}-{slug}@mail.example", "Same Name") for who in ("aaa", "bbb"))
    steps.sign(site.url, slug, site.sink, known)
    told = [masked_question(site, slug, typed) for typed in (known, new)]
    assert told[0] == told[1]
    settled(site, slug)
    assert [len(mails_to(site.sink, typed.email, "Your signature: ")) for typed in (known, new)] == [1, 1]


def masked_question(site: Site, slug: str, typed: Typed) -> tuple[int, dict[str, str], str]:
    person = Person(site.url)
    person.send(f"/letters/{slug}/mine", {"email": typed.email})
    return masked(person.answer, typed)


def checked(site: Site, slug: str, typed: Typed) -> tuple[Person, Form]:
    person = Person(site.url)
    steps.fill_in(person, slug, typed)
    return person, person.form(SEND)


def test_twenty_equal_forms_at_once_ask_once(site: Site, slug: str) -> None:
    typed = Typed(site.address(), "Pressed Often")
    person, form = checked(site, slug, typed)
    content = steps.urlencode(form.sent(form.button(SEND)))

    def send(_: int) -> int:
        answer = httpx.post(
            f"{site.url}{form.action}", content=content, headers={"content-type": FORM_TYPE}, trust_env=False
        )
        return answer.status_code

    with ThreadPoolExecutor(20) as crowd:
        assert set(crowd.map(send, range(20))) == {303}
    for _ in range(2):
        assert person.press(SEND, form).heading == "Check your email"
    settled(site, slug)
    assert len(mails_to(site.sink, typed.email)) == 1
    link = find_link(mail_to(site.sink, typed.email, "Confirm your signature"), steps.CONFIRM)
    with ThreadPoolExecutor(10) as crowd:
        pages = list(crowd.map(lambda _: Person(site.url).send(link, {"choice": "sign"}), range(10)))
    assert {page.heading for page in pages} == {"Thank you. Your signature is confirmed."}
    assert steps.waiting(site.moderator(slug).open(f"/moderate/{slug}")) == ["Pressed Often"]


def test_two_requests_of_one_mailbox_make_one_signature(site: Site, slug: str) -> None:
    email = site.address()
    for name in ("First Try", "Second Try"):
        steps.ask_to_sign(Person(site.url), slug, Typed(email, name))
    links = [find_link(mail_to(site.sink, email, "Confirm your", number), steps.CONFIRM) for number in (1, 2)]
    headings = [Person(site.url).send(link, {"choice": "sign"}).heading for link in links]
    assert headings[0].startswith("Thank you.")
    assert headings[1] in ("You have already signed this letter", "This link has been used or replaced")
    assert len(steps.waiting(site.moderator(slug).open(f"/moderate/{slug}"))) == 1


def asked(site: Site, slug: str, email: str) -> tuple[Person, str]:
    person = Person(site.url)
    steps.ask_to_sign(person, slug, Typed(email, "Code Typist"))
    return person, steps.code_in(mail_to(site.sink, email, "Confirm your signature"))


def type_code(person: Person, slug: str, code: str) -> Page:
    return person.send(f"/letters/{slug}/sent", {"step": "code", "code": code})


def test_after_five_wrong_codes_only_the_link_confirms(site: Site, slug: str) -> None:
    email = site.address()
    person, code = asked(site, slug, email)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
    assert [type_code(person, slug, wrong).status for _ in range(5)] == [422] * 5
    page = type_code(person, slug, code)
    assert (page.status, page.errors["code"]) == (
        429,
        "This was tried too often. Use the link in the mail instead.",
    )
    link = find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM)
    assert steps.confirm(Person(site.url), link).status == 200


def test_the_code_works_in_the_browser_that_signed_alone(site: Site, slug: str) -> None:
    person, code = asked(site, slug, site.address())
    other, _ = asked(site, slug, site.address())
    assert type_code(Person(site.url), slug, code).heading == "This page belongs to the browser that signed"
    assert type_code(other, slug, code).status == 422
    second = site.letter()
    cookie = person.browser.cookies["signing"]
    thief = Person(site.url)
    thief.browser.cookies.set("signing", cookie)
    assert type_code(thief, second, code).heading == "This page belongs to the browser that signed"
    for broken in ("00", "zz", cookie[:-2], cookie[:20], f"{cookie}00"):
        thief.browser.cookies.set("signing", broken)
        assert thief.open(f"/letters/{slug}/sent").heading == "This page belongs to the browser that signed"
    assert steps.waiting(site.moderator(slug).open(f"/moderate/{slug}")) == []
    assert type_code(person, slug, code).heading.startswith("Thank you.")


def test_the_mail_is_sent_again_three_times_an_hour(site: Site, slug: str) -> None:
    email = site.address()
    person, _ = asked(site, slug, email)
    assert ["Sent again." in person.press(RESEND).words for _ in range(3)] == [True] * 3
    page = person.press(RESEND)
    assert page.status == 429
    assert "three times this hour" in page.errors[""]
    settled(site, slug)
    mails = mails_to(site.sink, email)
    assert len(mails) == 4
    assert len({find_link(mail, steps.CONFIRM) for mail in mails}) == 1, "the same link each time"


def test_an_address_gets_six_mails_an_hour_over_all_letters(site: Site, slug: str) -> None:
    second, email = site.letter(), site.address()
    for number in range(9):
        page = steps.ask_to_sign(
            Person(site.url), (slug, second)[number % 2], Typed(email.upper(), f"No {number}")
        )
        assert page.heading == "Check your email", "the answer does not change"
    settled(site, slug)
    assert len([mail for mail in site.sink.mails if email in mail.recipients[0].lower()]) == 6


def test_a_network_that_signs_a_hundred_times_has_to_wait(site: Site, slug: str) -> None:
    end = SIGNINGS_BY_NETWORK.window_end(datetime.now(UTC))
    if end - datetime.now(UTC) < timedelta(seconds=45):
        time.sleep((end - datetime.now(UTC)).total_seconds() + 1)
    crowd = Person(site.url)
    statuses = []
    fields = {"name": "Crowd", "consent": "yes", "step": "send"}
    for number in range(103):
        sent = {**fields, "once": f"{slug}-{number}", "email": f"crowd{number}-{slug}@crowd.example"}
        answer = crowd.browser.post(
            f"/letters/{slug}/sign", content=steps.urlencode(sent), headers={"content-type": FORM_TYPE}
        )
        statuses.append(answer.status_code)
    assert statuses == [303] * 100 + [429] * 3
    assert "Many people are signing from your network." in answer.text
    assert steps.ask_to_sign(Person(site.url), slug, Typed(site.address(), "Else")).heading == "Check your email"


def test_what_a_robot_fills_in_is_not_kept(site: Site, slug: str) -> None:
    typed = Typed(site.address(), "Robot Person")
    person = Person(site.url)
    person.open(f"/letters/{slug}/sign")
    form = person.form("Check your entry")
    form.fill({"name": typed.name, "email": typed.email, "Leave this empty": "https://spam.example"})
    form.choose("I am the person named here")
    sent = {**dict(form.sent(None)), "step": "send", "once": slug}
    assert person.send(form.action, sent).heading == "Check your email", "it is told nothing"
    settled(site, slug)
    assert mails_to(site.sink, typed.email) == []
    assert "0 waiting" in site.cli("letter", "show", slug).stdout


@pytest.mark.parametrize("state", [None, LetterState.CLOSED], ids=["draft", "closed"])
def test_a_letter_that_takes_no_signatures_says_so(site: Site, state: LetterState | None) -> None:
    slug = site.letter(OWN_LETTER, state)
    heading = "This letter takes no more signatures" if state else "This letter is not open"
    status = 409 if state else 404
    full = {"name": "N", "email": "n@mail.example", "consent": "yes", "step": "send", "once": slug}
    person = Person(site.url)
    for page in (person.open(f"/letters/{slug}/sign"), person.send(f"/letters/{slug}/sign", full)):
        assert (page.status, page.heading) == (status, heading)
        assert [link for link in page.main.all("a") if link.has_class("button")]
    asked_for = person.send(f"/letters/{slug}/mine", {"email": "n@mail.example"})
    assert asked_for.heading == ("Check your email" if state else heading)
    assert person.open(f"/letters/{slug}/mine").status == (200 if state else 404)


def test_a_confirmation_that_comes_after_the_end_is_told_so(site: Site, slug: str) -> None:
    email = site.address()
    person, code = asked(site, slug, email)
    link = find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM)
    site.move(slug, LetterState.CLOSED)
    for page in (
        Person(site.url).open(link),
        Person(site.url).send(link, {"choice": "sign"}),
        type_code(person, slug, code),
    ):
        assert (page.status, page.heading) == (409, "This letter takes no more signatures")
