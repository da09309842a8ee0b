"""The main job, from the letter's file to the exported letter with its numbered names."""

import hashlib
import io
import re
import secrets
from pathlib import Path

import pytest
import rfc8785
from pypdf import PdfReader

from service.core.letter import Wording
from service.core.letterfile import read_letter_file
from tests.journeys import steps
from tests.journeys.installation import OWN_LETTER, Site
from tests.journeys.pages import Page
from tests.journeys.public import exported, json_of, shown
from tests.journeys.steps import CONFIRM, Person, Typed, find_link, mail_to
from tests.rig.shared import shared


@pytest.fixture(params=["our own invented letter", "the letter to the United Nations"])
def letter_file(request: pytest.FixtureRequest) -> Path:
    return OWN_LETTER if request.param.startswith("our own") else shared("letters/open-letter-un.md")


def test_a_letter_is_brought_in_signed_checked_and_exported(site: Site, letter_file: Path, tmp_path: Path) -> None:
    slug, wording = the_author_brings_the_letter_in(site, letter_file, tmp_path)
    typed = somebody_types_into_every_field(site)
    person = Person(site.url)
    entry = the_entry_is_shown_as_it_will_print(person, slug, typed)
    link = the_mail_holds_nothing_that_was_typed(site, typed)
    opening_the_link_changes_nothing(site, slug, link, entry)
    saying_i_sign_twice_signs_once(site, slug, person, link)
    moderator = steps.sign_in(site.url, the_command_line_makes_a_moderator(site, slug))
    assert steps.waiting(moderator.open(f"/moderate/{slug}")) == [entry]
    moderator.press("List publicly")
    moderator.press("Send it now")
    the_mail_says_the_number(site, typed.email, entry)
    steps.look_again()
    the_letter_shows_what_its_file_holds(shown(site, slug).letter, wording)
    assert shown(site, slug).names == [(1, entry)]
    the_exports_hold_the_letter_and_its_names(exported(site, slug, tmp_path), wording, typed)


def the_author_brings_the_letter_in(site: Site, file: Path, folder: Path) -> tuple[str, Wording]:
    slug = f"main-job-{secrets.token_hex(4)}"
    content = re.sub(r"(?m)^slug: .*$", f"slug: {slug}", file.read_text(encoding="utf-8"), count=1)
    (folder / "letter.md").write_text(content, encoding="utf-8")
    added = site.service.cli("letter", "add", str(folder / "letter.md"))
    assert added.returncode == 0, added.stderr
    draft = Person(site.url).open(f"/letters/{slug}")
    assert (draft.status, draft.heading) == (404, "This letter is not open")
    assert f"undersigned letter open {slug}" in added.stdout
    opened = site.cli("letter", "open", slug)
    assert f"{site.url}/letters/{slug}" in opened.stdout, opened.output
    return slug, read_letter_file(content.encode())[1]


def somebody_types_into_every_field(site: Site) -> Typed:
    def marked(text: str) -> str:
        return f"{text} {secrets.token_hex(6)}"

    fields = {
        "honorific-prefix": marked("Prof. Dr."),
        "Name in Latin letters": marked("Zarina Latin"),
        "organization-title": marked("Professor of Law"),
        "organization": marked("University of Morrow"),
        "organization-title#2": marked("Co-founder"),
        "organization#2": marked("Open Registers"),
        "country-name": marked("Tarn"),
        "url": f"https://people.example/{secrets.token_hex(6)}",
    }
    return Typed(site.address(), marked("زرینه Zarina"), fields, ("Full entry", "Email me updates"))


def the_entry_is_shown_as_it_will_print(person: Person, slug: str, typed: Typed) -> str:
    assert not person.browser.cookies, "no cookie before a form was sent"
    page = steps.fill_in(person, slug, typed)
    more = typed.more
    entry = (
        f"{more['honorific-prefix']} {typed.name} ({more['Name in Latin letters']}), "
        f"{more['organization-title']}, {more['organization']}; "
        f"{more['organization-title#2']}, {more['organization#2']}; {more['country-name']}"
    )
    assert page.heading == "Check your entry", page.errors
    assert page.entries == [entry, typed.email]
    page = person.press("Change")
    assert page.form("Check your entry").control("name").value == typed.name
    person.press("Check your entry")
    page = person.press("Send my confirmation email")
    assert page.heading == "Check your email"
    assert typed.email in page.words
    return entry


