"""Versions over HTTP: before anybody signed, corrections, material changes, two authors at once, back again."""

import itertools
from pathlib import Path

import pytest
from sqlalchemy import select

from service.core.letter import Letter, VersionKind
from service.store.database import Db
from service.store.letters import letter_by_slug, versions_of
from service.store.tables import letters, rounds
from tests.journeys.installation import Site
from tests.journeys.pages import Form, Page
from tests.journeys.steps import Person
from tests.web.authors import address_to, author_of, opened, save, start, type_into

_TITLES = (f"A pier for bay {number}" for number in itertools.count(1))
MAKE = "Make this the letter’s text"
ALONE = "Open it all the same"


@pytest.fixture(scope="module")
def ines(site: Site) -> Person:
    return author_of(site, site.letter())


@pytest.fixture
def slug(ines: Person) -> str:
    return opened(ines, next(_TITLES))


def letter_of(site: Site, slug: str) -> Letter:
    found = site.act(lambda installation: installation.database.read(letter_by_slug, slug))
    assert found
    return found


def kinds(site: Site, slug: str) -> list[tuple[int, VersionKind, str, int]]:
    def find(db: Db) -> list[tuple[int, VersionKind, str, int]]:
        letter = letter_by_slug(db, slug)
        assert letter
        return [(each.number, each.kind, each.note, each.era) for each in versions_of(db, letter.id)]

    return site.act(lambda installation: installation.database.read(find))


def rounds_of(site: Site, slug: str) -> list[tuple[str, int]]:
    def find(db: Db) -> list[tuple[str, int]]:
        joined = select(rounds).join(letters, letters.c.id == rounds.c.letter_id).where(letters.c.slug == slug)
        return [(row.kind, row.total) for row in db.execute(joined)]

    return site.act(lambda installation: installation.database.read(find))


def publish(person: Person, slug: str, choice: str = "", **values: str) -> Page:
    form = person.open(f"/compose/{slug}/publish").form(MAKE)
    if choice:
        form.choose(choice)
    return person.press(MAKE, type_into(form, **values))


def test_a_letter_is_not_opened_before_it_has_what_it_needs(ines: Person) -> None:
    slug = start(ines, next(_TITLES))
    page = ines.open(f"/compose/{slug}/open")
    for words in ("Nobody stands under To", "The letter has no text.", "Nobody moderates the letter yet"):
        assert words in page.words
    assert not any(form.button("Open the letter") for form in page.forms)
    save(ines, slug, body="Words.[^1]")
    address_to(ines, slug, "Ottilie Brand")
    assert "Footnote 1 has a mark but no text." in ines.open(f"/compose/{slug}/open").words
    csrf = next(c.value for form in page.forms for c in form.controls if c.name == "csrf")
    assert ines.send(f"/compose/{slug}/open", {"csrf": csrf, "step": "open", "alone": "yes"}).status == 422
    save(ines, slug, body="Words.")
    assert "Nobody moderates the letter yet." in ines.press("Open the letter", opening(ines, slug)).errors[""]
    form = opening(ines, slug)
    form.choose(ALONE)
    for _ in range(2):
        assert ines.press("Open the letter", form).heading == "The letter is open"
    assert ines.open(f"/letters/{slug}").status == 200


def opening(person: Person, slug: str) -> Form:
    return person.open(f"/compose/{slug}/open").form("Open the letter")


def test_a_letter_is_closed_opened_again_and_a_draft_put_away(site: Site, ines: Person, slug: str) -> None:
    ines.open(f"/compose/{slug}/open")
    assert "Closed." in ines.press("Close the letter").words
    form = ines.open(f"/compose/{slug}/open").form("Open it again")
    form.choose(ALONE)
    assert ines.press("Open it again", form).heading == "The letter is open"
    assert kinds(site, slug) == [(1, VersionKind.FIRST, "", 1)]
    draft = start(ines, next(_TITLES))
    ines.open(f"/compose/{draft}/open")
    assert "Put away." in ines.press("Put the draft away").words
    assert save(ines, draft, body="x").status == 409, "what is put away does not change"
    ines.open(f"/compose/{draft}/open")
    assert "It is a draft." in ines.press("Take it out again").words


def test_before_anybody_signed_a_change_is_just_the_new_text(site: Site, ines: Person, slug: str) -> None:
    save(ines, slug, salutation="Dear Minister,")
    page = publish(ines, slug)
    assert "This is the letter’s text now." in page.words
    assert kinds(site, slug) == [(2, VersionKind.FIRST, "", 1), (1, VersionKind.FIRST, "", 1)]
    assert rounds_of(site, slug) == []


def test_a_correction_needs_a_name_and_a_note_and_keeps_everybody(site: Site, ines: Person, slug: str) -> None:
    for _ in range(2):
        site.sign(slug, "Somebody", "", "Count me as a supporter")
    save(ines, slug, salutation="Dear Minister,")
    page = publish(ines, slug)
    assert (page.status, set(page.errors)) == (422, {"kind", "note"})
    assert "2 people stand on this letter" in page.words
    page = publish(ines, slug, "A correction", note="x\u202e")
    assert "U+202E" in page.errors["note"]
    form = ines.open(f"/compose/{slug}/publish").form(MAKE)
    form.choose("A correction")
    type_into(form, note="The salutation was missing.")
    assert "This is the letter’s text now." in ines.press(MAKE, form).words
    assert "This is the letter’s text already." in ines.press(MAKE, form).words, "twice is harmless"
    assert kinds(site, slug)[0] == (2, VersionKind.CORRECTION, "The salutation was missing.", 1)
    assert letter_of(site, slug).counts.supporters == 2
    assert rounds_of(site, slug) == []


