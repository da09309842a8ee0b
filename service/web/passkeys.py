"""Passkeys as browsers speak of them: what is asked, and whether the answer is true."""

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from service.store.accounts import Account
from service.store.factors import Passkey
from service.store.sessions import Session
from service.web.site import SITE_NAME, Site

COOKIE = "passkey"
ASKED_FOR = 300
"""Seconds in which a browser has to answer."""


def can_be_used(site: Site) -> bool:
    """Whether browsers offer passkeys here: over https, or on localhost."""
    return site.settings.is_https or _host(site) == "localhost"


def _host(site: Site) -> str:
    return urlsplit(site.settings.base_url).hostname or ""


def ask_for_new(site: Site, session: Session, known: Sequence[Passkey]) -> tuple[str, bytes]:
    """What a browser needs to make a passkey, as JSON, and the cookie that remembers what was asked."""
    account = session.account
    asked = generate_registration_options(
        rp_id=_host(site),
        rp_name=SITE_NAME,
        user_name=account.email,
        user_id=_handle(account),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in known],
    )
    return options_to_json(asked), _remember(site, session, asked.challenge)


def ask_for_known(site: Site, session: Session, known: Sequence[Passkey]) -> tuple[str, bytes]:
    """What a browser needs to sign with one of these, as JSON, and the cookie that remembers what was asked."""
    asked = generate_authentication_options(
        rp_id=_host(site), allow_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in known]
    )
    return options_to_json(asked), _remember(site, session, asked.challenge)


def _handle(account: Account) -> bytes:
    return f"account {account.id}".encode()


def _remember(site: Site, session: Session, challenge: bytes) -> bytes:
    asked = [bytes_to_base64url(challenge), int(time.time()) + ASKED_FOR]
    return site.cookie(COOKIE, site.seal_cookie(asked, _purpose(session)), ASKED_FOR)


def _purpose(session: Session) -> str:
    """A challenge is good in the session that asked, which ends when it is answered."""
    return f"passkey {session.id}"


def _challenge(request: Request[Any, Any, Any], site: Site, session: Session) -> bytes | None:
    asked = site.open_cookie(request, COOKIE, _purpose(session))
    return base64url_to_bytes(asked[0]) if asked and asked[1] >= time.time() else None


def made(
    request: Request[Any, Any, Any], site: Site, session: Session, answer: str, label: str, now: datetime
) -> Passkey | None:
    """The passkey that a browser made, where its answer is to what was asked."""
    challenge = _challenge(request, site, session)
    if challenge is None:
        return None
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(site),
            expected_origin=site.settings.base_url,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return Passkey(found.credential_id, found.credential_public_key, found.sign_count, label, now)


def signed(
    request: Request[Any, Any, Any], site: Site, session: Session, answer: str, known: Sequence[Passkey]
) -> tuple[bytes, int] | None:
    """Which known passkey signed what was asked, and its counter."""
    challenge = _challenge(request, site, session)
    passkey = _named(answer, known)
    if challenge is None or passkey is None:
        return None
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(site),
            expected_origin=site.settings.base_url,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return passkey.id, found.new_sign_count


def _named(answer: str, known: Sequence[Passkey]) -> Passkey | None:
    try:
        record = json.loads(answer)
        named = base64url_to_bytes(record["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return next((each for each in known if each.id == named), None)
