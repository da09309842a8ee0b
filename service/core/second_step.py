"""The second step of signing in: codes that an app counts, and recovery codes to keep on paper."""

import base64
import hmac
from datetime import datetime
from enum import StrEnum

import pyotp

STEP_SECONDS = 30
STEPS_APART = 1
"""A phone's clock may be one step behind or ahead."""

SECRET_BYTES = 20
CODES = 10
CODE_LENGTH = 10
RANDOM_FOR_CODES = CODES * CODE_LENGTH
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""No i, l, o, u: what looks alike on paper is read as one. 32 signs, so that a byte picks one evenly."""

LOOKS_LIKE = str.maketrans("oil", "011", " -\t")
TOTP_DIGITS = 6


class Change(StrEnum):
    """What happened to an account's second step, of which its owner is told by mail."""

    APP_SET = "app_set"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_RENEWED = "codes_renewed"
    RESET = "reset"


def secret_text(random: bytes) -> str:
    """A secret as an app takes it."""
    return base64.b32encode(random).decode()


def app_address(secret: str, email: str, issuer: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def matching_step(secret: str, typed: str, now: datetime, after: int = 0) -> int | None:
    """The step whose code was typed, if it is near now and later than the last one that was used."""
    digits = "".join(typed.split())
    if not is_app_code(digits):
        return None
    app = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    steps = range(current - STEPS_APART, current + STEPS_APART + 1)
    found = [step for step in steps if hmac.compare_digest(app.at(step * STEP_SECONDS), digits)]
    return next((step for step in found if step > after), None)


def is_app_code(typed: str) -> bool:
    """Whether it has the form of an app's code; what has not may be a recovery code."""
    digits = "".join(typed.split())
    return len(digits) == TOTP_DIGITS and digits.isascii() and digits.isdigit()


def recovery_codes(random: bytes) -> list[str]:
    """Ten codes from so many random bytes, as they are stored and compared."""
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random)
    return [signs[start : start + CODE_LENGTH] for start in range(0, len(signs), CODE_LENGTH)]


def as_printed(code: str) -> str:
    """A recovery code in two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def as_stored(typed: str) -> str:
    """A recovery code as it was made, from what somebody read off paper."""
    return typed.strip().lower().translate(LOOKS_LIKE)
