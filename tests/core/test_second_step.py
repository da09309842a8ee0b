"""Codes of an app and recovery codes: what is taken, and what is refused."""

import os
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from service.core.browsers import browser_words
from service.core.second_step import (
    ALPHABET,
    CODES,
    RANDOM_FOR_CODES,
    as_printed,
    as_stored,
    is_app_code,
    matching_step,
    recovery_codes,
    secret_text,
)

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
SECRET = secret_text(b"twenty bytes of key.")
STEP = int(NOW.timestamp()) // 30


def code(step: int) -> str:
    return pyotp.TOTP(SECRET).at(step * 30)


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: SHA-1, the last six of its eight digits."""
    secret = secret_text(b"12345678901234567890")
    for seconds, digits in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert matching_step(secret, digits, at) == seconds // 30


@pytest.mark.parametrize(("apart", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_one_step_before_and_after(apart: int, is_taken: bool) -> None:
    assert matching_step(SECRET, code(STEP + apart), NOW) == (STEP + apart if is_taken else None)


def test_a_step_that_was_used_is_not_taken_again_nor_an_earlier_one() -> None:
    assert matching_step(SECRET, code(STEP), NOW, after=STEP) is None
    assert matching_step(SECRET, code(STEP - 1), NOW, after=STEP) is None
    assert matching_step(SECRET, code(STEP + 1), NOW, after=STEP) == STEP + 1


def test_a_code_may_be_typed_with_a_space() -> None:
    digits = code(STEP)
    assert matching_step(SECRET, f" {digits[:3]} {digits[3:]} ", NOW + timedelta(seconds=1)) == STEP


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12345\x00", "-12345"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert not is_app_code(typed)
    assert matching_step(SECRET, typed, NOW) is None


def test_recovery_codes_are_ten_and_differ() -> None:
    codes = recovery_codes(os.urandom(RANDOM_FOR_CODES))
    assert len(set(codes)) == CODES
    assert all(len(each) == 10 and set(each) <= set(ALPHABET) for each in codes)
    assert not any(is_app_code(each) for each in codes)


def test_a_recovery_code_is_known_however_it_was_copied() -> None:
    stored = "0a1bc2d3e4"
    assert as_stored(as_printed(stored)) == stored
    for typed in (" 0A1BC-2D3E4 ", "oaLbc 2d3e4", "0aibc2d3e4", "OA1BC\t2D3E4"):
        assert as_stored(typed) == stored


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Firefox on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "Safari on Mac"),
        ("", "A browser"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)
def test_a_browser_is_named_by_its_family_alone(user_agent: str, words: str) -> None:
    assert browser_words(user_agent) == words
