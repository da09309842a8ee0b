"""What stands around every answer: host and origin, safety headers, cookies, caching, HEAD."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from service.core.links import Link, Purpose
from service.web.answers import HSTS, SAFETY_HEADERS
from tests.journeys import steps
from tests.journeys.installation import Site, running
from tests.journeys.pages import Page
from tests.journeys.steps import FORM_TYPE, Person, Typed, mail_to

ASKED = {"email": "nobody@desk.example"}
HTTPS = "https://letters.example"


@pytest.fixture(scope="session")
def https_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation behind a proxy that ends TLS."""
    with running("sqlite", tmp_path_factory.mktemp("https"), UNDERSIGNED_BASE_URL=HTTPS) as site:
        yield site


def post(site: Site, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Person(site.url).browser.post(
        path, content=steps.urlencode(ASKED), headers={"content-type": FORM_TYPE, **named}
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(site: Site, slug: str, headers: dict[str, str]) -> None:
    for path in (
        "/signin",
        f"/letters/{slug}/sign",
        f"/letters/{slug}/mine",
        f"/moderate/{slug}/decide",
        "/signout",
    ):
        answer = post(site, path, **headers)
        assert answer.status_code == 403
        assert "came from another site" in answer.text


def test_a_form_of_our_own_or_of_a_script_is_taken(site: Site) -> None:
    own = {"origin": site.url, "sec_fetch_site": "same-origin"}
    for headers in ({}, own, {"sec_fetch_site": "none"}, {"origin": "null", "sec_fetch_site": "same-origin"}):
        assert post(site, "/signin", **headers).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "127.0.0.1.evil.example"]
)
def test_a_host_that_is_not_ours_is_refused(site: Site, slug: str, host: str) -> None:
    for path in ("/", f"/letters/{slug}", "/signin"):
        answer = Person(site.url).browser.get(path, headers={"host": host})
        assert answer.status_code == 400
        assert host not in answer.text.replace(site.url, "")


def test_links_come_from_the_settings_and_not_from_a_header(site: Site, slug: str) -> None:
    person = Person(site.url)
    forged = ("x-forwarded-host", "x-forwarded-proto", "forwarded", "x-original-url", "x-rewrite-url")
    person.browser.headers.update(dict.fromkeys(forged, "evil.example"))
    typed = Typed(site.address(), "Forwarded Person")
    page = steps.ask_to_sign(person, slug, typed)
    mail = mail_to(site.sink, typed.email, "Confirm your signature")
    assert "evil" not in steps.everything_in(mail) + page.text + str(person.answer.headers)
    assert "evil" not in person.browser.get(f"/letters/{slug}.json").text


def every_kind_of_answer(site: Site, slug: str) -> dict[str, httpx.Response]:
    browser = Person(site.url).browser
    wanted = {"origin": "https://evil.example"}
    form = {"content-type": FORM_TYPE}
    page = browser.get(f"/letters/{slug}")
    style = next(link.attrs["href"] for link in Page(page.text).root.all("link") if ".css" in link.attrs["href"])
    return {
        "200": page,
        "200 private": browser.get(f"/letters/{slug}/sign"),
        "200 JSON": browser.get(f"/letters/{slug}.json"),
        "200 style": browser.get(style),
        "200 livez": browser.get("/livez"),
        "200 metrics": httpx.get(
            f"{site.url}/metrics", trust_env=False, headers={"host": browser.base_url.netloc}
        ),
        "303": browser.get("/moderate"),
        "304": browser.get(f"/letters/{slug}", headers={"if-none-match": page.headers["etag"]}),
        "400": browser.post("/signin", content=b"{}", headers={"content-type": "application/json"}),
        "403": browser.post("/signin", content=b"", headers=wanted),
        "404": browser.get("/nothing"),
        "404 asset": browser.get("/assets/x/../../pyproject.toml"),
        "405": browser.delete(f"/letters/{slug}"),
        "410": browser.get(f"/confirm/{site.signer.mint(Purpose.CONFIRM, old_link())}"),
        "413": browser.post("/signin", content=b"x" * 200_000, headers=form),
        "422": browser.post("/signin", content=b"", headers=form),
    }


def old_link() -> Link:
    return Link(1, 1, datetime(2001, 1, 1, tzinfo=UTC))


def check_safe(name: str, answer: httpx.Response) -> None:
    for header, value in SAFETY_HEADERS:
        if header != b"referrer-policy":
            assert answer.headers.get_list(header.decode()) == [value.decode()], (name, header)
    assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin", "strict-origin"), name


