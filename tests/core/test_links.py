"""Signed links: bound to one purpose, alive for a time, read by older keys until those are dropped."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.links import CODE_DIGITS, SKEW, Expired, Forged, Link, LinkSigner, Purpose, spaced

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LINK = Link(7_204_113_990_025_511_001, 3, NOW + timedelta(days=7), "0123456789abcdef")
OLD, NEW = b"o" * 32, b"n" * 32
SIGNER = LinkSigner([OLD])

links = st.builds(
    Link,
    st.integers(0, 2**63 - 1),
    st.integers(0, 10_000),
    st.integers(1_700_000_000, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.text("0123456789abcdef", max_size=16),
)


@given(links, st.sampled_from(Purpose))
def test_a_link_reads_as_it_was_made(link: Link, purpose: Purpose) -> None:
    token = SIGNER.mint(purpose, link)
    assert SIGNER.read(purpose, token, link.expires - timedelta(seconds=1)) == link
    assert SIGNER.mint(purpose, link) == token, "a mail that is sent again carries the same link"
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@pytest.mark.parametrize("made", Purpose)
@pytest.mark.parametrize("read", Purpose)
def test_a_link_opens_one_purpose_alone(made: Purpose, read: Purpose) -> None:
    token = SIGNER.mint(made, LINK)
    if made is read:
        assert SIGNER.read(read, token, NOW) == LINK
    else:
        with pytest.raises(Forged):
            SIGNER.read(read, token, NOW)


def test_an_older_key_still_reads_and_a_dropped_one_does_not() -> None:
    before = SIGNER.mint(Purpose.CONFIRM, LINK)
    both = LinkSigner([NEW, OLD])
    assert both.read(Purpose.CONFIRM, before, NOW) == LINK
    after = both.mint(Purpose.CONFIRM, LINK)
    assert after != before
    assert LinkSigner([NEW]).read(Purpose.CONFIRM, after, NOW) == LINK
    with pytest.raises(Forged):
        LinkSigner([NEW]).read(Purpose.CONFIRM, before, NOW)
    with pytest.raises(Forged):
        SIGNER.read(Purpose.CONFIRM, after, NOW)


@pytest.mark.parametrize("ahead", [timedelta(minutes=-30), timedelta(0), SKEW])
def test_clocks_that_differ_by_minutes_do_not_end_a_link(ahead: timedelta) -> None:
    token = SIGNER.mint(Purpose.CONFIRM, LINK)
    assert SIGNER.read(Purpose.CONFIRM, token, LINK.expires + ahead) == LINK


def test_an_expired_link_still_says_what_it_named() -> None:
    token = SIGNER.mint(Purpose.CONFIRM, LINK)
    with pytest.raises(Expired) as late:
        SIGNER.read(Purpose.CONFIRM, token, LINK.expires + SKEW + timedelta(seconds=1))
    assert late.value.link == LINK


def test_a_link_that_was_cut_short_is_forged() -> None:
    token = SIGNER.mint(Purpose.CONFIRM, LINK)
    for length in range(len(token)):
        with pytest.raises(Forged):
            SIGNER.read(Purpose.CONFIRM, token[:length], NOW)


def test_a_link_of_which_any_character_was_changed_is_forged() -> None:
    token = SIGNER.mint(Purpose.CONFIRM, LINK)
    for index, char in enumerate(token):
        for other in {"A", "z", "0", "-", ".", chr(ord(char) ^ 1)} - {char}:
            changed = token[:index] + other + token[index + 1 :]
            try:
                read = SIGNER.read(Purpose.CONFIRM, changed, NOW)
            except Forged:
                continue
            # The last character of base64 has spare bits: another spelling of the same link, not another link.
            assert (index, read) == (len(token) - 1, LINK)


@given(st.text() | st.text(string.ascii_letters + string.digits + "-_.", max_size=120))
def test_any_other_text_is_forged(token: str) -> None:
    with pytest.raises(Forged):
        SIGNER.read(Purpose.CONFIRM, token, NOW)


def test_a_code_belongs_to_one_signature_at_one_epoch() -> None:
    code = SIGNER.code(41, 0)
    assert len(code) == CODE_DIGITS and code.isdigit()
    assert all(SIGNER.is_code(typed, 41, 0) for typed in (code, spaced(code), f"-{code}\n"))
    assert not SIGNER.is_code(code, 41, 1) and not SIGNER.is_code(code, 42, 0)
    assert not SIGNER.is_code("", 41, 0) and not SIGNER.is_code(code[:-1], 41, 0)


def test_a_code_of_an_older_key_is_still_taken() -> None:
    assert LinkSigner([NEW, OLD]).is_code(SIGNER.code(41, 0), 41, 0)
    assert not LinkSigner([NEW]).is_code(SIGNER.code(41, 0), 41, 0)


@given(st.text())
def test_anything_typed_for_a_code_is_answered(typed: str) -> None:
    assert SIGNER.is_code(typed, 1, 0) in (True, False)


def test_a_code_is_read_aloud_in_two_halves() -> None:
    assert spaced("48210937") == "4821 0937"


@given(st.integers(1, 2**63 - 1), st.integers(0, 9), st.sampled_from(["", "a" * 16]))
def test_a_token_never_begins_with_a_dot(subject: int, epoch: int, seal: str) -> None:
    """Careful proxies refuse paths that do."""
    link = Link(subject, epoch, datetime(2031, 1, 1, tzinfo=UTC), seal)
    assert not LinkSigner([b"k" * 32]).mint(Purpose.CONFIRM, link).startswith(".")
