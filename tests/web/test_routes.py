"""Every route says who may call it, and holds to it."""

from typing import Any

import pytest
from litestar import Litestar, get

from service.app import DEMO_ROUTES, ROUTES, check_declared
from service.web.guards import Who
from tests.journeys.installation import Site
from tests.journeys.steps import Person

MODERATORS_ONLY = {("POST", "/signout"), ("GET", "/moderate"), ("GET", "/moderate/{slug:str}")}
MODERATORS_ONLY |= {("POST", "/moderate/{slug:str}/decide")}


def declared() -> list[tuple[str, str, Any]]:
    return [
        (method, path, handler.opt.get("who"))
        for handler in ROUTES + DEMO_ROUTES
        for path in handler.paths
        for method in handler.http_methods - {"OPTIONS"}
    ]


def test_every_route_says_who_may_call_it() -> None:
    assert {who for _, _, who in declared()} <= set(Who)
    assert {(method, path) for method, path, who in declared() if who is Who.MODERATOR} == MODERATORS_ONLY


def test_a_route_that_does_not_say_it_stops_the_start() -> None:
    @get("/open")
    async def undeclared() -> None: ...

    with pytest.raises(ValueError, match="/open does not say who may call it"):
        check_declared(Litestar(route_handlers=[undeclared], openapi_config=None))


@pytest.mark.parametrize(("method", "path"), sorted(MODERATORS_ONLY), ids=str)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(site: Site, slug: str, method: str, path: str) -> None:
    for session in ("", "planted", "x" * 5000):
        browser = Person(site.url).browser
        browser.cookies.set("session", session)
        answer = browser.request(method, path.replace("{slug:str}", slug))
        assert (answer.status_code, answer.headers["location"], answer.content) == (303, "/signin", b"")


def test_the_demonstrations_mailbox_is_not_part_of_a_real_service(site: Site) -> None:
    assert Person(site.url).open("/demo/mailbox").status == 404


def test_figures_are_for_the_machine_itself(site: Site) -> None:
    assert Person(site.url).browser.get("/metrics").status_code == 403, "a proxy stands between"
    direct = Person(site.url).browser
    del direct.headers["x-forwarded-for"]
    answer = direct.get("/metrics")
    assert answer.status_code == 200
    assert "undersigned_requests_total" in answer.text
