"""What people do, each with a browser of their own: open pages, fill in forms, read mails, follow links."""

import itertools
import re
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import urlencode

import httpx
import pyotp

from tests.journeys.pages import Form, Page
from tests.rig.smtp import Mail, Sink, find_link, plain

_VISITORS = itertools.count(1)
CONFIRM, MINE, UNDO, SIGN_IN = "/confirm/", "/mine/", "/undo/", "/signin/"
FORM_TYPE = "application/x-www-form-urlencoded"
LOOK_AGAIN = 1.1
"""Seconds after which a public page has looked at its letter again."""


class Authenticator:
    """An app for one-time codes; it waits rather than show a code twice, as the service takes each once."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self._last = 0

    def code(self) -> str:
        step = max(self._last + 1, int(time.time()) // 30)
        while step > int(time.time()) // 30 + 1:
            time.sleep(0.2)
        self._last = step
        return pyotp.TOTP(self.secret).at(step * 30)


class Person:
    """Somebody with a browser. Each comes from a network of their own, as the trusted proxy tells."""

    def __init__(self, base_url: str) -> None:
        number = next(_VISITORS)
        self.network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        # No certificates are loaded, for there is no TLS here: it would take longer than most requests.
        self.browser = httpx.Client(
            base_url=base_url, trust_env=False, verify=False, timeout=30, headers={"x-forwarded-for": self.network}
        )
        self.page = Page("")
        self.answer = httpx.Response(0)
        self.app: Authenticator | None = None
        self.codes: list[str] = []

    def open(self, address: str) -> Page:
        return self._show(self.browser.get(address))

    def form(self, button: str) -> Form:
        """The form with this button, to be filled in before `press`."""
        return self.page.form(button)

    def press(self, button: str, form: Form | None = None) -> Page:
        """Press a button of the page, or of a form taken from it and filled in."""
        form = form or self.page.form(button)
        pressed = form.button(button)
        assert pressed, f"the form has no button {button!r}"
        return self.send(form.action, form.sent(pressed))

    def send(self, action: str, pairs: list[tuple[str, str]] | dict[str, str]) -> Page:
        """Send a form as a browser does, and follow where the answer points."""
        headers = {"origin": str(self.browser.base_url).rstrip("/"), "content-type": FORM_TYPE}
        return self._show(self.browser.post(action, content=urlencode(pairs), headers=headers))

    def follow(self, words: str) -> Page:
        return self.open(self.page.links[words])

    def _show(self, answer: httpx.Response) -> Page:
        for _ in range(5):
            if answer.status_code != 303:
                break
            answer = self.browser.get(answer.headers["location"])
        self.answer = answer
        self.page = Page(answer.text, answer.status_code, answer.url.path)
        return self.page


@dataclass(frozen=True)
class Typed:
    """What somebody types into the sign form: fields by autocomplete token or label, and what they tick."""

    email: str
    name: str
    more: dict[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


def fill_in(person: Person, slug: str, typed: Typed) -> Page:
    """Fill in the sign form and ask to check it."""
    person.open(f"/letters/{slug}/sign")
    if "organization-title#2" in typed.more:
        person.press("Add another position")
    form = person.form("Check your entry")
    form.fill({"name": typed.name, "email": typed.email, **typed.more})
    form.choose("I am the person named here", *typed.choices)
    return person.press("Check your entry", form)


def ask_to_sign(person: Person, slug: str, typed: Typed) -> Page:
    """Fill in the form, look at the entry, and have the mail sent."""
    page = fill_in(person, slug, typed)
    assert page.heading == "Check your entry", (page.status, page.errors)
    return person.press("Send my confirmation email")


def confirm(person: Person, link: str) -> Page:
    """Open the mailed link, choose "I sign", go on."""
    person.open(link)
    form = person.form("Continue")
    form.choose("I sign")
    return person.press("Continue", form)


def sign(base_url: str, slug: str, sink: Sink, typed: Typed) -> Person:
    """Sign a letter from beginning to end."""
    person = Person(base_url)
    page = ask_to_sign(person, slug, typed)
    assert page.heading == "Check your email", page.words
    page = confirm(person, find_link(mail_to(sink, typed.email, "Confirm your signature"), CONFIRM))
    assert page.heading == "Thank you. Your signature is confirmed.", page.words
    return person


def own_page(person: Person, slug: str, sink: Sink, email: str) -> Page:
    """Ask by mail for the link to one's own signature, and open it."""
    before = len(mails_to(sink, email, "Your signature: "))
    person.open(f"/letters/{slug}/mine")
    form = person.form("Send me a link")
    form.fill({"email": email})
    person.press("Send me a link", form)
    return person.open(find_link(mail_to(sink, email, "Your signature: ", before + 1), MINE))


