"""Updates by the author: seen before they are published, published once, mailed once each, ended by one click."""

import re
from datetime import datetime
from xml.etree import ElementTree as Xml

import pytest

from service.core.links import Link, Purpose
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import Page, Person, mail_to, mails_to
from tests.rig.smtp import find_link
from tests.web.authors import author_of as author
from tests.web.changing import token_of
from tests.web.desk import Desk

TITLE = "The Board has answered <b>us</b>"
BODY = "It *will* meet.\n\nRead [its answer](https://board.example/answer).\n\n<script>alert(1)</script>"
MAILED = "Mail it to the 1 who asked for updates"
MULTIPART = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def desk(site: Site, slug: str) -> Desk:
    return Desk(site, slug)


def preview(person: Person, slug: str, title: str = TITLE, body: str = BODY) -> Page:
    person.open(f"/compose/{slug}/updates")
    form = person.form("See how it looks")
    form.fill({"Title": title, "What is new": body})
    return person.press("See how it looks", form)


def publish(person: Person, slug: str, title: str = TITLE, *ticked: str) -> Page:
    page = preview(person, slug, title)
    assert page.heading == "Look at your update", (page.status, page.errors)
    form = person.form("Publish")
    form.choose(*ticked)
    return person.press("Publish", form)


def reader(site: Site, slug: str, name: str = "Ada Marsh") -> str:
    """Somebody who signs and asks for updates; their address."""
    return site.sign(slug, name, "", "Email me updates about this letter").email


def test_an_update_is_seen_before_it_is_published_and_stands_where_readers_look(site: Site, slug: str) -> None:
    person, here = author(site, slug), f"/letters/{slug}"
    page = preview(person, slug)
    assert "Nothing is published yet." in page.words and TITLE in page.words
    assert page.links["its answer"] == "https://board.example/answer"
    assert "no updates yet" in site.person().open(f"{here}/updates").words
    publish(person, slug)
    steps.look_again()
    for path in (here, f"{here}/updates"):
        page = site.person().open(path)
        assert TITLE in page.words, path
        assert "<script>alert" not in site.person().browser.get(path).text
    assert "It will meet." in page.words


def test_the_page_of_a_letter_names_the_latest_three(site: Site, slug: str) -> None:
    person = author(site, slug)
    for number in range(4):
        publish(person, slug, f"News {number}")
    steps.look_again()
    page = site.person().open(f"/letters/{slug}")
    assert [title for title in page.links if title.startswith("News")] == ["News 3", "News 2", "News 1"]
    assert len([h for h in site.person().open(f"/letters/{slug}/updates").main.all("h2")]) == 4


def test_an_update_is_mailed_once_to_each_who_asked(site: Site, slug: str) -> None:
    email, other = reader(site, slug), site.sign(slug, "Bo Lind").email
    person = author(site, slug)
    preview(person, slug)
    form = person.form("Publish")
    form.choose(MAILED)
    sent = (form.action, form.sent(form.button("Publish")))
    assert "Published." in person.send(*sent).words
    person.send(*sent)
    mail = mail_to(site.sink, email, TITLE)
    publish(person, slug, "Afterwards", MAILED)
    mail_to(site.sink, email, "Afterwards")
    assert len(mails_to(site.sink, email, TITLE)) == 1
    assert mails_to(site.sink, other, TITLE) == []
    page = person.open(f"/compose/{slug}/updates")
    assert [link for link in page.links if link == TITLE] == [TITLE], "sending twice publishes once"
    assert page.words.count("Mails: 1 of 1 handed to the mail queue") == 2
    text = " ".join(steps.everything_in(mail).split())
    assert "https://board.example/answer" in text and "Auto-Submitted: auto-generated" in text


def unsubscribe(site: Site, slug: str) -> tuple[str, str, Person]:
    """Somebody's address, the link that ends their updates, and the author."""
    email, person = reader(site, slug), author(site, slug)
    publish(person, slug, TITLE, MAILED)
    mail = mail_to(site.sink, email, TITLE)
    header = str(mail.message["List-Unsubscribe"])
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = header.strip("<>")
    assert link == find_link(mail, "/updates/stop/")
    return email, link, person


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=b", MULTIPART),
    ],
)
def test_one_click_ends_them_without_a_session_or_an_origin(
    site: Site, slug: str, content_type: str, content: str
) -> None:
    email, link, person = unsubscribe(site, slug)
    browser = site.person().browser
    assert browser.get(link).status_code == browser.head(link).status_code == 200
    assert ": 1 now" in person.open(f"/compose/{slug}/updates").words, "looking changes nothing"
    for _ in range(2):
        answer = browser.post(link, content=content, headers={"content-type": content_type})
        assert answer.status_code == 200 and "set-cookie" not in answer.headers
        assert "You get no more mails with updates" in answer.text
    assert ": 0 now" in person.open(f"/compose/{slug}/updates").words
    publish(person, slug, "Later")
    assert mails_to(site.sink, email, "Later") == []


def test_ending_them_can_be_taken_back_on_the_page(site: Site, slug: str) -> None:
    _, link, person = unsubscribe(site, slug)
    visitor = site.person()
    visitor.open(link)
    assert visitor.press("Send me no more updates").heading == "No more updates"
    assert visitor.press("Get updates again").heading == "You get updates again"
    assert ": 1 now" in person.open(f"/compose/{slug}/updates").words


