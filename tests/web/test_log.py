"""The log over HTTP: what moderators read and keep of it, and the numbers that everybody may see."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest

from service.actions import digest, policing
from service.core.entry import Lane
from service.core.moderation import Policy
from service.store.accounts import account_by_email
from service.store.database import Db
from service.store.tables import accounts
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import Person, mail_to
from tests.web.desk import Desk, titled
from tests.web.test_desk import DECLINE, decide


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site, site.letter())


@pytest.fixture
def moderator(desk: Desk) -> Person:
    return desk.site.moderator(desk.slug)


def fetch(person: Person, path: str) -> str:
    answer = person.browser.get(path)
    assert answer.status_code == 200
    return answer.text


def test_the_log_tells_who_did_what_to_which_entry_and_why(desk: Desk, moderator: Person) -> None:
    listed, declined, withheld = (
        *desk.wait(titled("Aino Kallas"), titled("=Bruno Weft")),
        *desk.wait(titled("Hidden Name"), lane=Lane.WITHHELD),
    )
    decide(moderator, desk, listed)
    decide(moderator, desk, declined, **DECLINE)
    decide(moderator, desk, withheld)
    page = moderator.open(f"{desk.path}/log")
    assert page.heading == "Log"
    for words in ("Approved by", "Not listed by", "Confirmed by mail by the signatory", "Aino Kallas", "=Bruno"):
        assert words in page.words
    assert desk.hash(listed)[:12] in page.words and desk.hash(listed) not in page.text
    assert "We looked for a page." in page.words
    assert "Hidden Name" not in page.text and "An entry that is not to be named" in page.words
    only = moderator.open(f"{desk.path}/log?act=decline")
    assert "=Bruno Weft" in only.words and "Aino Kallas" not in only.words
    desk.erase(declined)
    assert "=Bruno Weft" not in moderator.open(f"{desk.path}/log").text
    assert "Erased by its signatory" in moderator.open(f"{desk.path}/log").words


def test_the_log_is_read_in_pages_to_its_end(desk: Desk, moderator: Person) -> None:
    desk.wait(*(titled(f"Person {n}") for n in range(60)))
    page, seen = moderator.open(f"{desk.path}/log"), []
    while True:
        seen += re.findall(r"Person \d+", page.words)
        if "Older" not in page.links:
            break
        page = moderator.open(page.links["Older"])
    assert sorted(set(seen)) == sorted(f"Person {n}" for n in range(60)) and len(seen) == 60
    assert "Back to the newest" in page.links


def test_both_files_hold_everything_and_open_again_literally(desk: Desk, moderator: Person) -> None:
    notes = ["=1+1 is what it says", "+4 others", "'quoted'", 'with "quotes", commas\r\nand lines']
    ids = desk.wait(*(titled(f"@Person {n}") for n in range(len(notes))))
    for signature_id, note in zip(ids, notes, strict=True):
        decide(moderator, desk, signature_id, **{**DECLINE, "note": note})
    records = json.loads(fetch(moderator, f"{desk.path}/log.json"))
    assert len(records) == 2 * len(ids)
    kept = {record["entry_hash"]: record for record in records if record["act"] == "decline"}
    for signature_id, note in zip(ids, notes, strict=True):
        assert kept[desk.hash(signature_id)]["note"].split() == note.split()
    rows = list(csv.DictReader(io.StringIO(fetch(moderator, f"{desk.path}/log.csv"), newline="")))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert [{key: cell.removeprefix("'") for key, cell in row.items()} for row in rows] == records
    filtered = json.loads(fetch(moderator, f"{desk.path}/log.json?act=confirm"))
    assert len(filtered) == len(ids)


def test_another_letters_log_is_closed(desk: Desk, moderator: Person) -> None:
    other = desk.site.letter()
    for path in ("log", "log.csv", "log.json"):
        assert moderator.open(f"/moderate/{other}/{path}").status in {403, 404}
        assert Person(desk.site.url).open(f"{desk.path}/{path}").heading != "Log"


@pytest.mark.parametrize("query", ["act=x", "by=x", "from=1", "to=9999-99-99", "signature=-1", "after=x.y"])
def test_an_address_in_words_that_nobody_knows_shows_the_log(desk: Desk, moderator: Person, query: str) -> None:
    assert moderator.open(f"{desk.path}/log?{query}&after={'9' * 30}.1").status == 200
    assert moderator.open(f"{desk.path}/log?{query}").status == 200


def test_everybody_may_see_the_numbers_and_no_name(desk: Desk, moderator: Person) -> None:
    ids = desk.wait(titled("Aino Kallas"), titled("Bruno Weft"), titled("Carla Dunmore"))
    decide(moderator, desk, ids[0])
    decide(moderator, desk, ids[1], **DECLINE)
    steps.look_again()
    visitor = desk.site.person()
    letter = visitor.open(f"/letters/{desk.slug}")
    page = visitor.open(letter.links["How signatures are checked"])
    assert page.heading == "How signatures are checked"
    row = next(node for node in page.main.all("tr") if list(node.all("td")))
    assert [cell.words for cell in row.all("td")] == ["1", "0", "1"]
    assert "5 hours" in page.words and "Waiting now" in page.words
    for name in ("Aino", "Bruno", "Carla", "@"):
        assert name not in page.main.words
    assert "set-cookie" not in visitor.browser.get(f"/letters/{desk.slug}/moderation").headers


def test_the_digest_says_numbers_alone_and_ends_with_one_click(desk: Desk) -> None:
    email = f"digest.{desk.slug}@desk.example"
    desk.site.moderator(desk.slug, email)
    desk.wait(titled("Aino Kallas"), titled("Bruno Weft"), hours=5)
    hour = datetime.now(UTC).hour

    def choose(db: Db) -> int:
        account = account_by_email(db, email)
        assert account
        db.execute(accounts.update().where(accounts.c.id != account.id).values(digest_hour=None))
        digest.set_hour(db, account.id, hour)
        digest.promise_digests(db, datetime.now(UTC))
        return account.id

    account_id = desk.write(choose)
    mail = mail_to(desk.site.sink, email, "2 entries waiting, the oldest ")
    whole = mail.message.as_string()
    assert "Aino" not in whole and "uni.example" not in whole and desk.slug not in whole.replace(email, "")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail.message["List-Unsubscribe"].strip("<>").replace(desk.site.url, "")
    program = desk.site.person()
    assert program.open(link).heading == "End the daily mail"
    assert desk.read(digest.hour_of, account_id) == hour, "a look at the page changes nothing"
    answer = program.browser.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and desk.read(digest.hour_of, account_id) is None
    assert program.open(f"{link[:-3]}abc").status == 410


def test_the_policy_is_set_by_command_and_doctor_counts_the_moderators(desk: Desk) -> None:
    site, slug = desk.site, desk.slug
    shown = site.cli("letter", "policy", slug)
    assert "within 48 hours" in shown.output and "1 more moderator is needed" in shown.output
    changed = site.cli(
        "letter", "policy", slug, "--target-hours", "24", "--two-for", "Ambassador", "--two-for", "Minister of"
    )
    assert changed.exit_code == 0 and "2 more moderators are needed" in changed.output
    assert desk.read(policing.policy_of, slug) == Policy(24, ("Ambassador", "Minister of"))
    site.cli("letter", "policy", slug, "--two-on-conflict")
    assert desk.read(policing.policy_of, slug) == Policy(24, ("Ambassador", "Minister of"), True)
    site.moderator(slug)
    assert "'Ambassador'" in site.cli("letter", "show", slug).output
    told = site.cli("doctor").output
    assert f"letter {slug}: its policy asks for two moderators on some entries, and there is one" in told
    for wrong in (["--target-hours", "0"], ["--two-for", " "], ["--two-for", "x", "--two-for-none"]):
        assert site.cli("letter", "policy", slug, *wrong).exit_code == 1
    assert site.cli("letter", "policy", "no-such-letter").exit_code == 1
    site.cli("letter", "policy", slug, "--two-for-none", "--no-two-on-conflict")
    assert desk.read(policing.policy_of, slug) == Policy(24)


