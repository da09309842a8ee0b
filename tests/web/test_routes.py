"""Every route says who may call it, and lets in nobody else: routes, by roles, by letters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from litestar import Litestar, get
from sqlalchemy import select

from service.app import ROUTES, check_declared
from service.core.links import Link, Purpose
from service.store.accounts import Role
from service.store.database import Db
from service.store.tables import entries, letters, signatures
from service.web.guards import Who
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import Person

NAME = "Ottoline Brackwater"


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    who: Who

    def on(self, slug: str, number: int = 1) -> str:
        """The path on a letter and an entry; other places hold something that names nothing."""
        path = self.path.replace("{slug:str}", slug).replace("{id:str}", str(number)).replace("{way:str}", "ask")
        return re.sub(r"\{\w+:\w+\}", "1", path)


def routes() -> Iterator[Route]:
    for handler in ROUTES:
        for path in sorted(handler.paths):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield Route(str(method), path, Who(handler.opt["who"]))


ALL = list(routes())
OF_A_LETTER = [route for route in ALL if "{slug:str}" in route.path and route.who is not Who.ANYONE]
REACH = {
    "nobody": {Who.ANYONE},
    "half way in": {Who.ANYONE, Who.SIGNED_IN},
    "without a role": {Who.ANYONE, Who.SIGNED_IN, Who.MEMBER},
    "moderator": {Who.ANYONE, Who.SIGNED_IN, Who.MEMBER, Who.MODERATOR},
    "author": {Who.ANYONE, Who.SIGNED_IN, Who.MEMBER, Who.AUTHOR},
    "operator": {Who.ANYONE, Who.SIGNED_IN, Who.MEMBER, Who.OPERATOR},
}


@dataclass
class Cast:
    """A letter with a waiting entry, one with people, and a person of each role on the second one."""

    waiting: str
    staffed: str
    people: dict[str, Person]


@pytest.fixture(scope="module")
def cast(site: Site) -> Cast:
    waiting, staffed = site.letter(), site.letter()
    site.sign(waiting, NAME)
    links = {
        role.value: site.cli("account", "add", site.address(), "--role", role.value, "--letter", staffed)
        for role in Role
    }
    links["operator"] = site.cli("account", "add", site.address(), "--operator")
    people = {"nobody": Person(site.url)}
    for name, done in links.items():
        people[name] = steps.half_way_in(site.url, done.stdout.strip())
        steps.set_up_second_step(people[name])
    leaver = site.address()
    people["half way in"] = steps.half_way_in(site.url, site.sign_in_link(site.address(), staffed))
    people["without a role"] = steps.half_way_in(site.url, site.sign_in_link(leaver, staffed))
    steps.set_up_second_step(people["without a role"])
    author = people["author"]
    author.open(f"/people/{staffed}")
    form = next(each for each in author.page.forms if each.buttons[0].label.startswith(f"Remove {leaver}"))
    author.send(form.action, form.sent(form.buttons[0]))
    return Cast(waiting, staffed, people)


def ask(person: Person, route: Route, slug: str, fields: str = "", number: int = 1) -> tuple[int, str, str]:
    """Status, place and body of the first answer."""
    headers = {"content-type": steps.FORM_TYPE, "origin": str(person.browser.base_url).rstrip("/")}
    answer = person.browser.request(
        route.method, route.on(slug, number), content=fields if route.method != "GET" else None, headers=headers
    )
    return answer.status_code, answer.headers.get("location", ""), answer.text


def let_in(status: int, place: str, body: str) -> bool:
    is_sent_away = status == 303 and place in ("/signin", "/second-step")
    return not is_sent_away and "This page is not for your account" not in body


@pytest.mark.parametrize("name", REACH)
def test_a_route_lets_in_whom_it_names_and_nobody_else(cast: Cast, name: str) -> None:
    wrong = []
    for route in ALL:
        status, place, body = ask(cast.people[name], route, cast.staffed)
        assert status < 500, (route, status)
        expected = route.who in REACH[name]
        if let_in(status, place, body) is not expected and not is_own_way_on(route, place):
            wrong.append((route, status, place))
    assert wrong == []


def is_own_way_on(route: Route, place: str) -> bool:
    """The second step's own pages send from one to the other, for whom they let in."""
    return route.who is Who.SIGNED_IN and place == "/second-step"


