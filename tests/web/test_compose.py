"""The composer over HTTP: starting, writing, saving, what is refused, and two authors at once."""

import itertools
import re

import pytest
from sqlalchemy import select

from service.store.database import Db
from service.store.tables import contacts, drafts
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import Person
from tests.web.authors import address_to, author_of, edit, opened, save, start, type_into

_TITLES = (f"A light for harbour {number}" for number in itertools.count(1))
OVERRIDE = "\u202e"


@pytest.fixture(scope="module")
def first_letter(site: Site) -> str:
    return site.letter()


@pytest.fixture(scope="module")
def ines(site: Site, first_letter: str) -> Person:
    return author_of(site, first_letter)


@pytest.fixture(scope="module")
def jonas(site: Site, first_letter: str) -> Person:
    return author_of(site, first_letter)


@pytest.fixture
def begun(ines: Person) -> str:
    return start(ines, next(_TITLES))


def test_an_author_starts_a_letter_and_sees_what_is_missing(ines: Person) -> None:
    slug = start(ines, "A Light for Øster Vold!")
    assert slug == "a-light-for-oster-vold"
    assert "Your letter is begun." in ines.page.words
    page = ines.open("/compose")
    assert "Nobody stands under To: say who the letter goes to." in page.words
    assert "The letter has no text." in page.words
    assert "Nobody moderates it yet." in page.words
    assert page.links["Write"] == "/compose"
    assert ines.open(f"/letters/{slug}").status == 404, "a draft is not public"
    assert start(ines, "A Light for Øster Vold!") == slug, "twice is harmless"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "The title is empty."),
        ("title", "x" * 301, "up to 300 characters; this is 301"),
        ("title", f"{OVERRIDE}Title", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("title", "李明的信", "Choose an address in Latin letters"),
        ("language", "xx-nowhere", "a language tag that exists"),
        ("slug", "Not A Slug", "small letters a to z, digits and single dashes"),
        ("slug", "x" * 81, "up to 80 characters"),
        ("slug", "TAKEN", "Another letter has the address"),
    ],
)
def test_a_letter_is_not_started_with_what_cannot_stand(
    ines: Person, first_letter: str, field: str, typed: str, words: str
) -> None:
    ines.open("/compose")
    form = type_into(ines.form("Start"), title="A fair title", language="en")
    type_into(form, **{field: first_letter if typed == "TAKEN" else typed})
    page = ines.press("Start", form)
    assert page.status == 422
    at = "slug" if "address" in words else field
    assert words in page.errors[at]
    kept = next(control for control in page.form("Start").controls if control.name == field).value
    assert kept == form.control(field).value, "what was typed stays"


def test_who_is_the_author_of_nothing_starts_nothing(site: Site, first_letter: str) -> None:
    moderator = site.moderator(first_letter)
    page = moderator.open("/compose")
    assert (page.status, page.heading) == (200, "Your letters")
    assert not any(form.button("Start") for form in page.forms)
    csrf = next(c.value for form in page.forms for c in form.controls if c.name == "csrf")
    page = moderator.send("/compose", {"csrf": csrf, "title": "Mine", "language": "en", "slug": "mine-too"})
    assert page.status == 403
    assert "Write" not in moderator.open("/moderate").links


def test_what_is_written_prints_as_the_real_letter(ines: Person, begun: str) -> None:
    page = save(
        ines,
        begun,
        re="The light on the mole",
        date="2026-05-04",
        salutation="Dear Minister,",
        body="We **ask** you.[^1]\r\n\r\n[^1]: Log of the pilots.",
        demands="- light it\r\n2) keep it lit\r\n  through the winter\r\n\r\nlet us in",
        closing="Yours,\r\nthe undersigned",
    )
    assert page.url == f"/compose/{begun}"
    assert "Saved." in page.words
    assert "We ask you.1" in page.words
    form = edit(ines, begun)
    assert form.control("demands").value == "light it\nkeep it lit\n  through the winter\nlet us in"
    assert ines.open(f"/compose/{begun}/text").form("Save").control("re").value == "The light on the mole"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "The title is empty."),
        ("re", "x" * 501, "up to 500 characters; this is 501"),
        ("salutation", "Dear\x07", "a control character"),
        ("date", "4 May", "a day such as 2026-03-14"),
        ("body", f"Fine.\r\n\r\nNot {OVERRIDE}fine.", "on line 3: U+202E"),
        ("body", "x" * (512 * 1024 + 1), "up to 512 KiB; this is 513 KiB"),
        ("demands", "\r\n".join(["one"] * 101), "up to 100 demands; this is 101"),
        ("closing", "x" * 2001, "up to 2,000 characters"),
        ("language", "klingon!", "a language tag that exists"),
    ],
)
def test_a_field_that_cannot_be_kept_is_named_and_stays_as_typed(
    ines: Person, begun: str, field: str, typed: str, words: str
) -> None:
    page = save(ines, begun, **{field: typed})
    assert page.status == 422
    assert words in page.errors[field]
    assert page.form("Save").control(field).value == typed.replace("\r\n", "\n")
    assert edit(ines, begun).control(field).value != typed, "nothing of it was kept"


