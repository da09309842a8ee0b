"""Mails handed over by worker, composer and pool, beside aiosmtplib alone with bytes encoded before."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import uvloop
from aiosmtplib import SMTP

from service.actions import composing, signing
from service.actions.mailing import Told
from service.actions.signing import Asked
from service.app import worker_of
from service.core.entry import Entry, Lane
from service.core.letter import LetterState
from service.core.letterfile import read_letter_file
from service.core.signing import Request
from service.installation import Installation, opened
from service.mail.messages import Composer
from service.settings import load
from service.store.letters import letter_by_slug
from service.store.outbox import Claimed, Kind
from tests.bench import figures, parts
from tests.bench.sink import sink

MAILS = 2_000
ROUNDS = 4
CONNECTIONS = 10


def run() -> None:
    with sink() as port, tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        ours, bare = uvloop.run(_both(port, Path(folder)))
    row = figures.compared("confirmation mails, SQLite", ours, bare, 0.6)
    figures.table(f"Mails handed over, {CONNECTIONS} connections", figures.COMPARED, [row])


async def _both(port: int, folder: Path) -> tuple[list[float], list[float]]:
    settings = load({}, data=folder, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="ferry@sill.example")
    ours, bare = [], []
    async with opened(settings) as installation:
        profile, wording = read_letter_file(parts.LETTER.encode())
        await installation.database.write(composing.add_letter, profile, wording, parts.now())
        await installation.database.write(composing.move_letter, parts.SLUG, LetterState.OPEN)
        message = await _composed(installation)
        for number in range(ROUNDS):
            await _promise(installation, number)
            if number % 2:
                ours.append(await _worker(installation))
                bare.append(await _alone(port, message))
            else:
                bare.append(await _alone(port, message))
                ours.append(await _worker(installation))
    return ours, bare


async def _promise(installation: Installation, run: int) -> None:
    """Queue a confirmation mail for each of so many new people."""
    letter = await installation.database.read(letter_by_slug, parts.SLUG)
    assert letter is not None
    seal, now = letter.version.seal, parts.now()
    for first in range(run * MAILS + 1, (run + 1) * MAILS + 1, 500):
        group = [
            Asked(
                parts.SLUG,
                Request(Entry(f"Person {n}"), Lane.SUPPORTER, f"p{n}@place{n}.example", False),
                seal,
                n,
                n,
                os.urandom(16),
                f"network {n}",
                now,
            )
            for n in range(first, first + 500)
        ]
        await installation.database.write(signing.ask_to_sign, group)


async def _worker(installation: Installation) -> float:
    worker = worker_of(installation)
    began, sent = perf_counter(), 0
    while handed := await worker.drain():
        sent += handed
    assert sent == MAILS, f"{sent} of {MAILS} mails were handed over"
    return sent / (perf_counter() - began)


async def _composed(installation: Installation) -> bytes:
    """One mail as the service sends it, so that both sides send as many bytes."""
    letter = await installation.database.read(letter_by_slug, parts.SLUG)
    mail = Claimed(1, Kind.CONFIRM, 1, 1, 0, {}, parts.now(), 1, "person@place.example")
    composer = Composer("http://localhost:8000", "ferry@sill.example", installation.signer)
    return composer.compose(mail, Told(letter)).content


async def _alone(port: int, message: bytes) -> float:
    waiting = iter(range(MAILS))
    began = perf_counter()
    await asyncio.gather(*(_lane(port, waiting, message) for _ in range(CONNECTIONS)))
    return MAILS / (perf_counter() - began)


async def _lane(port: int, waiting: Iterator[int], message: bytes) -> None:
    client = SMTP(hostname="127.0.0.1", port=port)
    await client.connect()
    for number in waiting:
        await client.sendmail("ferry@sill.example", [f"p{number}@place.example"], message)
    await client.quit()
