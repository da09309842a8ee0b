"""Cleaning up a wave of false sign-ups over HTTP: found, shown, agreed to, carried out, put back."""

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser

from service.actions import moderating
from service.core.entry import Lane
from service.core.evidence import Check, Verdict
from service.core.moderation import Decision, Outcome
from service.core.signature import Act, State
from service.store import signatures
from service.store.accounts import account_by_email
from service.store.database import Db
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.journeys.public import shown
from tests.journeys.steps import Person, look_again
from tests.rig.browser import axe, overflow, visitor
from tests.store.ledger import disagreements
from tests.web.desk import Desk, finding, titled
from tests.web.test_desk import post

WAVE = "Part of a wave of false sign-ups"
NAMES = ("Odo Fenwick", "Pia Holm", "Quin Asher", "Rosa Tell", "Sam Brook")


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site, site.letter())


@pytest.fixture
def email(desk: Desk) -> str:
    return f"cleaner@{desk.slug}.example"


@pytest.fixture
def moderator(site: Site, desk: Desk, email: str) -> Person:
    return site.moderator(desk.slug, email)


def wave(desk: Desk, names: tuple[str, ...] = NAMES, **more: Any) -> list[int]:
    """Sign-ups of one mail domain that wait."""
    return desk.wait(*(titled(name) for name in names), **more)


def elsewhere(desk: Desk, name: str, **more: Any) -> int:
    """A sign-up of another mail domain."""
    return desk.wait(titled(name), email=f"other.{desk.slug}@college.example", **more)[0]


def list_them(desk: Desk, email: str, ids: list[int]) -> None:
    def act(db: Db) -> None:
        account = account_by_email(db, email)
        assert account is not None
        for signature_id, stored in signatures.load(db, ids).items():
            decision = Decision(Outcome.LIST, stored.signature.newest.hash)
            moderating.decide(db, account, desk.slug, signature_id, decision, datetime.now(UTC))

    desk.write(act)


def find(moderator: Person, desk: Desk, **typed: str) -> Page:
    search = moderator.open(f"{desk.path}/clean").form("Find")
    return moderator.open(f"{search.action}?{urlencode({**typed, 'find': 'yes'})}")


def take_off(moderator: Person, number: str, *choices: str) -> Page:
    form = moderator.form("Take them off")
    form.choose(*choices)
    form.fill({"number": number})
    return moderator.press("Take them off", form)


def until(moderator: Person, heading: str) -> Page:
    """Look at the page of a clean-up until it says so."""
    deadline = time.monotonic() + 15
    page = moderator.page
    while page.heading != heading:
        assert time.monotonic() < deadline, page.words
        time.sleep(0.1)
        page = moderator.open(page.url)
    return page


def sums(page: Page) -> dict[str, str]:
    rows = [node for node in page.main.all("div") if list(node.all("dt"))]
    return {next(row.all("dt")).words: next(row.all("dd")).words for row in rows}


def standing(desk: Desk, ids: list[int]) -> list[tuple[State, int | None]]:
    """State and position of each."""
    found = desk.read(signatures.load, ids)
    return [(found[each].signature.state, found[each].position) for each in ids]


def states(desk: Desk, ids: list[int]) -> list[State]:
    return [state for state, _ in standing(desk, ids)]


def agrees(desk: Desk) -> bool:
    found = desk.read(disagreements, desk.slug)
    assert found == []
    return not found


def test_a_wave_is_shown_first_then_taken_off_and_put_back(
    site: Site, desk: Desk, moderator: Person, email: str
) -> None:
    ids, other = wave(desk), elsewhere(desk, "Tove Lund")
    list_them(desk, email, [*ids[:3], other])
    look_again()
    before, counts, listed = standing(desk, ids), desk.counts(), shown(site, desk.slug).names
    page = find(moderator, desk, domain="@Uni.example")
    assert "Found: 5" in page.words and "2 waiting, 3 listed" in page.words
    assert all(name in page.words for name in NAMES) and "Tove Lund" not in page.words
    assert (standing(desk, ids), desk.counts()) == (before, counts), "looking changes nothing"
    page = take_off(moderator, "5", WAVE)
    page = until(moderator, "Clean-up done")
    assert sums(page)["Taken off or not listed"] == "5"
    assert set(states(desk, ids)) == {State.DECLINED} and agrees(desk)
    assert [act.act for act in desk.log(ids[0])][-1] is Act.UNLIST
    assert [act.act for act in desk.log(ids[3])][-1] is Act.DECLINE
    assert desk.log(ids[3])[-1].reason == "suspicious" and desk.log(ids[3])[-1].batch_id
    assert not [kind for each in ids for kind, _ in desk.mails(each) if kind == "declined"]
    done, at = moderator.open(f"{desk.path}?done={ids[0]}"), page.url
    assert "Taken off the list. No mail goes." in done.words
    assert not [form for form in done.forms if form.button("Undo")]
    refused = post(moderator, desk, "undo", signature_id=str(ids[0]))
    assert (refused.status, "A clean-up took it off, and no mail goes" in refused.words) == (409, True)
    moderator.open(at)
    look_again()
    assert [name for _, name in shown(site, desk.slug).names] == ["Tove Lund, Dean, College of the Delta"]
    moderator.press("Put everything back")
    page = until(moderator, "Clean-up undone")
    assert sums(page)["Put back"] == "5"
    assert standing(desk, ids) == before and desk.counts() == counts and agrees(desk)
    look_again()
    assert shown(site, desk.slug).names == listed