def test_a_route_sends_each_stranger_where_they_can_go_on(cast: Cast) -> None:
    for route in ALL:
        if route.who in (Who.ANYONE, Who.SIGNED_IN):
            continue
        assert ask(cast.people["nobody"], route, cast.staffed)[:2] == (303, "/signin"), route
        assert ask(cast.people["half way in"], route, cast.staffed)[:2] == (303, "/second-step"), route
        status, _, body = ask(cast.people["without a role"], route, cast.staffed)
        assert route.who is Who.MEMBER or (status, "not for your account" in body) == (403, True), route


@pytest.mark.parametrize("name", ["without a role", "moderator", "author"])
def test_a_role_on_one_letter_reaches_nothing_of_another(site: Site, cast: Cast, name: str) -> None:
    """Whole forms that would decide, were the letter theirs; and afterwards the entry waits as before."""
    person = cast.people[name]
    csrf = next(c.value for form in person.open("/account").forms for c in form.controls if c.name == "csrf")
    before = site.act(lambda installation: installation.database.read(row_of, cast.waiting))
    fields = {"csrf": csrf, "signature_id": before.id, "entry_hash": before.hash, "outcome": "list"}
    fields |= {"chosen": f"{before.id}:{before.hash}", "reason": "unclear", "note": "Which?", "step": "send"}
    for route in OF_A_LETTER:
        status, place, body = ask(person, route, cast.waiting, urlencode(fields), before.id)
        assert status in (403, 404, 409, 422), (route, status, place)
        assert NAME not in body, route
        if route.path == "/moderate/{slug:str}/decide":
            assert status == 403
    assert site.act(lambda installation: installation.database.read(row_of, cast.waiting)) == before


def row_of(db: Db, slug: str) -> Any:
    """Everything that is stored of the one signature on a letter."""
    joined = signatures.join(letters, signatures.c.letter_id == letters.c.id)
    joined = joined.join(entries, entries.c.id == signatures.c.newest_entry_id)
    rows = select(signatures, entries.c.hash, entries.c.name).select_from(joined).where(letters.c.slug == slug)
    return db.execute(rows).one()


def test_the_routes_for_moderators_are_there(cast: Cast) -> None:
    """Were the table read wrongly, every check above would pass on nothing."""
    whos = {route.who for route in ALL}
    assert whos >= {Who.ANYONE, Who.SIGNED_IN, Who.MEMBER, Who.MODERATOR}
    queue = Route("GET", "/moderate/{slug:str}", Who.MODERATOR)
    assert ask(cast.people["moderator"], queue, cast.staffed)[0] == 200
    assert len(OF_A_LETTER) >= 5


def test_a_route_that_does_not_say_who_may_call_it_stops_the_start() -> None:
    @get("/open", sync_to_thread=False)
    def handler() -> str:
        return ""

    with pytest.raises(ValueError, match="/open does not say who may call it"):
        check_declared(Litestar([handler], openapi_config=None))


def test_links_of_one_kind_open_nothing_of_another(site: Site, cast: Cast) -> None:
    link = Link(1, 0, datetime.now(UTC) + timedelta(hours=1))
    for purpose in Purpose:
        token = site.signer.mint(purpose, link)
        if purpose is not Purpose.SIGN_IN:
            assert Person(site.url).open(f"/signin/{token}").status == 410
        if purpose is not Purpose.SET_UP:
            assert Person(site.url).open(f"/setup/{token}").status == 410


def test_the_demonstrations_mailbox_is_not_part_of_a_real_service(site: Site) -> None:
    assert Person(site.url).open("/demo/mailbox").status == 404


def test_figures_are_for_the_machine_itself(site: Site) -> None:
    assert Person(site.url).browser.get("/metrics").status_code == 403, "a proxy stands between"
    direct = Person(site.url).browser
    del direct.headers["x-forwarded-for"]
    answer = direct.get("/metrics")
    assert answer.status_code == 200
    assert "undersigned_requests_total" in answer.text