def test_other_links_end_nothing(site: Site, slug: str) -> None:
    _, link, person = unsubscribe(site, slug)
    token = link.rpartition("/")[2]
    for purpose in set(Purpose) - {Purpose.NO_UPDATES}:
        forged = site.signer.mint(purpose, Link(1, 0, datetime.fromisoformat("2099-01-01T00:00:00+00:00")))
        assert site.person().send(f"/updates/stop/{forged}", {"step": "stop"}).status == 410
    assert site.person().open(f"/mine/{token}").status == site.person().open(f"/agree/{token}").status == 404
    assert ": 1 now" in person.open(f"/compose/{slug}/updates").words


def test_a_removed_update_leaves_its_day_alone(site: Site, slug: str) -> None:
    person, here = author(site, slug), f"/letters/{slug}"
    publish(person, slug)
    person.press(f"Remove “{TITLE}”")
    assert "was removed on" in person.page.words and TITLE not in person.page.words
    steps.look_again()
    for path in (here, f"{here}/updates", f"{here}/updates.atom"):
        text = site.person().browser.get(path).text
        assert "will</em> meet" not in text and "The Board has answered" not in text
    assert "was removed on" in site.person().open(f"{here}/updates").words
    assert Xml.fromstring(site.person().browser.get(f"{here}/updates.atom").content).findall(f"{ATOM}entry") == []


def test_the_feed_keeps_the_rules_of_atom(site: Site, slug: str) -> None:
    person = author(site, slug)
    empty = site.person().browser.get(f"/letters/{slug}/updates.atom")
    assert Xml.fromstring(empty.content).find(f"{ATOM}updated") is not None
    publish(person, slug, "First")
    publish(person, slug)
    steps.look_again()
    answer = site.person().browser.get(f"/letters/{slug}/updates.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.headers["etag"]
    feed = Xml.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [TITLE, "First"]
    for part in (feed, *entries):
        for wanted in ("id", "title", "updated"):
            assert len(part.findall(ATOM + wanted)) == 1 and part.findtext(ATOM + wanted), wanted
        assert re.fullmatch(r"https?://\S+", part.findtext(f"{ATOM}id"))
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    assert feed.find(f"{ATOM}link[@rel='self']").attrib["href"].endswith(f"/letters/{slug}/updates.atom")
    content = entries[0].find(f"{ATOM}content")
    assert content.attrib["type"] == "html" and "&lt;script&gt;" in content.text
    page = site.person().browser.get(f"/letters/{slug}").text
    assert f'type="application/atom+xml" href="/letters/{slug}/updates.atom"' in page


@pytest.mark.parametrize(
    ("title", "body", "words"),
    [
        ("", "News.", "Type a title."),
        ("   ", "News.", "Type a title."),
        ("News", "", "Type what is new."),
        ("N" * 121, "News.", "Shorten the title to 120 characters; it has 121."),
        ("News", "n" * 6_001, "Shorten the text to 6,000 characters; it has 6,001."),
        ("Ne\x07ws", "News.", "The title holds a character that cannot be shown."),
        ("News", "Ne\u202ews.", "The text holds a character that cannot be shown."),
        ("News", "A note.[^1]\n\n[^1]: Its source.", "An update has no footnotes."),
    ],
)
def test_what_cannot_be_published_is_said_at_its_field(
    site: Site, slug: str, title: str, body: str, words: str
) -> None:
    page = preview(author(site, slug), slug, title, body)
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert any(words in error for error in page.errors.values()), page.errors


def test_a_letter_that_nobody_can_read_gets_no_update(site: Site) -> None:
    draft = site.letter(state=None)
    person = author(site, draft)
    page = publish(person, draft)
    assert (page.status, "Open it first" in page.words) == (409, True)
    assert site.person().open(f"/letters/{draft}/updates").status == 404
    assert site.person().open(f"/letters/{draft}/updates.atom").status == 404
    assert "Nothing yet." in person.open(f"/compose/{draft}/updates").words


def test_an_author_reaches_the_updates_of_their_own_letters_alone(site: Site, slug: str) -> None:
    other = site.letter()
    theirs = author(site, other)
    publish(theirs, other)
    steps.look_again()
    number = re.search(r"#u-(\d+)", site.person().browser.get(f"/letters/{other}").text)
    person = author(site, slug)
    csrf = token_of(person)
    fields = {"csrf": csrf, "title": "Mine", "body": "Mine.", "step": "publish", "once": "7", "mailed": "yes"}
    assert person.send(f"/compose/{other}/updates", fields).status == 403
    assert number
    for step in ("remove", "stop", "go_on"):
        assert person.send(f"/compose/{other}/updates/{number[1]}", {"csrf": csrf, "step": step}).status == 403
        found = person.send(f"/compose/{slug}/updates/{number[1]}", {"csrf": csrf, "step": step})
        assert found.status == 404, "an update of another letter is not there"
    assert person.send(f"/compose/{slug}/updates", {**fields, "csrf": "x"}).status == 403
    assert "Mine" not in site.person().open(f"/letters/{other}/updates").words
    assert TITLE in theirs.open(f"/compose/{other}/updates").words