def test_an_edit_that_waits_goes_with_the_entry_that_stands(desk: Desk, moderator: Person, email: str) -> None:
    [signature_id] = wave(desk, NAMES[:1])
    list_them(desk, email, [signature_id])
    desk.edit(signature_id, titled("Odo Fenwick", "Provost"))
    before = desk.stored(signature_id)
    find(moderator, desk, domain="uni.example")
    take_off(moderator, "1", WAVE)
    until(moderator, "Clean-up done")
    assert desk.stored(signature_id).signature.standing is None and agrees(desk)
    moderator.press("Put everything back")
    until(moderator, "Clean-up undone")
    after = desk.stored(signature_id)
    assert (after.signature.standing, after.signature.newest) == (
        before.signature.standing,
        before.signature.newest,
    )
    assert (after.signature.state, after.position, after.changed_at) == (
        State.CONFIRMED,
        before.position,
        before.changed_at,
    )
    assert agrees(desk)


def test_nobodys_own_entry_nothing_withdrawn_and_nothing_declined_is_found(
    desk: Desk, moderator: Person, email: str
) -> None:
    ids = wave(desk, NAMES[:3])
    desk.wait(titled("Cleo Wick"), email=email)
    desk.withdraw(ids[0])
    desk.erase(ids[1])
    page = find(moderator, desk, since="2020-01-01T00:00")
    assert "Found: 1" in page.words and "Quin Asher" in page.words and "Cleo Wick" not in page.words
    take_off(moderator, "1", WAVE)
    until(moderator, "Clean-up done")
    assert "Nothing like that stands" in find(moderator, desk, since="2020-01-01T00:00").words
    assert agrees(desk)


def test_another_number_starts_nothing(desk: Desk, moderator: Person) -> None:
    ids = wave(desk)
    for number in ("", "4", "six", "50"):
        find(moderator, desk, domain="uni.example")
        page = take_off(moderator, number, WAVE)
        assert (page.status, set(page.errors)) == (422, {"number"})
    assert set(states(desk, ids)) == {State.CONFIRMED}


def test_a_wave_that_is_another_one_with_the_same_number_starts_nothing(desk: Desk, moderator: Person) -> None:
    ids = wave(desk)
    find(moderator, desk, domain="uni.example")
    desk.edit(ids[0], titled("Odo Fenwick", "Provost"))
    page = take_off(moderator, "5", WAVE)
    assert page.status == 422 and "has changed" in page.errors["number"]
    assert set(states(desk, ids)) == {State.CONFIRMED}


def test_a_reason_left_out_is_named_at_its_field(desk: Desk, moderator: Person) -> None:
    wave(desk, NAMES[:1])
    find(moderator, desk, domain="uni.example")
    page = take_off(moderator, "1")
    assert (page.status, set(page.errors)) == (422, {"reason"})
    assert page.title.startswith("Error: ")
    assert page.form("Take them off").control("number").value == "1", "what was typed is kept"


def test_a_search_that_says_nothing_is_explained(desk: Desk, moderator: Person) -> None:
    for typed, field in (
        ({}, "domain"),
        ({"since": "soon"}, "since"),
        ({"since": "2026-03-02T10:00", "until": "2026-03-02T09:00"}, "until"),
        ({"like": "the first"}, "like"),
        ({"like": "123"}, "like"),
    ):
        page = find(moderator, desk, **typed)
        assert (page.status, set(page.errors)) == (422, {field})


