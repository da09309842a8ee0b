"""Coming in: links, the second step, sessions, invitations; and what must not let anybody in."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.core.links import Link, Purpose
from service.core.text import fold
from service.installation import Installation
from service.store.accounts import Role, account_by_email
from service.store.database import Db
from service.store.tables import sessions
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.journeys.steps import Person, everything_in, find_link, mail_to

INVITED = "You are invited to work on "
CHANGED = "Your second step at "


@pytest.fixture
def slug(site: Site) -> str:
    return site.letter()


def invited(site: Site, slug: str, role: Role = Role.MODERATOR) -> tuple[str, str]:
    """An address that the console invited, and the link that was printed."""
    email = site.address()
    done = site.cli("account", "add", email, "--role", role.value, "--letter", slug)
    assert done.exit_code == 0, done.output
    return email, done.stdout.strip()


def with_app(site: Site, link: str) -> Person:
    """Somebody who came in by a link and set up an app."""
    person = steps.half_way_in(site.url, link)
    steps.set_up_second_step(person)
    return person


def links(site: Site, email: str, many: int) -> list[str]:
    """Links of an account that open it one after the other."""

    async def find(installation: Installation) -> tuple[int, int]:
        found = await installation.database.read(account_by_email, email)
        assert found
        return found.id, found.epoch

    account_id, epoch = site.act(find)
    expires = datetime.now(UTC) + timedelta(minutes=30)
    made = [Link(account_id, epoch + number, expires) for number in range(many)]
    return [f"{site.url}/signin/{site.signer.mint(Purpose.SIGN_IN, each)}" for each in made]


def half_way(site: Site, email: str) -> Person:
    return steps.half_way_in(site.url, links(site, email, 1)[0])


def session_cookie(person: Person) -> str:
    return person.browser.cookies["session"]


def is_in(person: Person) -> bool:
    page = person.open("/account")
    return page.heading == "Your account"


def test_somebody_invited_comes_in_sets_up_an_app_and_later_needs_both_mail_and_app(site: Site, slug: str) -> None:
    email, _ = invited(site, slug)
    person = steps.half_way_in(site.url, find_link(mail_to(site.sink, email, INVITED), steps.SIGN_IN))
    assert person.page.heading == "Set up your second step"
    assert steps.set_up_second_step(person).heading == "Your letters"
    assert len(set(person.codes)) == 10
    assert "10 recovery codes are left" in person.open("/account").words
    assert person.app
    person.press("Sign out")
    assert not is_in(person)
    person.open("/signin")
    form = person.form("Send me a link")
    form.fill({"email": email})
    person.press("Send me a link", form)
    person.open(find_link(mail_to(site.sink, email, "Sign in to"), steps.SIGN_IN))
    assert person.press("Sign in").heading == "Second step"
    assert person.open("/moderate").heading == "Second step", "half way in is not in"
    assert steps.take_second_step(person, person.app).heading == "Your letters"


def test_the_key_is_the_one_in_the_picture_and_stays_until_it_is_confirmed(site: Site, slug: str) -> None:
    person = steps.half_way_in(site.url, invited(site, slug)[1])
    key = next(person.page.main.all("code")).words
    picture = person.browser.get("/second-step/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["cache-control"] == "no-store"
    assert "<script" not in picture.text and "style=" not in picture.text
    page = steps.type_code(person, "000000", "Confirm the code")
    assert (page.status, list(page.errors)) == (422, ["code"])
    assert next(page.main.all("code")).words == key
    assert person.browser.get("/second-step/qr.svg").text == picture.text
    stranger = steps.half_way_in(site.url, invited(site, slug)[1])
    stranger.browser.cookies.set("set-up", person.browser.cookies["set-up"])
    assert stranger.browser.get("/second-step/qr.svg").status_code == 404, "a key belongs to one session"


def test_a_code_of_the_app_is_taken_once(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    app = with_app(site, link).app
    assert app
    code = app.code()
    assert steps.type_code(half_way(site, email), code).heading == "Your letters"
    page = steps.type_code(half_way(site, email), code)
    assert (page.status, page.heading) == (422, "Second step")
    assert page.title.startswith("Error: ")


def test_of_twenty_who_bring_one_code_at_once_one_comes_in(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    app = with_app(site, link).app
    assert app
    people = [steps.half_way_in(site.url, each) for each in links(site, email, 20)]
    forms = [person.form("Go on") for person in people]
    code = app.code()
    for form in forms:
        form.fill({"code": code})
    with ThreadPoolExecutor(20) as crowd:
        pages = list(crowd.map(lambda pair: pair[0].press("Go on", pair[1]), zip(people, forms, strict=True)))
    assert sorted(page.heading for page in pages) == ["Second step"] * 19 + ["Your letters"]
    assert [is_in(person) for person in people].count(True) == 1


def test_codes_cannot_be_guessed(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    app = with_app(site, link).app
    assert app
    people = [steps.half_way_in(site.url, each) for each in links(site, email, 3)]
    statuses = [steps.type_code(people[number % 2], f"{number:06}").status for number in range(10)]
    assert set(statuses) == {422}
    page = steps.type_code(people[2], app.code())
    assert (page.status, page.heading) == (429, "Second step")
    assert "Try again after" in page.errors["code"]


def test_a_recovery_code_lets_in_once_and_new_ones_replace_the_old(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    codes = with_app(site, link).codes
    person = half_way(site, email)
    assert steps.type_code(person, codes[3].upper()).heading == "Your letters"
    assert steps.type_code(half_way(site, email), codes[3]).status == 422
    assert "9 recovery codes are left" in person.open("/account").words
    page = person.press("Make new recovery codes")
    fresh = [code.words for code in page.main.all("code")]
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert "New recovery codes" in everything_in(mail_to(site.sink, email, CHANGED, 2))
    assert steps.type_code(half_way(site, email), codes[4]).status == 422
    assert steps.type_code(half_way(site, email), fresh[0]).heading == "Your letters"


def test_a_session_gets_a_new_id_at_each_step_whatever_the_browser_came_with(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    app = with_app(site, link).app
    assert app
    planted = "planted-by-somebody-else"
    person = Person(site.url)
    person.browser.cookies.set("session", planted, domain="127.0.0.1", path="/")
    person.open(links(site, email, 1)[0])
    person.press("Sign in")
    half = session_cookie(person)
    steps.take_second_step(person, app)
    full = session_cookie(person)
    assert len({planted, half, full}) == 3
    for old in (planted, half):
        thief = Person(site.url)
        thief.browser.cookies.set("session", old)
        assert thief.open("/account").heading == "Sign in"


def test_signing_in_leaves_the_session_that_was_open_in_the_browser(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    person = with_app(site, link)
    before = session_cookie(person)
    person.open(links(site, email, 1)[0])
    person.press("Sign in")
    thief = Person(site.url)
    thief.browser.cookies.set("session", before)
    assert thief.open("/account").heading == "Sign in"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:1"},
    ],
)
def test_another_site_cannot_sign_a_visitor_in_with_its_own_link(
    site: Site, slug: str, headers: dict[str, str]
) -> None:
    _, link = invited(site, slug)
    victim = Person(site.url)
    answer = victim.browser.post(
        link, content="", headers={"content-type": "application/x-www-form-urlencoded", **headers}
    )
    assert answer.status_code == 403
    assert "session" not in victim.browser.cookies
    assert steps.half_way_in(site.url, link), "the link was not used up"


def test_the_page_of_a_link_says_whose_account_it_opens_and_opens_it_once(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    page = Person(site.url).open(link)
    assert email not in page.text and email[0] in page.words and "@" in page.words
    steps.half_way_in(site.url, link)
    for answer in (Person(site.url).open(link), Person(site.url).send(link, {})):
        assert (answer.status, answer.heading) == (410, "This link does not open the door")
        assert answer.links["Ask for a new link"] == "/signin"
    assert Person(site.url).open(f"{site.url}/signin/nothing").status == 410


def test_a_second_step_that_is_set_up_cannot_be_changed_before_it_is_taken(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    owner = with_app(site, link)
    key = owner.app.secret if owner.app else ""
    thief = half_way(site, email)
    form = thief.form("Go on")
    csrf = form.control("csrf").value
    assert thief.open("/second-step/set-up").heading == "Second step"
    stolen = steps.half_way_in(site.url, invited(site, slug)[1])
    thief.browser.cookies.set("set-up", stolen.browser.cookies["set-up"])
    for way in ("/second-step/set-up", "/second-step/set-up/passkey"):
        assert thief.send(way, {"csrf": csrf, "code": "123456", "answer": "{}"}).heading == "Second step"
    assert steps.take_second_step(half_way(site, email), steps.Authenticator(key)).status in (200, 422)
    assert "10 recovery codes are left" in owner.open("/account").words


def test_the_last_factor_stays_and_an_app_is_replaced_in_a_full_session(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    person = with_app(site, link)
    old = person.app
    person.open("/account")
    page = person.press("Take the app away")
    assert (page.status, "Set up another one first" in page.errors[""]) == (409, True)
    person.follow("Set up another app or passkey")
    key = next(person.page.main.all("code")).words.replace(" ", "")
    app = steps.Authenticator(key)
    before = session_cookie(person)
    assert steps.type_code(person, app.code(), "Confirm the code").heading == "Your account"
    assert session_cookie(person) != before
    assert old
    assert steps.type_code(half_way(site, email), old.code()).status == 422
    assert steps.type_code(half_way(site, email), app.code()).heading == "Your letters"


def test_sessions_are_listed_by_browser_and_ended_one_by_one_or_all_others(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    first = with_app(site, link)
    phone = {"user-agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"}
    others = []
    for number, each in enumerate(links(site, email, 3)):
        other = Person(site.url)
        other.browser.headers.update(phone)
        other.open(each)
        other.press("Sign in")
        steps.type_code(other, first.codes[number])
        others.append(other)
    page = first.open("/account")
    assert [item.words.split(",")[0] for item in page.main.all("li")].count("Firefox on Android") == 3
    buttons = [form for form in page.forms if form.action == "/account/sessions" and len(form.buttons) == 1]
    assert len(buttons) == 4
    ended = buttons[0]
    first.send(ended.action, ended.sent(ended.buttons[0]))
    assert "The session was ended." in first.page.words
    assert [is_in(other) for other in others].count(False) == 1
    first.press("End all other sessions")
    assert not any(is_in(other) for other in others)
    assert is_in(first)


def test_nobody_ends_the_session_of_another(site: Site, slug: str) -> None:
    one, other = (with_app(site, invited(site, slug)[1]) for _ in range(2))
    number = site.act(lambda installation: installation.database.read(newest_session))
    csrf = one.open("/account").form("Make new recovery codes").control("csrf").value
    one.send("/account/sessions", {"csrf": csrf, "session": str(number)})
    assert is_in(other)


def newest_session(db: Db) -> int:
    found = db.execute(sessions.select().order_by(sessions.c.created_at.desc()).limit(1)).one()
    return int(found.id)


def test_a_session_that_is_not_used_for_two_hours_ends(site: Site, slug: str) -> None:
    person = with_app(site, invited(site, slug)[1])
    assert is_in(person)
    age(site, timedelta(hours=1, minutes=59))
    assert is_in(person), "and this visit counts"
    age(site, timedelta(hours=1, minutes=59))
    assert is_in(person)
    age(site, timedelta(hours=2, seconds=1))
    assert not is_in(person)


def age(site: Site, by: timedelta) -> None:
    """Let every session have been seen so much earlier."""
    seen = update(sessions).values(seen_at=datetime.now(UTC) - by)

    async def act(installation: Installation) -> None:
        await installation.database.write(lambda db: db.change(seen))

    site.act(act)


def test_a_page_of_a_session_is_not_stored_on_the_way_and_its_cookie_not_shown_to_scripts(
    site: Site, slug: str
) -> None:
    person = Person(site.url)
    _, link = invited(site, slug)
    answer = person.browser.post(link, content="", headers={"content-type": steps.FORM_TYPE, "origin": site.url})
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600", cookie)
    for path in ("/second-step/set-up", "/signin"):
        assert person.browser.get(path).headers["cache-control"] == "no-store"


def test_forms_of_a_session_need_its_token(site: Site, slug: str) -> None:
    person = with_app(site, invited(site, slug)[1])
    for way in ("/account/codes", "/account/sessions", "/account/factors", "/second-step", "/signout"):
        page = person.send(way, {"csrf": "x", "session": "others", "passkey": ""})
        assert (page.status, page.heading) == (403, "This form is too old")
    assert "10 recovery codes are left" in person.open("/account").words


def author_of(site: Site, slug: str) -> Person:
    return with_app(site, invited(site, slug, Role.AUTHOR)[1])


def invite(person: Person, slug: str, email: str, *roles: str) -> Page:
    person.open(f"/people/{slug}")
    form = person.form("Send the invitation")
    form.fill({"email": email})
    form.choose(*roles)
    return person.press("Send the invitation", form)


def test_an_author_invites_a_moderator_and_takes_the_role_away_at_once(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    email = site.address()
    for path in ("/people", f"/people/{slug}"):
        assert "Nobody moderates this letter yet" in author.open(path).words
    page = invite(author, slug, email, "Moderator")
    assert "Invited." in page.words and f"{email}, moderator, has not come in yet" in page.words
    mail = mail_to(site.sink, email, INVITED)
    assert "as a moderator" in steps.plain(mail) and "7 days" not in steps.plain(mail)
    moderator = with_app(site, find_link(mail, steps.SIGN_IN))
    assert moderator.open(f"/moderate/{slug}").status == 200
    for path in ("/people", f"/people/{slug}"):
        assert "moderates" not in author.open(path).words and "need two moderators" not in author.page.words
    site.cli("letter", "policy", slug, "--two-on-conflict")
    for path in ("/people", f"/people/{slug}"):
        assert "Some entries need two moderators, and there is one" in author.open(path).words
    form = next(each for each in author.page.forms if each.buttons[0].label.startswith(f"Remove {email}"))
    author.send(form.action, form.sent(form.buttons[0]))
    assert "Removed." in author.page.words
    assert moderator.open(f"/moderate/{slug}").status == 403
    assert moderator.open("/moderate").heading == "This page is not for your account"


def test_a_role_on_one_letter_opens_no_other(site: Site, slug: str) -> None:
    foreign = site.letter()
    author, moderator = author_of(site, slug), with_app(site, invited(site, slug)[1])
    assert author.open(f"/people/{slug}").status == 200
    for person in (author, moderator):
        assert person.open(f"/people/{foreign}").status == 403
        assert person.open(f"/moderate/{foreign}").status == 403
    assert moderator.open(f"/people/{slug}").status == 403
    csrf = author.open(f"/people/{slug}").form("Send the invitation").control("csrf").value
    email = site.address()
    fields = {"csrf": csrf, "email": email, "role": "moderator"}
    assert author.send(f"/people/{foreign}", fields).status == 403
    assert author.send(f"/people/{foreign}/remove", {"csrf": csrf, "account": "1", "role": "author"}).status == 403
    assert steps.mails_to(site.sink, email) == []


def test_an_invitation_that_lacks_something_says_what_and_keeps_what_was_typed(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    page = invite(author, slug, "not an address")
    assert (page.status, set(page.errors)) == (422, {"email", "role"})
    assert page.form("Send the invitation").control("email").value == "not an address"
    statuses = [invite(author, slug, "bombed@mail.example", "Moderator").status for _ in range(8)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert len(steps.mails_to(site.sink, "bombed@mail.example")) <= 6


def test_an_author_does_not_remove_themselves(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    author.open(f"/people/{slug}")
    form = next(each for each in author.page.forms if each.buttons[0].label.endswith("as author"))
    author.send(form.action, form.sent(form.buttons[0]))
    assert author.page.status == 409
    assert author.open(f"/people/{slug}").status == 200


def test_the_console_lists_removes_and_resets(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    person = with_app(site, link)
    assert f"{email}\tmoderator of {slug}\tsecond step set up" in site.cli("account", "list").stdout
    again = site.cli("account", "reset", email).stdout.strip()
    assert not is_in(person), "a reset ends every session"
    told = [everything_in(mail_to(site.sink, email, CHANGED, number)) for number in (1, 2)]
    assert "An app that makes codes was set up" in told[0] and "second step of your account was taken" in told[1]
    assert not any("/signin/" in words for words in told), "no link in it signs anybody in"
    newcomer = steps.half_way_in(site.url, again)
    assert newcomer.page.heading == "Set up your second step"
    steps.set_up_second_step(newcomer)
    assert newcomer.open(f"/moderate/{slug}").status == 200
    assert site.cli("account", "remove", email, "--letter", slug).exit_code == 0
    assert newcomer.open(f"/moderate/{slug}").heading == "Sign in", "nothing is left to come in for"
    assert f"{email}\tno role\tsecond step set up" in site.cli("account", "list").stdout
    for wrong in (
        ("remove", email, "--letter", slug),
        ("reset", "nobody@mail.example"),
        ("add", email, "--letter", "no-such-letter"),
        ("add", email),
        ("add", email, "--operator", "--letter", slug),
        ("add", "x", "--letter", slug),
    ):
        assert site.cli("account", *wrong).exit_code == 1


def test_an_operator_chooses_people_for_every_letter_and_sees_no_queue(site: Site, slug: str) -> None:
    email = site.address()
    link = site.cli("account", "add", email, "--operator").stdout.strip()
    assert mail_to(site.sink, email, "You are invited to run")
    operator = with_app(site, link)
    assert operator.page.heading == "Your account"
    assert f'href="/people/{slug}"' in operator.open("/people").text
    assert invite(operator, slug, site.address(), "Author").status == 200
    assert operator.open(f"/moderate/{slug}").heading == "This page is not for your account"


def test_no_secret_of_an_account_lies_open_in_the_database(site: Site, slug: str) -> None:
    email, link = invited(site, slug)
    person = with_app(site, link)
    assert person.app
    cookie = session_cookie(person)
    secrets = [email, person.app.secret, cookie, *(fold(code).replace("-", "") for code in person.codes)]
    for table in ("accounts", "sessions", "recovery_codes"):
        rows = site.act(lambda installation, name=table: installation.database.read(everything, name))  # type: ignore[misc]
        assert not [secret for secret in secrets if secret.encode() in rows]


def everything(db: Db, table: str) -> bytes:
    rows = db.connection.exec_driver_sql(f"SELECT * FROM {table}")
    return b"|".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)