def sign_in(base_url: str, link: str, app: Authenticator | None = None) -> Person:
    """A moderator signs in by a link and takes the second step, or sets it up where it is the first time."""
    person = half_way_in(base_url, link)
    page = take_second_step(person, app) if app else set_up_second_step(person)
    assert page.heading == "Your letters", page.words
    return person


def half_way_in(base_url: str, link: str) -> Person:
    """Somebody who used a link, with the second step before them."""
    person = Person(base_url)
    person.open(link)
    page = person.press("Sign in")
    assert page.heading in ("Second step", "Set up your second step"), page.words
    return person


def set_up_second_step(person: Person) -> Page:
    """Set up an app for codes, keep the recovery codes, go on."""
    key = next(person.page.main.all("code")).words
    person.app = Authenticator(key.replace(" ", ""))
    type_code(person, person.app.code(), "Confirm the code")
    assert person.page.heading == "Your recovery codes", person.page.errors
    person.codes = [code.words for code in person.page.main.all("code")]
    return person.follow("I have kept them, go on")


def take_second_step(person: Person, app: Authenticator) -> Page:
    person.app = app
    return type_code(person, app.code())


def type_code(person: Person, code: str, button: str = "Go on") -> Page:
    form = person.form(button)
    form.fill({"code": code})
    return person.press(button, form)


def waiting(page: Page) -> list[str]:
    """The entries in a moderator's queue, in the order of the page."""
    return [next(row.all("h2")).words for row in page.main.all("article")]


def decide(moderator: Person, slug: str, name: str, button: str, reason: str = "", note: str = "") -> Page:
    """Decide on the entry that holds this name, and let the mail go at once.

    Where it is not a listing: fill in the answer, look at its mail, send it. What is missing ends it there.
    """
    page = moderator.open(f"/moderate/{slug}")
    row = next(row for row in page.main.all("article") if name in next(row.all("h2")).words)
    if button in page.links:
        link = next(link for link in row.all("a") if link.words == button)
        moderator.open(link.attrs["href"])
        form = moderator.form("See the mail")
        if reason:
            form.choose(reason)
        if note:
            form.control("note").value = note
        if moderator.press("See the mail", form).errors:
            return moderator.page
        moderator.press(button)
    else:
        key = row.attrs["data-row"]
        forms = [form for form in page.forms if form.button(button)]
        moderator.press(button, next(form for form in forms if form.control("signature_id").value == key))
    return moderator.press("Send it now")


def mails_to(sink: Sink, address: str, subject: str = "") -> list[Mail]:
    return [
        mail for mail in list(sink.mails) if address in mail.recipients and subject_of(mail).startswith(subject)
    ]


def mail_to(sink: Sink, address: str, subject: str, number: int = 1, timeout: float = 10) -> Mail:
    """Wait for the mail to this address whose subject begins so; `number` counts those alike from 1."""
    deadline = time.monotonic() + timeout
    while len(found := mails_to(sink, address, subject)) < number:
        assert time.monotonic() < deadline, f"no mail {subject!r}; there are {all_subjects(sink, address)}"
        time.sleep(0.01)
    return found[number - 1]


def all_subjects(sink: Sink, address: str) -> list[str]:
    return [subject_of(mail) for mail in mails_to(sink, address)]


def subject_of(mail: Mail) -> str:
    return str(mail.message["subject"])


def code_in(mail: Mail) -> str:
    """The short code, as it stands in the mail."""
    found = re.search(r"^\d{4} \d{4}\b", plain(mail), re.MULTILINE)
    assert found, plain(mail)
    return found[0]


def everything_in(mail: Mail) -> str:
    """The raw message, its decoded headers and its decoded parts, in one text."""
    message = mail.message
    leaves = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    headers = [f"{name}: {value}" for name, value in message.items()]
    return "\n".join(
        [mail.raw.decode("utf-8", "replace"), *headers, *(str(leaf.get_content()) for leaf in leaves)]
    )


def look_again() -> None:
    """Wait until no public page is older than what just happened."""
    time.sleep(LOOK_AGAIN)