def test_every_kind_of_answer_carries_the_safety_headers(site: Site, slug: str) -> None:
    for name, answer in every_kind_of_answer(site, slug).items():
        assert str(answer.status_code) in (name[:3], "400"), name
        check_safe(name, answer)


def test_an_answer_to_a_form_that_nobody_read_says_that_the_connection_ends(site: Site) -> None:
    browser = Person(site.url).browser
    for refused in (
        browser.post("/signin", content=b"{}", headers={"content-type": "application/json"}),
        browser.post("/signin", content=b"x" * 200_000, headers={"content-type": FORM_TYPE}),
        browser.post("/signin", content=b"email=x", headers={"origin": "https://evil.example"}),
    ):
        assert refused.status_code in (400, 403, 413) and refused.headers["connection"] == "close"
    read = browser.post("/signin", content=b"", headers={"content-type": FORM_TYPE})
    assert read.status_code == 422 and "connection" not in read.headers


def test_a_database_that_does_not_answer_is_told_with_the_same_headers(tmp_path: Path) -> None:
    with running("sqlite", tmp_path) as site:
        slug = site.letter()
        file = site.service.environment["UNDERSIGNED_DATABASE_URL"].partition("///")[2]
        blocker = sqlite3.connect(file, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        answer = post(site, f"/letters/{slug}/mine")
        assert Person(site.url).open(f"/letters/{slug}").status == 200, "reading goes on"
        blocker.execute("ROLLBACK")
        blocker.close()
    assert answer.status_code == 503
    assert "This cannot be done right now" in answer.text
    check_safe("503", answer)


def test_over_https_cookies_belong_to_this_host_alone(https_site: Site) -> None:
    slug = https_site.letter()
    browser = httpx.Client(
        base_url=https_site.url, trust_env=False, headers={"host": "letters.example", "content-type": FORM_TYPE}
    )
    sent = {"name": "N", "email": https_site.address(), "consent": "yes", "step": "send", "once": slug}
    link = https_site.sign_in_link("m@desk.example", slug).replace(HTTPS, "")
    for answer in (
        browser.post(f"/letters/{slug}/sign", content=steps.urlencode(sent)),
        browser.post(link, content=""),
    ):
        name, _, attributes = answer.headers["set-cookie"].partition("=")
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes.split("; "))
        assert "domain" not in attributes.lower()
        assert answer.headers[HSTS[0].decode()] == HSTS[1].decode()
        check_safe("https", answer)


def test_private_pages_are_never_stored(site: Site, slug: str) -> None:
    typed = site.sign(slug, "Private Person")
    owner = Person(site.url)
    steps.own_page(owner, slug, site.sink, typed.email)
    moderator = site.moderator(slug)
    here = owner.page.url
    for person, path in (
        (owner, here),
        (owner, f"{here}/data"),
        (owner, f"{here}/edit"),
        (owner, f"/letters/{slug}/sign"),
        (owner, f"/letters/{slug}/sent"),
        (owner, f"/letters/{slug}/signatories?q=private"),
        (moderator, "/moderate"),
        (moderator, f"/moderate/{slug}"),
        (Person(site.url), "/moderate"),
        (Person(site.url), "/signin"),
    ):
        answer = person.browser.get(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert "etag" not in answer.headers


def test_public_pages_are_kept_until_they_change(site: Site, slug: str) -> None:
    site.sign(slug, "Cached Person")
    browser = Person(site.url).browser
    moderator = site.moderator(slug)
    steps.look_again()
    for path in (f"/letters/{slug}", f"/letters/{slug}.json", f"/letters/{slug}/signatories"):
        plain = browser.get(path, headers={"accept-encoding": "identity"})
        packed = browser.get(path, headers={"accept-encoding": "br, gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content
        assert plain.headers["vary"] == "accept-encoding"
        unchanged = browser.get(path, headers={"if-none-match": plain.headers["etag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert "set-cookie" not in plain.headers
    before = browser.get(f"/letters/{slug}").headers["etag"]
    steps.decide(moderator, slug, "Cached", "List publicly")
    time.sleep(steps.LOOK_AGAIN)
    changed = browser.get(f"/letters/{slug}", headers={"if-none-match": before})
    assert (changed.status_code, "Cached Person" in changed.text) == (200, True)


def test_head_tells_what_get_would(site: Site, slug: str) -> None:
    browser = Person(site.url).browser
    paths = ["/", f"/letters/{slug}", f"/letters/{slug}/sign", "/signin", "/nothing", "/moderate", "/livez"]
    for path in paths:
        whole, head = browser.get(path), browser.head(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        told = [{k: v for k, v in answer.headers.items() if k != "date"} for answer in (whole, head)]
        assert told[0] == told[1], path
