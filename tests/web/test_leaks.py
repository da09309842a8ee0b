"""After a whole journey, nothing of a signatory is in what the service prints or in the clear in its database."""

import re
import secrets
from pathlib import Path

from tests.journeys import steps
from tests.journeys.installation import Site, running
from tests.journeys.steps import Person, Typed, find_link, mail_to
from tests.rig.smtp import plain

LINK = re.compile(r"/(?:confirm|mine|undo|signin)/([\w.~=-]{20,})")


def journey(site: Site, canary: str) -> str:
    """Sign by link and by code, fail in many ways, decide, correct, withdraw; the letter."""
    slug = site.letter()
    typed = Typed(f"{canary}@mail.example", f"Name {canary}", {"organization": f"House {canary}"})
    person = steps.sign(site.url, slug, site.sink, typed)
    second = Typed(f"code-{canary}@mail.example", f"Second {canary}")
    steps.ask_to_sign(person, slug, second)
    person.send(f"/letters/{slug}/sent", {"step": "code", "code": "1"})
    code = steps.code_in(mail_to(site.sink, second.email, "Confirm your signature"))
    person.send(f"/letters/{slug}/sent", {"step": "code", "code": code})
    moderator = site.moderator(slug, f"moderator-{canary}@desk.example")
    steps.decide(moderator, slug, f"Name {canary}", "List publicly")
    why = "Another reason (write it below)"
    steps.decide(moderator, slug, f"Second {canary}", "Do not list", why, f"Note {canary}")
    owner = Person(site.url)
    steps.own_page(owner, slug, site.sink, typed.email)
    owner.open(f"{owner.page.url}/data")
    owner.open(f"/letters/{slug}/signatories?q={canary}")
    owner.send(f"/letters/{slug}/mine", {"email": f"{canary} is no address"})
    steps.own_page(owner, slug, site.sink, typed.email)
    owner.press("Withdraw my signature")
    undo = find_link(mail_to(site.sink, typed.email, "Your name has been removed"), steps.UNDO)
    for link in (undo, undo, undo[:-5], f"{site.url}/{canary}", f"{site.url}/letters/{canary}%00"):
        person.open(link)
    site.sink.script("DATA", f"550 5.7.1 no such person {canary}@mail.example", recipient=f"bounce-{canary}")
    steps.ask_to_sign(person, slug, Typed(f"bounce-{canary}@mail.example", f"Bounced {canary}"))
    site.sign(slug, "Last Person")
    return slug


def test_nothing_of_a_signatory_is_printed_or_stored_in_the_clear(tmp_path: Path) -> None:
    canary = f"zq{secrets.token_hex(6)}"
    with running("sqlite", tmp_path) as site:
        journey(site, canary)
        site.service.stop()
        output = site.service.output()
        mails = list(site.sink.mails)
    links = {token for mail in mails for token in LINK.findall(plain(mail))}
    codes = set(re.findall(r"\b\d{4} \d{4}\b", "".join(plain(mail) for mail in mails)))
    addresses = {address for mail in mails for address in mail.recipients}
    assert len(links) > 3 and len(codes) > 2 and len(addresses) > 2
    assert "Serving " in output, "what is searched is there"
    secret = links | codes | {code.replace(" ", "") for code in codes} | addresses | {canary}
    assert [text for text in secret if text.lower() in output.lower()] == []

    files = [file for file in tmp_path.rglob("*") if file.is_file() and "sqlite" in file.name]
    stored = b"".join(file.read_bytes() for file in files)
    assert f"Name {canary}".encode() in stored, "the entry itself is there"
    signatures = {token.rpartition(".")[2] for token in links}
    assert [text for text in links | signatures | addresses if text.lower().encode() in stored.lower()] == []
    assert f"{canary}@".encode() not in stored
