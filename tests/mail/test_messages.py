"""Confirmation mails are put together from parts encoded once: what arrives must be whole all the same."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.actions.mailing import Rewording, Told
from service.core.entry import Entry, Lane
from service.core.letter import Addressee, Letter, LetterState, Profile, Version, Wording
from service.core.links import LinkSigner, Purpose
from service.core.second_step import Change
from service.mail.messages import Composer
from service.store.outbox import Claimed, Kind
from service.store.updates import Update

NOW = datetime(2031, 4, 5, 6, 7, tzinfo=UTC)
SIGNER = LinkSigner([b"k" * 32])
COMPOSER = Composer("https://letters.example", "undersigned@letters.example", SIGNER)
WORDS = st.text(st.characters(categories=("L", "M", "N", "P", "Zs")), min_size=1, max_size=300)


def letter(title: str, version_id: int = 1) -> Letter:
    wording = Wording(title, "en", (Addressee("Ada Quist"),), "Words.")
    return Letter(1, LetterState.OPEN, Profile("water"), Version(version_id, 1, "ab" * 32, wording, NOW))


def claimed(subject: int, address: str = "ana@mail.example", attempts: int = 1) -> Claimed:
    return Claimed(7, Kind.CONFIRM, 1, subject, 0, {}, NOW, attempts, address)


@given(WORDS, st.integers(1, 2**63 - 1))
def test_the_link_and_the_title_arrive_whole(title: str, subject: int) -> None:
    composer = Composer("https://letters.example", "undersigned@letters.example", SIGNER)
    raw = composer.compose(claimed(subject), Told(letter(title))).content
    message = message_from_bytes(raw, policy=default)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    text = message.get_body(("plain",)).get_content()
    link = next(word for word in text.split() if word.startswith("https://letters.example/confirm/"))
    assert SIGNER.read(Purpose.CONFIRM, link.rpartition("/")[2], NOW).subject == subject
    assert link in message.get_body(("html",)).get_content()
    assert " ".join(message["Subject"].split()) == " ".join(f"Confirm your signature: {title}".split())
    assert message["To"] == "ana@mail.example"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_retry_is_the_same_mail() -> None:
    first, again = (COMPOSER.compose(claimed(5, attempts=n), Told(letter("Water"))) for n in (1, 4))
    assert first == again


def test_two_signatories_share_nothing_but_the_words() -> None:
    one, other = (
        message_from_bytes(composed.content, policy=default)
        for composed in (COMPOSER.compose(claimed(n, f"p{n}@mail.example"), Told(letter("Water"))) for n in (5, 6))
    )
    assert one["To"] != other["To"]
    assert one.get_body(("plain",)).get_content() != other.get_body(("plain",)).get_content()
    assert "p6@" not in one.as_string() and "p5@" not in other.as_string()


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.CONFIRM])
def test_every_mail_says_why_it_was_sent_and_that_a_machine_sent_it(kind: Kind) -> None:
    data = {"number": 3, "reason": "unclear", "note": "Which institute?", "entry": 1}
    data |= {"role": "moderator", "waiting": 4, "hours": 9, "change": "reset"}
    mail = Claimed(8, kind, 1, 5, 2, data, NOW, 1, "ana@mail.example")
    old, new = letter("Water").version, replace(letter("Rivers", 2).version, number=2, note="The demand is new.")
    news = Update(9, 1, "The Board has met", "It *did*.", NOW)
    told = Told(letter("Water"), None, Entry("Ana Brook"), Lane.COSIGNER, Rewording(old, new), news)
    message = message_from_bytes(COMPOSER.compose(mail, told).content, policy=default)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Undersigned <undersigned@letters.example>"
    assert "You get this mail " in " ".join(message.get_body(("plain",)).get_content().split())
    assert "src=" not in message.get_body(("html",)).get_content()


@pytest.mark.parametrize("change", list(Change))
def test_a_mail_about_a_changed_second_step_opens_nothing(change: Change) -> None:
    mail = Claimed(9, Kind.SECOND_STEP, None, 5, 0, {"change": change.value}, NOW, 1, "ana@mail.example")
    message = message_from_bytes(COMPOSER.compose(mail, Told()).content, policy=default)
    for part in ("plain", "html"):
        words = message.get_body((part,)).get_content()
        assert "5 April 2031, 06:07 UTC" in words and "If it was not you" in words
        assert set(re.findall(r"https?://[^\s\"<]+", words)) == {
            "https://letters.example",
            "https://letters.example/signin",
        }
