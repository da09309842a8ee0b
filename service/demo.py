"""The demonstration: an invented letter with invented people, some listed, some waiting for a moderator."""

import os
from datetime import datetime, timedelta

from service.actions import composing, inviting, moderating, signing
from service.actions.signing import Asked, Confirmation
from service.core.entry import Capacity, Entry, Lane, Position
from service.core.letter import LetterState
from service.core.letterfile import read_letter_file
from service.core.moderation import Decision, Outcome
from service.core.signing import Request
from service.paths import TEMPLATES
from service.store import outbox
from service.store.accounts import Account, Role, account_by_email
from service.store.database import Database, Db
from service.store.letters import letter_by_slug
from service.store.queue import waiting

SLUG = "save-the-velmar-archive"
MODERATOR = "moderator@example.org"

LISTED = (
    Entry(
        "Adaeze Ferrant",
        "Prof. Dr.",
        "",
        (Position("Professor of Archival Science", "University of Port Astrel"),),
        "Astrel",
    ),
    Entry("Lorenz Hagebeck", "", "", (Position("Historian", "Institute for River Studies"),), "Morrow"),
    Entry(
        "نرگس پورداد",
        "Dr.",
        "Narges Pourdad",
        (Position("Senior Lecturer in Persian", "College of the Delta"),),
        "Sarvestan",
    ),
    Entry("Sister Benedetta", place="Convent of the Upper Weir"),
    Entry(
        "Marek Osolin",
        "Ambassador",
        "",
        (Position("Permanent Representative of Tarn", "Union of the Nine Rivers"),),
        "Port Astrel",
        Capacity.FORMER,
    ),
    Entry("李静", "", "Li Jing", (Position("Conservator of Paper", "National Library of Kest"),), "Kest"),
    Entry("Eoghan O'Dwyer-Lund", "", "", (Position("", "Guild of Land Surveyors"),), "Tarn", Capacity.ON_BEHALF),
    Entry(
        "Ximena Arrubal",
        "Dr.",
        "",
        (Position("Fellow", "Museum of Testimony"), Position("Co-founder", "Open Registers")),
        "Lower Quay",
    ),
    Entry("عبدالله سمندر", "", "Abdullah Samandar", (Position("Poet", ""),), "Velmar, in exile"),
    Entry("Wim van der Oever", "", "", (Position("Doctoral Researcher", "University of Morrow"),), "Morrow"),
)
WAITING = (
    Entry("Klara Vinterby", "H.E.", "", (Position("Consul General of Kest", "Consulate in Tarn"),), "Tarn"),
    Entry(
        "Bahram Nowroz", "Prof.", "", (Position("Professor emeritus of Law", "College of the Delta"),), "Sarvestan"
    ),
    Entry("Anonymous Friend", place="the valley"),
)
WITHHELD = (Entry("Not To Be Named", "", "", (Position("Archivist", "Velmar Archive"),)),)
SUPPORTERS = tuple(Entry(f"Supporter {number}") for number in range(1, 42))


async def prepare(database: Database, now: datetime) -> Account:
    """The demonstration's moderator; on the first start the letter is made and signed too."""
    if await database.read(letter_by_slug, SLUG) is None:
        profile, wording = read_letter_file((TEMPLATES / "demo" / "letter.md").read_bytes())
        await database.write(composing.add_letter, profile, wording, now)
        await database.write(composing.move_letter, SLUG, LetterState.OPEN)
        await database.write(inviting.give_role, MODERATOR, SLUG, Role.MODERATOR, now)
        await database.write(_sign_all, now)
    account = await database.read(account_by_email, MODERATOR)
    assert account is not None, "the first start made the account"
    return account


def _sign_all(db: Db, now: datetime) -> None:
    """Everybody signs and confirms; all but the waiting ones are approved. None of it leaves a mail."""
    _sign(db, LISTED + WITHHELD, Lane.COSIGNER, now - timedelta(days=2))
    _sign(db, SUPPORTERS, Lane.SUPPORTER, now - timedelta(days=1))
    moderator = account_by_email(db, MODERATOR)
    letter = letter_by_slug(db, SLUG)
    assert moderator and letter, "both were made before"
    for row in waiting(db, letter.id, len(LISTED) + len(WITHHELD)):
        decision = Decision(Outcome.LIST, row.entry_hash)
        moderating.decide(db, moderator, SLUG, row.signature_id, decision, now)
        outbox.cancel(db, row.signature_id)
    _sign(db, WAITING, Lane.COSIGNER, now - timedelta(hours=5))


def _sign(db: Db, entries: tuple[Entry, ...], lane: Lane, at: datetime) -> None:
    letter = letter_by_slug(db, SLUG)
    assert letter is not None
    for number, entry in enumerate(entries):
        signature_id, entry_id = (int.from_bytes(os.urandom(8), "big") >> 1 for _ in range(2))
        moment = at + timedelta(minutes=number)
        own_lane = Lane.WITHHELD if entry in WITHHELD else lane
        request = Request(entry, own_lane, f"{lane}-{at:%d%H}-{number}@people{number}.example", updates=False)
        asked = Asked(
            SLUG, request, letter.version.seal, signature_id, entry_id, os.urandom(16), f"demo {number}", moment
        )
        signing.ask_to_sign(db, [asked])
        signing.confirm(db, [Confirmation(signature_id, 0, "", moment)])
        outbox.cancel(db, signature_id)