def test_a_long_letter_is_taken_whole(ines: Person, begun: str) -> None:
    body = "\n\n".join(["ماه نو"] * 30_000)
    assert save(ines, begun, body=body).status == 200
    assert edit(ines, begun).control("body").value == body


def test_a_preview_without_a_script_keeps_nothing(ines: Person, begun: str) -> None:
    form = edit(ines, begun, body="Only **looked** at.")
    page = ines.send(form.action, [*form.sent(None), ("step", "preview")])
    assert (page.status, "Only looked at." in page.words) == (200, True)
    assert page.form("Save").control("body").value == "Only **looked** at."
    assert edit(ines, begun).control("body").value == ""


def test_the_second_of_two_authors_sees_the_first_ones_change(
    site: Site, ines: Person, jonas: Person, begun: str
) -> None:
    both_may_write(site, begun, jonas)
    mine = edit(ines, begun, body="The light is out since **March**.")
    assert save(jonas, begun, body="The light is out since February.").status == 200
    page = ines.press("Save", mine)
    assert (page.status, page.heading) == (409, "This was changed meanwhile")
    assert "February" in page.words and "March" in page.words
    held = [c.value for c in page.form("Keep mine").controls if c.name == "body"]
    assert held == ["The light is out since **March**."]
    both = ines.press("Edit both")
    assert both.form("Save").control("body").value == "The light is out since **March**."
    assert "The light is out since February." in both.text, "theirs stands beside it, to copy from"
    assert edit(jonas, begun).control("body").value == "The light is out since February.", "not overwritten"
    ines.press("Save")
    assert edit(jonas, begun).control("body").value == "The light is out since **March**."
    assert save(jonas, begun, salutation="Dear all,").status == 200


def both_may_write(site: Site, slug: str, person: Person) -> None:
    person.open("/account")
    email = re.search(r"Your account: (\S+@\S+)", person.page.words)
    assert email
    assert site.cli("account", "add", email[1], "--role", "author", "--letter", slug).exit_code == 0


def test_authors_who_change_different_parts_do_not_meet(
    site: Site, ines: Person, jonas: Person, begun: str
) -> None:
    both_may_write(site, begun, jonas)
    text = edit(ines, begun, body="Words of Ines.")
    address_to(jonas, begun, "Ottilie Brand")
    assert ines.press("Save", text).url == f"/compose/{begun}"
    page = ines.open(f"/compose/{begun}")
    assert "Words of Ines." in page.words and "Ottilie Brand" in page.words


def test_rows_are_added_moved_and_taken_away_with_everything_typed_kept(ines: Person, begun: str) -> None:
    page = address_to(ines, begun, "Ottilie Brand", "Board of Pilots")
    ines.open(f"/compose/{begun}/addressees")

    def typed(name: str = "name") -> list[str]:
        return [c.value for c in ines.page.form("Save").controls if c.name == name]

    form = ines.form("Save")
    [c for c in form.controls if c.name == "office"][1].value = "Third desk\r\nWest wing"
    for button, names in [
        ("Up: Board of Pilots", ["Board of Pilots", "Ottilie Brand"]),
        ("Down: Board of Pilots", ["Ottilie Brand", "Board of Pilots"]),
        ("Move to CC: Ottilie Brand", ["Board of Pilots", "Ottilie Brand"]),
        ("Add somebody under CC", ["Board of Pilots", "Ottilie Brand", ""]),
        ("Remove: Ottilie Brand", ["Board of Pilots", ""]),
    ]:
        ines.press(button, form)
        assert typed() == names
        form = ines.form("Save")
    assert typed("office")[0] == "Third desk\nWest wing"
    ines.press("Save")
    page = ines.open(f"/compose/{begun}")
    assert "Board of Pilots Third desk West wing" in page.words
    assert "Ottilie Brand" not in page.words


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "An addressee has a name"),
        ("name", "x" * 201, "up to 200 characters"),
        ("honorific", f"Dr.{OVERRIDE}", "U+202E"),
        ("office", "\r\n".join("abcde"), "up to 4 lines; this is 5"),
        ("postal", "\r\n".join("abcdefghi"), "up to 8 lines; this is 9"),
        ("contact", "phone\x00", "a control character"),
    ],
)
def test_an_addressee_that_cannot_print_is_named_at_its_field(
    ines: Person, begun: str, field: str, typed: str, words: str
) -> None:
    page = save(ines, begun, "addressees", **{"name": "Somebody", "organisation": "Harbour", field: typed})
    assert page.status == 422
    assert words in page.errors[f"{field}-0"]