def the_mail_holds_nothing_that_was_typed(site: Site, typed: Typed) -> str:
    mail = mail_to(site.sink, typed.email, "Confirm your signature: ")
    whole = steps.everything_in(mail)
    for value in (typed.name, *typed.more.values()):
        for word in (value, value.rsplit(" ", 1)[-1].rpartition("/")[2]):
            assert word not in whole
    assert mail.recipients == (typed.email,)
    return find_link(mail, CONFIRM)


def opening_the_link_changes_nothing(site: Site, slug: str, link: str, entry: str) -> None:
    anybody = Person(site.url)
    assert anybody.browser.head(link).status_code == 200
    for _ in range(5):
        page = anybody.open(link)
        assert page.entries == [entry]
        assert not any(c.chosen for c in page.form("Continue").controls), "nothing is chosen beforehand"
    assert "is being checked" not in Person(site.url).open(f"/letters/{slug}").words
    assert "0 named" in site.cli("letter", "show", slug).stdout


def saying_i_sign_twice_signs_once(site: Site, slug: str, person: Person, link: str) -> None:
    for _ in range(2):
        page = person.send(link, {"choice": "sign"})
        assert (page.status, page.heading) == (200, "Thank you. Your signature is confirmed.")
    steps.look_again()
    page = Person(site.url).open(f"/letters/{slug}")
    assert "No names are listed yet. 1 is being checked." in page.words


def the_command_line_makes_a_moderator(site: Site, slug: str) -> str:
    done = site.cli("account", "add", site.address(), "--role", "moderator", "--letter", slug)
    assert done.exit_code == 0, done.output
    return done.stdout.split()[0]


def the_mail_says_the_number(site: Site, email: str, entry: str) -> None:
    mail = mail_to(site.sink, email, "You are signatory no. 1: ")
    assert entry in steps.plain(mail)


def the_letter_shows_what_its_file_holds(page: Page, wording: Wording) -> None:
    blocks = [node.words for node in page.main.all("p") if node.has_class("addressee")]
    people = [*wording.to, *wording.cc]
    assert blocks == [" ".join(person.lines()) for person in people]
    assert len(wording.cc) == 6
    assert wording.date
    assert wording.date.isoformat() in [node.attrs["datetime"] for node in page.main.all("time")]
    assert wording.salutation in page.words
    text = "\n".join((wording.body, *(f"- {demand}" for demand in wording.demands)))
    demands = [" ".join(line.split())[:12] for line in re.findall(r"(?m)^- (.*)", text)]
    assert demands
    assert [item.words[:12] for item in page.main.all("li")][: len(demands)] == demands
    anchors = {node.attrs["id"] for node in page.root.all("li", "a", "sup", "span") if "id" in node.attrs}
    marks = [href for href in hrefs(page) if href.startswith("#note-")]
    backs = [href for href in hrefs(page) if href.startswith("#mark-")]
    assert len(marks) == len(backs) == len(re.findall(r"\[\^\w+\](?!:)", text))
    assert {href.lstrip("#") for href in marks + backs} <= anchors, "footnotes link both ways"


def hrefs(page: Page) -> list[str]:
    return [link.attrs.get("href", "") for link in page.main.all("a")]


def the_exports_hold_the_letter_and_its_names(files: dict[str, bytes], wording: Wording, typed: Typed) -> None:
    texts = {kind: content.decode() for kind, content in files.items() if kind != "pdf"}
    assert files["pdf"].startswith(b"%PDF")
    texts["pdf"] = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    surnames = [person.name.split()[-1] for person in (*wording.to, *wording.cc)]
    marker = typed.name.split()[-1]
    for kind, text in texts.items():
        for part in (*surnames, "CC" if kind != "json" else '"cc"', marker):
            assert part in text, f"{part!r} is missing from the {kind}"
    assert re.search(r"^\s*1[.)]\s.*" + marker, texts["txt"], re.MULTILINE)
    assert re.search(r"^1[.)]\s.*" + marker, texts["md"], re.MULTILINE)
    record = json_of(files)
    assert record["counts"]["named"] == len(record["entries"]) == 1
    assert hashlib.sha256(rfc8785.dumps(record["wording"])).hexdigest() == record["seal"]
