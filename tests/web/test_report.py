"""Somebody reads a name on the list and says "this is not me": over HTTP, without being asked who they are."""

import pytest

from service.core.entry import Lane
from service.core.signature import Act
from service.store.roll import ref_of
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.web.desk import Desk, titled
from tests.web.test_desk import decide

THANKS = "Thank you for telling us"


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site, site.letter())


def listed(desk: Desk, *names: str, lane: Lane = Lane.COSIGNER) -> list[int]:
    moderator = desk.site.moderator(desk.slug)
    ids = desk.wait(*(titled(name) for name in names), lane=lane)
    for signature_id in ids:
        decide(moderator, desk, signature_id)
    steps.look_again()
    return ids


def reported(desk: Desk, signature_id: int, words: str = "I never signed.", address: str = "") -> Page:
    person = desk.site.person()
    if address:
        person.browser.headers["x-forwarded-for"] = address
    person.open(f"/letters/{desk.slug}/report/{ref_of(signature_id)}")
    form = person.form("Tell the moderators")
    form.fill({"What is wrong": words})
    return person.press("Tell the moderators", form)


def acts(desk: Desk, signature_id: int) -> list[Act]:
    return [act.act for act in desk.log(signature_id)]


def test_a_reader_finds_the_name_by_its_number_and_a_moderator_sees_what_is_wrong(desk: Desk) -> None:
    _, second = listed(desk, "Aino Kallas", "Bruno Weft")
    reader = desk.site.person()
    reader.open(f"/letters/{desk.slug}/signatories")
    reader.follow("“This is not me”: report a name")
    form = reader.form("Show this entry")
    assert form.method == "get" and form.control("Which number").name == "n"
    page = reader.open(f"{form.action}?n=2")
    assert "Bruno Weft" in page.entries[0] and "Number 2" in page.words
    form = reader.form("Tell the moderators")
    form.fill({"What is wrong": "  I am Bruno Weft,\n and did not sign.  "})
    page = reader.press("Tell the moderators", form)
    assert page.heading == THANKS and not reader.browser.cookies
    assert acts(desk, second)[-1] is Act.REPORT
    queue = desk.site.moderator(desk.slug).open(desk.path)
    assert "Reported" in queue.words and "I am Bruno Weft, and did not sign." in queue.words


def test_the_answer_is_the_same_when_nothing_is_kept_any_more(desk: Desk) -> None:
    ids = listed(desk, *(f"Person {n}" for n in range(12)))
    pages = [reported(desk, signature_id, address="198.51.100.7").text for signature_id in ids]
    assert len(set(pages)) == 1
    kept = sum(Act.REPORT in acts(desk, signature_id) for signature_id in ids)
    assert kept == 10
    assert reported(desk, ids[-1], address="203.0.113.9").text == pages[0]
    assert Act.REPORT in acts(desk, ids[-1])


@pytest.mark.parametrize("words", ["", " \n ", "x" * 1_001, "turned \u202e round"])
def test_words_that_say_nothing_or_too_much_are_named_at_the_field_and_kept(desk: Desk, words: str) -> None:
    [signature_id] = listed(desk, "Aino Kallas")
    page = reported(desk, signature_id, words)
    assert page.status == 422 and page.title.startswith("Error: ") and "words" in page.errors
    assert acts(desk, signature_id)[-1] is not Act.REPORT
    reader = desk.site.person()
    reader.open(f"/letters/{desk.slug}/report/{ref_of(signature_id)}")
    form = reader.form("Tell the moderators")
    form.fill({"What is wrong": words})
    kept = reader.press("Tell the moderators", form).form("Tell the moderators").control("words").value
    assert kept.strip() == words.strip()


def test_only_names_on_the_list_can_be_reported_and_no_other_is_given_away(desk: Desk) -> None:
    [withheld] = listed(desk, "Hidden Name", lane=Lane.WITHHELD)
    [waiting] = desk.wait(titled("Carla Dunmore"))
    other = Desk(desk.site, desk.site.letter())
    [elsewhere] = listed(other, "Dario Senn")
    reader = desk.site.person()
    pages = {
        reader.open(f"/letters/{desk.slug}/report/{ref}").text
        for ref in (ref_of(withheld), ref_of(waiting), ref_of(elsewhere), "1", "zz", "f" * 40, "0")
    }
    assert len(pages) == 1 and "This name is not on the list" in pages.pop()
    for signature_id in (withheld, waiting, elsewhere):
        answer = reader.send(f"/letters/{desk.slug}/report/{ref_of(signature_id)}", {"words": "Not me."})
        assert answer.status == 404 and Act.REPORT not in acts(desk, signature_id)


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "9" * 30])
def test_a_number_that_is_not_on_the_list_is_asked_for_again(desk: Desk, number: str) -> None:
    listed(desk, "Aino Kallas", "Bruno Weft")
    page = desk.site.person().open(f"/letters/{desk.slug}/report?n={number}")
    assert page.status == 422 and "from 1 to 2" in page.errors["n"]


def test_a_listed_entry_that_was_edited_can_be_reported_too(desk: Desk) -> None:
    [signature_id] = listed(desk, "Aino Kallas")
    desk.edit(signature_id, titled("Aino Kallas-Weft"))
    assert reported(desk, signature_id).heading == THANKS
    assert acts(desk, signature_id)[-1] is Act.REPORT