def test_a_private_contact_is_sealed_and_on_no_other_page(site: Site, ines: Person) -> None:
    secret = "secretary.7731@ministry.example"
    slug = opened(ines, next(_TITLES))
    save(ines, slug, "addressees", contact=secret, office="Ministry")
    assert secret in ines.open(f"/compose/{slug}/addressees").text
    ines.open(f"/compose/{slug}/publish")
    assert secret not in ines.page.text
    ines.press("Make this the letter’s text")
    steps.look_again()
    for path in (f"/compose/{slug}", f"/compose/{slug}/versions/2", f"/letters/{slug}", f"/letters/{slug}.json"):
        page = ines.open(path)
        assert (page.status, "Ministry" in page.text, secret in page.text) == (200, True, False), path
    assert secret not in site.cli("letter", "export-file", slug).output
    kept = site.act(lambda installation: installation.database.read(stored))
    assert kept and not any(secret.encode() in value for value in kept)


def stored(db: Db) -> list[bytes]:
    sealed = [row.contact for row in db.execute(select(contacts))]
    return sealed + [row.content.encode() for row in db.execute(select(drafts))]


@pytest.mark.parametrize(
    ("part", "field", "typed", "at", "words"),
    [
        ("terms", "until", "2020-01-01", "until", "This day is over."),
        ("terms", "until", "soon", "until", "a day such as"),
        ("terms", "terms", "x" * 2001, "terms", "up to 2,000 characters"),
        ("terms", "supporters_elsewhere", "-3", "supporters_elsewhere", "a whole number"),
        ("terms", "elsewhere_url", "javascript:alert(1)", "elsewhere_url", "begins with https://"),
        ("about", "organiser", "x" * 201, "organiser", "up to 200 characters"),
        ("about", "about", f"We{OVERRIDE}", "about", "U+202E"),
        ("about", "link_url", "javascript:alert(1)", "link_url-0", "begins with https://"),
        ("about", "link_label", "Donate", "link_url-0", "A link has an address"),
        ("about", "published", "yesterday", "published", "a day such as"),
    ],
)
def test_settings_that_cannot_stand_are_named_at_their_field(
    ines: Person, begun: str, part: str, field: str, typed: str, at: str, words: str
) -> None:
    page = save(ines, begun, part, **{field: typed})
    assert page.status == 422
    assert words in page.errors[at]
    kept = [c.value for c in page.form("Save").controls if c.name == field]
    assert kept[0] == typed


def test_settings_are_kept_and_shown(ines: Person, begun: str) -> None:
    form = edit(ines, begun, "terms", goal="750", until="2099-12-31", elsewhere_url="https://old.example/list")
    form.choose("A goal of our own")
    form.control("Supporters").chosen = False
    ines.press("Save", form)
    page = save(ines, begun, "about", organiser="Pilots’ Union", link_label="Donate", link_url="https://a.example")
    assert page.status == 200
    form = edit(ines, begun, "terms")
    assert (form.control("goal").value, form.control("Supporters").chosen) == ("750", False)
    assert edit(ines, begun, "about").control("link_url").value == "https://a.example"
    form = edit(ines, begun, "terms")
    for label in ("Named cosigners", "Cosigners who are not named"):
        form.control(label).chosen = False
    assert ines.press("Save", form).errors == {"lanes": "Leave at least one way to sign open."}


def test_two_authors_of_the_settings_do_not_overwrite_each_other(
    site: Site, ines: Person, jonas: Person, begun: str
) -> None:
    both_may_write(site, begun, jonas)
    mine = edit(ines, begun, "about", organiser="Mine")
    save(jonas, begun, "about", organiser="Theirs")
    page = ines.press("Save", mine)
    assert (page.status, page.form("Save").control("organiser").value) == (409, "Mine")
    assert edit(jonas, begun, "about").control("organiser").value == "Theirs"


def test_a_form_without_its_token_changes_nothing(ines: Person, begun: str) -> None:
    for part in ("text", "addressees", "terms", "about", "open", "publish", "read-in/keep", "paste"):
        page = ines.send(f"/compose/{begun}/{part}", {"title": "Forged", "kind": "to", "name": "Forged"})
        assert (page.status, page.heading) == (403, "This form is too old"), part
    assert "Forged" not in ines.open(f"/compose/{begun}").words


def test_a_letter_of_others_is_as_if_it_were_not_there(site: Site, ines: Person) -> None:
    foreign, absent = site.letter(), "never-there"
    for part in ("", "/text", "/addressees", "/terms", "/about", "/open", "/versions", "/versions/1", "/publish"):
        pages = [ines.open(f"/compose/{slug}{part}") for slug in (foreign, absent)]
        assert [page.status for page in pages] == [404, 404], part
        assert pages[0].text == pages[1].text, part


def test_who_lost_the_role_meanwhile_keeps_the_words_and_saves_nothing(site: Site, first_letter: str) -> None:
    leaver = author_of(site, first_letter, f"leaver@{first_letter}.example")
    form = edit(leaver, first_letter, body="Too late.")
    assert site.cli("account", "remove", f"leaver@{first_letter}.example", "--letter", first_letter).exit_code == 0
    page = leaver.press("Save", form)
    assert page.heading in ("Sign in", "This page is not for your account")
    other = author_of(site, first_letter)
    assert "Too late." not in other.open(f"/compose/{first_letter}").words
