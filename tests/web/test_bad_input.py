"""Forms that are filled in wrongly, oddly or with malice: every error at once, everything kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Form, Page
from tests.journeys.steps import FORM_TYPE, Person, find_link, mail_to

FIELDS = {
    "name": "name",
    "latin_name": "latin_name",
    "honorific": "honorific",
    "position": "position-0",
    "affiliation": "affiliation-0",
    "place": "place",
    "evidence_url": "evidence_url",
}
"""The text fields of an entry, and the id under which each one's error stands."""

HOSTILE = [
    "\"><script>alert(1)</script><b title='",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7}",
    "=HYPERLINK(1) #eval(1) \\input{x} $x$",
    "Robert'); DROP TABLE signatures;--",
    "&lt;b&gt; &amp;amp; &#0; %00 %0d%0a",
    "e\u0301 \u212b ＡＢ ﬁ  two  spaces ",
]
UNPRINTABLE = ["\r\nBcc: all@mail.example\r\n", "\n", "\r", "\0", "\x07", "\u202e", "\u2066", "\u200b", "\ufffe"]
GOOD = {"name": "Good Name", "email": "good@mail.example", "consent": "yes", "step": "check"}


def sign_path(slug: str) -> str:
    return f"/letters/{slug}/sign"


def check_errors(page: Page, *fields: str) -> None:
    assert page.status == 422, page.status
    assert page.title.startswith("Error: ")
    assert set(page.errors) == set(fields)
    for field, message in page.errors.items():
        beside = [node.words for node in page.root.all("p") if node.attrs.get("id") == f"{field}-error"]
        assert beside == [f"Error: {message}"], "the same words stand at the field"


def test_every_error_is_told_at_once(site: Site, slug: str) -> None:
    bad = dict.fromkeys(FIELDS, "\0") | {"email": "nobody", "capacity": "king", "lane": "fast", "step": "check"}
    page = Person(site.url).send(sign_path(slug), bad)
    check_errors(page, *FIELDS.values(), "email", "capacity", "lane", "consent")


def test_an_empty_form_is_told_what_it_needs(site: Site, slug: str) -> None:
    for sent in ({}, {"step": "check"}, {"step": "send", "once": "x"}):
        check_errors(Person(site.url).send(sign_path(slug), sent), "name", "email", "consent")
    check_errors(Person(site.url).send(f"/letters/{slug}/mine", {}), "email")
    check_errors(Person(site.url).send("/signin", {}), "email")


def test_what_was_typed_is_kept_byte_for_byte(site: Site, slug: str) -> None:
    for text in [*HOSTILE, *(f"a{char}b" for char in UNPRINTABLE)]:
        typed = dict.fromkeys([*FIELDS, "email"], text) | {
            "lane": "withheld",
            "capacity": "former",
            "updates": "yes",
        }
        page = Person(site.url).send(sign_path(slug), typed)
        assert page.status == 422
        assert dict(page.form("Check your entry").sent(None)).items() >= typed.items()
        assert "<script>" not in page.text


@pytest.mark.parametrize("field", FIELDS)
def test_what_cannot_be_printed_is_refused_at_its_field(site: Site, slug: str, field: str) -> None:
    person = Person(site.url)
    for char in UNPRINTABLE:
        page = person.send(sign_path(slug), {**GOOD, field: f"Ann{char}Bell"})
        check_errors(page, FIELDS[field])
        assert "cannot be printed: U+" in page.errors[FIELDS[field]]


def test_an_address_cannot_carry_a_header(site: Site, slug: str) -> None:
    person = Person(site.url)
    for address in (
        "a@mail.example\r\nBcc: b@mail.example",
        "a@mail.example\0",
        "a b@mail.example",
        "a@",
        "ä@b.example",
    ):
        check_errors(person.send(sign_path(slug), {**GOOD, "email": address}), "email")
        check_errors(person.send("/signin", {"email": address}), "email")
        page = person.send(f"/letters/{slug}/mine", {"email": address})
        check_errors(page, "email")
        assert page.form("Send me a link").control("email").value == address