def test_a_material_change_asks_for_the_number_and_begins_anew(site: Site, ines: Person, slug: str) -> None:
    site.sign(slug, "Somebody", "", "Count me as a supporter")
    save(ines, slug, body="The harbour needs two lights.")
    for number in ("", "2", "one"):
        page = publish(ines, slug, "A material change", note="Two lights, not one.", number=number)
        assert (page.status, "it is 1 now" in page.errors["number"]) == (422, True), number
    assert kinds(site, slug)[0][0] == 1
    page = publish(ines, slug, "A material change", note="Two lights, not one.", number="1")
    assert "The mails that ask everybody again are on their way." in page.words
    assert kinds(site, slug)[0] == (2, VersionKind.MATERIAL, "Two lights, not one.", 2)
    assert letter_of(site, slug).counts.supporters == 0
    assert rounds_of(site, slug) == [("material", 1)]


def test_the_second_of_two_who_publish_is_told(site: Site, ines: Person, slug: str) -> None:
    jonas = author_of(site, slug, f"jonas@{slug}.example")
    save(ines, slug, salutation="Dear Minister,")
    mine = ines.open(f"/compose/{slug}/publish").form(MAKE)
    publish(jonas, slug)
    save(jonas, slug, salutation="Dear Madam,")
    page = ines.press(MAKE, mine)
    assert page.status == 409
    assert f"jonas@{slug}.example made version 2 meanwhile." in page.errors[""]
    mine = ines.open(f"/compose/{slug}/publish").form(MAKE)
    save(jonas, slug, salutation="Dear Sir,")
    page = ines.press(MAKE, mine)
    assert (page.status, "Another author changed the draft" in page.errors[""]) == (409, True)
    assert kinds(site, slug)[0][0] == 2


def test_versions_are_listed_compared_and_restored(site: Site, ines: Person, slug: str) -> None:
    save(ines, slug, body="The harbour needs two lights.")
    publish(ines, slug)
    page = ines.open(f"/compose/{slug}/versions")
    assert page.links["Version 2"] == f"/compose/{slug}/versions/2"
    assert letter_of(site, slug).version.seal in page.words
    page = ines.open(f"/compose/{slug}/versions/compare?old=2&new=1")
    assert page.heading == "From version 1 to version 2"
    assert "its" in page.words and "two" in page.words
    ines.open(f"/compose/{slug}/versions/1")
    page = ines.press("Put this version into the draft")
    assert "The harbour needs its light." in page.words
    assert "Your draft has changes" in page.words
    assert ines.open(f"/compose/{slug}/versions/compare?old=1&new=draft").words.count("the same, word for word")
    assert letter_of(site, slug).version.number == 2, "readers see nothing of it yet"
    for wrong in ("0", "7", "x", "1e3"):
        assert ines.open(f"/compose/{slug}/versions/{wrong}").status == 404
        assert ines.open(f"/compose/{slug}/versions/compare?old={wrong}&new=1").status == 404


def test_restoring_never_takes_away_what_another_wrote_meanwhile(site: Site, ines: Person, slug: str) -> None:
    jonas = author_of(site, slug)
    save(ines, slug, body="The harbour needs two lights.")
    publish(ines, slug)
    ines.open(f"/compose/{slug}/versions/1")
    save(jonas, slug, body="Words of Jonas.")
    page = ines.press("Put this version into the draft")
    assert (page.status, page.heading) == (409, "The draft was changed meanwhile")
    assert "Words of Jonas." in ines.open(f"/compose/{slug}").words


def test_a_letter_goes_out_as_a_file_is_edited_and_comes_back(site: Site, slug: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.md"
    assert site.cli("letter", "export-file", slug, "-o", str(file)).exit_code == 0
    before = letter_of(site, slug)
    assert "says this already" in site.cli("letter", "update", slug, str(file)).output
    assert letter_of(site, slug) == before
    file.write_text(file.read_text().replace("its light", "its old light"))
    assert "version 2 now" in site.cli("letter", "update", slug, str(file)).output
    site.sign(slug, "Somebody", "", "Count me as a supporter")
    file.write_text(file.read_text().replace("old light", "new light"))
    assert "--correction NOTE" in site.cli("letter", "update", slug, str(file)).stderr
    wrong = site.cli("letter", "update", slug, str(file), "--material", "New.", "--people", "5")
    assert "1 people are asked to sign again, not 5" in wrong.stderr
    done = site.cli("letter", "update", slug, str(file), "--material", "New.", "--people", "1")
    assert done.exit_code == 0, done.output
    assert kinds(site, slug)[0] == (3, VersionKind.MATERIAL, "New.", 2)
    assert site.cli("letter", "export-file", slug).stdout == file.read_text()


def test_a_file_does_not_replace_what_authors_are_writing(
    site: Site, ines: Person, slug: str, tmp_path: Path
) -> None:
    file = tmp_path / "letter.md"
    site.cli("letter", "export-file", slug, "-o", str(file))
    save(ines, slug, body="Half a thought")
    file.write_text(file.read_text().replace("its light", "its old light"))
    assert "--over-draft" in site.cli("letter", "update", slug, str(file)).stderr
    assert site.cli("letter", "update", slug, str(file), "--over-draft").exit_code == 0
    assert "its old light" in ines.open(f"/compose/{slug}").words
    assert "a letter's address cannot change" in site.cli("letter", "update", "other", str(file)).stderr
