"""Every link that is mailed, at every endpoint: expired, replaced, forged, cut, of another purpose, of nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from service.core.links import Link, LinkSigner, Purpose
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.public import shown
from tests.journeys.steps import Person, find_link, mail_to

ENDPOINTS = {
    Purpose.CONFIRM: ["GET /confirm/{}", "POST /confirm/{}"],
    Purpose.MINE: [
        "GET /mine/{}",
        "GET /mine/{}/data",
        "GET /mine/{}/edit",
        "POST /mine/{}/edit",
        "POST /mine/{}/withdraw",
        "POST /mine/{}/undo",
        "GET /mine/{}/erase",
        "POST /mine/{}/erase",
    ],
    Purpose.UNDO: ["GET /undo/{}", "POST /undo/{}"],
    Purpose.SIGN_IN: ["GET /signin/{}", "POST /signin/{}"],
}
ALL = [(purpose, endpoint) for purpose, endpoints in ENDPOINTS.items() for endpoint in endpoints]
SENT = {"choice": "sign", "sure": "yes", "name": "Taken Over", "step": "save"}
SOON, LONG_AGO = timedelta(hours=1), timedelta(days=-30)


@dataclass
class Target:
    """A listed signature, or a moderator's account for sign-in links, that links of strangers must not touch."""

    site: Site
    slug: str
    signature: int
    account: int

    def link(self, purpose: Purpose, epoch: int, expires: timedelta = SOON) -> str:
        subject = self.account if purpose is Purpose.SIGN_IN else self.signature
        return self.site.signer.mint(purpose, Link(subject, epoch, datetime.now(UTC) + expires))

    def send(self, endpoint: str, token: str) -> Person:
        method, path = endpoint.split()
        person = Person(self.site.url)
        address = path.format(token)
        _ = person.open(address) if method == "GET" else person.send(address, SENT)
        return person


_TARGETS: dict[str, Target] = {}


@pytest.fixture
def target(site: Site) -> Target:
    if site.url not in _TARGETS:
        slug = site.letter()
        typed = site.sign(slug, "Target Person")
        mail = mail_to(site.sink, typed.email, "Confirm your signature")
        confirm = site.signer.read(Purpose.CONFIRM, token_in(find_link(mail, steps.CONFIRM)), datetime.now(UTC))
        steps.decide(site.moderator(slug), slug, "Target", "List publicly")
        account = site.sign_in_link("target@desk.example", slug)
        signing_in = site.signer.read(Purpose.SIGN_IN, token_in(account), datetime.now(UTC))
        _TARGETS[site.url] = Target(site, slug, confirm.subject, signing_in.subject)
    return _TARGETS[site.url]


def token_in(link: str) -> str:
    return link.rpartition("/")[2]


def check_dead_end(person: Person, *statuses: int) -> None:
    assert person.answer.status_code in statuses, (person.answer.status_code, person.page.heading)
    assert person.page.title.startswith("Error: ")
    steps_on = [link for link in person.page.main.all("a") if link.has_class("button")]
    assert steps_on, "the page offers a next step"
    assert person.answer.headers["cache-control"] == "no-store"
    assert not person.browser.cookies


@pytest.mark.parametrize(("purpose", "endpoint"), ALL, ids=lambda part: str(part))
def test_a_link_that_is_not_good_opens_nothing(target: Target, purpose: Purpose, endpoint: str) -> None:
    good = target.link(purpose, epoch=2)
    check_dead_end(target.send(endpoint, target.link(purpose, 2, LONG_AGO)), 410)
    for token in (good[:-1], good[:-9], good[1:], good[:-2] + "xx", good.split(".")[0], "x", "." * 40, "a" * 3000):
        check_dead_end(target.send(endpoint, token), 404, 410)
    for other in set(Purpose) - {purpose}:
        check_dead_end(target.send(endpoint, target.link(other, epoch=2)), 404, 410)


def test_a_link_ends_when_what_it_speaks_of_has_changed(target: Target) -> None:
    assert target.send("POST /confirm/{}", target.link(Purpose.CONFIRM, epoch=0)).answer.status_code == 200, (
        "twice"
    )
    for purpose, endpoint in ALL:
        if endpoint == "GET /signin/{}":
            continue
        for epoch in (3, 99):
            check_dead_end(target.send(endpoint, target.link(purpose, epoch)), 410)
        nobody = target.site.signer.mint(purpose, Link(1 << 40, 0, datetime.now(UTC) + SOON))
        check_dead_end(target.send(endpoint, nobody), 410)
    for endpoint in ENDPOINTS[Purpose.MINE]:
        check_dead_end(target.send(endpoint, target.link(Purpose.MINE, epoch=1)), 410)
    steps.look_again()
    assert shown(target.site, target.slug).names == [(1, "Target Person")], "nothing was changed"


def test_another_installations_link_opens_nothing(target: Target) -> None:
    foreign = LinkSigner([b"another installation's key......"])
    for purpose, endpoint in ALL:
        token = foreign.mint(purpose, Link(target.signature, 2, datetime.now(UTC) + SOON))
        check_dead_end(target.send(endpoint, token), 404, 410)