def test_too_much_is_told_by_how_much(site: Site, slug: str) -> None:
    person = Person(site.url)
    for field, error in FIELDS.items():
        page = person.send(sign_path(slug), {**GOOD, field: "x" * 501})
        check_errors(page, error)
        assert "it has 501" in page.errors[error]
    many = [*GOOD.items(), *[("position", "P"), ("affiliation", "A")] * 90]
    page = person.send(sign_path(slug), many)
    check_errors(page, "position-0")
    assert len([c for c in page.form("Check your entry").controls if c.name == "position"]) == 90


def test_a_field_that_is_sent_twice_counts_once(site: Site, slug: str) -> None:
    page = Person(site.url).send(
        sign_path(slug), [*GOOD.items(), ("name", "Other"), ("email", "other@mail.example")]
    )
    assert page.heading == "Check your entry"
    assert page.entries == ["Good Name", "good@mail.example"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"name=%FF%FE&step=check", FORM_TYPE),
        (b"name=%ED%A0%80", FORM_TYPE),
        (b"name=\xff", FORM_TYPE),
        (b"&".join([b"position=P&affiliation=A"] * 300), FORM_TYPE),
        (b"name=" + b"x" * 1_000_000, FORM_TYPE),
        (b'{"name": "x"}', "application/json"),
        (b"name=x", ""),
        (
            b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
    ],
    ids=["not UTF-8", "a surrogate", "a raw byte", "300 positions", "1 MB", "JSON", "no type", "multipart"],
)
def test_a_form_that_no_page_of_ours_sends_gets_a_page_that_helps(
    site: Site, slug: str, content: bytes, kind: str
) -> None:
    for path in (sign_path(slug), f"/letters/{slug}/mine", "/signin"):
        answer = Person(site.url).browser.post(path, content=content, headers={"content-type": kind})
        page = Page(answer.text, answer.status_code)
        assert answer.status_code in (400, 413)
        assert page.title.startswith("Error: ")
        assert "Go back" in page.words or page.links


def test_broken_percent_signs_are_text(site: Site, slug: str) -> None:
    answer = Person(site.url).browser.post(
        sign_path(slug), content=b"name=%ZZ 100%&step=check&%%%=&&&=", headers={"content-type": FORM_TYPE}
    )
    page = Page(answer.text, answer.status_code)
    check_errors(page, "email", "consent")
    assert page.form("Check your entry").control("name").value == "%ZZ 100%"


@given(data=st.data())
def test_no_text_in_any_field_makes_the_form_fail(site: Site, data: st.DataObject) -> None:
    slug = shared_letter(site)
    names = st.sampled_from([*FIELDS, "email", "capacity", "lane", "consent", "step", "seal", "once", "website2"])
    typed = data.draw(st.lists(st.tuples(names, st.text(max_size=60)), max_size=12))
    page = Person(site.url).send(sign_path(slug), typed)
    assert page.status in (200, 422)
    assert page.form("Check your entry") if page.status == 422 else page.heading


@given(text=st.text(max_size=80))
def test_no_text_makes_a_question_fail(site: Site, text: str) -> None:
    slug, person = shared_letter(site), Person(site.url)
    for path in (f"/letters/{slug}/signatories", f"/letters/{slug}.json", f"/letters/{slug}/sent"):
        asked = person.browser.get(path, params={"q": text, "n": text, "page": text, "again": text})
        assert asked.status_code in (200, 303, 404)
    assert person.send("/signin", {"email": text}).status == 422 or "@" in text
    assert person.send(f"/letters/{slug}/sent", {"step": text, "code": text}).status in (200, 422)


@given(text=st.text(min_size=1, max_size=40).filter(lambda text: text not in (".", "..") and "/" not in text))
def test_no_text_in_an_address_makes_a_page_fail(site: Site, text: str) -> None:
    person = Person(site.url)
    for path in (
        "/letters/{}",
        "/letters/{}.json",
        "/letters/{}/sign",
        "/letters/{}/signatories",
        "/letters/{}/mine",
    ):
        assert person.browser.get(path.format(quoted(text))).status_code in (404, 400, 405)
    for path in ("/confirm/{}", "/mine/{}", "/mine/{}/edit", "/undo/{}", "/signin/{}", "/assets/x/{}", "/{}"):
        assert person.browser.get(path.format(quoted(text))).status_code in (404, 400, 405, 410)


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