def test_evidence_network_and_time_find_what_they_say(desk: Desk, moderator: Person) -> None:
    against = finding(Check.DISPOSABLE, Verdict.CONFLICT, "A throw-away address.")
    [thrown] = wave(desk, NAMES[:1], findings=against, hours=3)
    other = elsewhere(desk, NAMES[1], hours=1)
    assert NAMES[0] in find(moderator, desk, conflict="disposable").words
    assert NAMES[0] in find(moderator, desk, conflict="any").words
    assert "Nothing like that stands" in find(moderator, desk, conflict="near_duplicate").words
    page = find(moderator, desk, like=f"{desk.site.url}{desk.path}/entries/{other}")
    assert "Found: 1" in page.words and NAMES[1] in page.words
    moderator.open(f"{desk.path}/entries/{thrown}")
    page = moderator.follow("Others from the same network")
    assert "Found: 1" in page.words and NAMES[0] in page.words
    at = desk.stored(thrown).created_at
    page = find(moderator, desk, until=f"{at:%Y-%m-%dT%H:%M}", since="2020-01-01T00:00")
    assert "Nothing like that stands" in page.words
    assert set(states(desk, [thrown, other])) == {State.CONFIRMED}


def test_a_mail_goes_only_where_it_was_asked_for_and_not_before_the_undo(desk: Desk, moderator: Person) -> None:
    ids = wave(desk, NAMES[:2])
    find(moderator, desk, domain="uni.example")
    take_off(moderator, "2", WAVE, "Tell them by mail")
    page = until(moderator, "Clean-up done")
    assert sums(page)["Told by mail"] == "Yes"
    assert [desk.mails(each) for each in ids] == [[("declined", "queued")]] * 2
    moderator.press("Put everything back")
    until(moderator, "Clean-up undone")
    assert [desk.mails(each) for each in ids] == [[], []]


def test_what_happened_since_stays_as_it_is(site: Site, desk: Desk, moderator: Person) -> None:
    ids = wave(desk)
    find(moderator, desk, domain="uni.example")
    take_off(moderator, "5", WAVE)
    page = until(moderator, "Clean-up done")
    desk.withdraw(ids[0])
    desk.erase(ids[1])
    other = site.moderator(desk.slug)
    other.open(page.url)
    other.press("Put everything back")
    page = until(other, "Clean-up undone")
    assert (sums(page)["Put back"], sums(page)["Not put back, changed since"]) == ("3", "2")
    assert states(desk, ids[:2]) == [State.WITHDRAWN, State.ERASED] and agrees(desk)


def test_supporters_and_withheld_names_are_taken_off_and_counted_again(desk: Desk, moderator: Person) -> None:
    [counted] = wave(desk, NAMES[:1], lane=Lane.SUPPORTER)
    before = desk.counts()
    find(moderator, desk, domain="uni.example")
    take_off(moderator, "1", WAVE)
    until(moderator, "Clean-up done")
    assert desk.stored(counted).signature.standing is None and desk.counts() != before and agrees(desk)
    moderator.press("Put everything back")
    until(moderator, "Clean-up undone")
    assert desk.counts() == before and agrees(desk)


def test_a_clean_up_of_another_letter_is_nobodys_to_see(site: Site, desk: Desk, moderator: Person) -> None:
    wave(desk, NAMES[:1])
    find(moderator, desk, domain="uni.example")
    page = take_off(moderator, "1", WAVE)
    number = page.url.partition("?")[0].rpartition("/")[2]
    stranger_slug = site.letter()
    stranger = site.moderator(stranger_slug)
    assert stranger.open(f"/moderate/{stranger_slug}/clean/{number}").status == 404
    assert stranger.open(f"{desk.path}/clean/{number}").status in (403, 404)
    csrf = stranger.open(f"/moderate/{stranger_slug}").form("Sign out").control("csrf").value
    for path in (f"/moderate/{stranger_slug}/clean/{number}", f"{desk.path}/clean/{number}", f"{desk.path}/clean"):
        assert stranger.send(path, {"csrf": csrf, "step": "undo", "domain": "uni.example"}).status in (403, 404)
    assert until(moderator, "Clean-up done")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_pages_fit_and_have_no_breach(
    site: Site, desk: Desk, moderator: Person, browser: Browser, width: int
) -> None:
    wave(desk, (*NAMES, "Wolfeschlegelsteinhausenbergerdorff " * 2, "محمد", "李明"))
    find(moderator, desk, domain="uni.example")
    searched = f"{desk.path}/clean?domain=college.example&find=yes"
    take_off(moderator, "8", WAVE)
    done = until(moderator, "Clean-up done").url
    elsewhere(desk, "Vera Stroud")
    async with visitor(browser, width=width) as someone:
        cookies = [
            {"name": c.name, "value": c.value or "", "url": site.url} for c in moderator.browser.cookies.jar
        ]
        await someone.context.add_cookies(cookies)  # type: ignore[arg-type]
        for path in (f"{desk.path}/clean", f"{desk.path}/clean?find=yes", searched, done):
            page = await someone.open(f"{site.url}{path}")
            assert (await axe(page), await overflow(page)) == ([], 0), path
        assert someone.foreign == []