_LETTERS: dict[str, str] = {}


def shared_letter(site: Site) -> str:
    """One letter for all examples of a property."""
    if site.url not in _LETTERS:
        _LETTERS[site.url] = site.letter()
    return _LETTERS[site.url]


def own_form(site: Site, slug: str, path: str, button: str) -> tuple[Person, Form]:
    typed = site.sign(slug, "Own Form")
    owner = Person(site.url)
    steps.own_page(owner, slug, site.sink, typed.email)
    owner.open(f"{owner.page.url}/{path}")
    return owner, owner.form(button)


def test_the_edit_form_tells_every_error_and_keeps_what_was_typed(site: Site, slug: str) -> None:
    owner, form = own_form(site, slug, "edit", "Save my changes")
    bad = dict.fromkeys(FIELDS, f"{HOSTILE[0]}\0") | {"lane": "fast", "capacity": "king"}
    page = owner.send(form.action, {**bad, "step": "save"})
    check_errors(page, *FIELDS.values(), "lane", "capacity")
    kept = dict(page.form("Save my changes").sent(None))
    assert {name: kept[name] for name in FIELDS} == {name: bad[name] for name in FIELDS}


def test_the_confirmation_and_the_code_need_an_answer(site: Site, slug: str) -> None:
    person, email = Person(site.url), site.address()
    steps.ask_to_sign(person, slug, steps.Typed(email, "No Answer"))
    link = find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM)
    for choice in ({}, {"choice": ""}, {"choice": "SIGN"}, {"choice": "sign\0"}, {"suppress": "yes"}):
        check_errors(person.send(link, choice), "choice")
    for code in ({"code": ""}, {}, {"code": "  "}, {"code": "12345678' OR 1=1"}, {"code": "٤٤٤٤٤٤٤٤"}):
        check_errors(person.send(f"/letters/{slug}/sent", {"step": "code", **code}), "code")


DECISIONS = [
    {"outcome": "crown"},
    {"outcome": "decline", "reason": "because"},
    {"outcome": "ask", "reason": "unclear", "note": " "},
    {"outcome": "decline", "reason": "other", "note": "x" * 1001},
    {"outcome": "decline", "reason": "other", "note": "a\u202eb"},
    {"outcome": "list", "signature_id": "²"},
    {"outcome": "list", "signature_id": "9" * 5000},
    {"outcome": "list", "signature_id": "9223372036854775808"},
    {"outcome": "list", "signature_id": "-1"},
    {"outcome": "list", "signature_id": ""},
    {"outcome": ""},
]


@pytest.mark.parametrize("sent", DECISIONS, ids=lambda sent: str(sent)[:60])
def test_a_decision_that_is_not_whole_is_not_taken(site: Site, slug: str, sent: dict[str, str]) -> None:
    site.sign(slug, "Waiting Person")
    moderator = site.moderator(slug)
    moderator.open(f"/moderate/{slug}")
    form = moderator.form("List publicly")
    page = moderator.send(form.action, {**dict(form.sent(None)), **sent})
    assert page.status in (404, 409, 422), page.words
    if sent.get("outcome") in ("ask", "decline"):
        assert page.title.startswith("Error: ")
        assert page.errors
        assert page.form("See the mail").control("note").value == sent.get("note", "")
    assert steps.waiting(moderator.open(f"/moderate/{slug}")) == ["Waiting Person"]


@pytest.mark.parametrize("number", ["9223372036854775807", "1"])
def test_a_decision_on_nothing_finds_nothing(site: Site, slug: str, number: str) -> None:
    site.sign(slug, "Waiting Person")
    moderator = site.moderator(slug)
    moderator.open(f"/moderate/{slug}")
    form = moderator.form("List publicly")
    sent = {**dict(form.sent(None)), "signature_id": number, "outcome": "list"}
    page = moderator.send(form.action, sent)
    assert (page.status, bool(page.links)) == (404, True)
