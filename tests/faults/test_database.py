"""The database is gone, locked or full: pages that are kept stay up, the others say so, and it ends by itself."""

import asyncio
import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults import site
from tests.faults.site import SLUG, THANKS
from tests.rig.databases import fresh_database
from tests.rig.postgres import Postgres
from tests.rig.server import Service
from tests.rig.smtp import Sink
from tests.store.ledger import disagreements

UNAVAILABLE = "This cannot be done right now"


async def test_postgresql_goes_and_comes_back(
    postgres: Postgres, smtp_sink: Sink, new_service: Callable[..., Service], tmp_path: Path
) -> None:
    with fresh_database("postgresql", tmp_path) as url:
        service = await site.with_letter(new_service(url, smtp_sink.url))
        service.start()
        async with site.visitor() as client:
            await site.ask(client, service, "ana@mail.example")
            await site.until(lambda: len(smtp_sink.mails) == 1)
            link = site.link_of(smtp_sink.mails[0])
            before = (await client.get(f"{service.url}/letters/{SLUG}")).text
            postgres.stop()
            await asyncio.sleep(1.1)
            for answer in (
                await site.ask(client, service, "bo@mail.example"),
                await site.confirm(client, link),
                await client.get(f"{service.url}/letters/{SLUG}/mine"),
                await client.get(f"{service.url}/readyz"),
            ):
                assert answer.status_code == 503 and UNAVAILABLE in answer.text
            kept = await client.get(f"{service.url}/letters/{SLUG}")
            assert (kept.status_code, kept.text) == (200, before)
            assert (await client.get(f"{service.url}/livez")).status_code == 200
            postgres.start()
            await site.until(service.is_ready)
            assert THANKS in (await site.confirm(client, link)).text
            assert (await site.ask(client, service, "bo@mail.example")).status_code == 303
            await site.until(lambda: len(smtp_sink.mails) == 2)
        service.stop()


async def test_sqlite_is_locked_by_another_program_and_let_go(on_sqlite: Service, smtp_sink: Sink) -> None:
    file = on_sqlite.environment["UNDERSIGNED_DATABASE_URL"].removeprefix("sqlite:///")
    async with site.visitor() as client:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        locked = asyncio.create_task(site.ask(client, on_sqlite, "ana@mail.example"))
        for _ in range(6):
            assert (await client.get(f"{on_sqlite.url}/letters/{SLUG}/sign")).status_code == 200, "reads wait"
            await asyncio.sleep(0.5)
        answer = await locked
        assert answer.status_code == 503 and UNAVAILABLE in answer.text
        await asyncio.sleep(2)
        other.execute("ROLLBACK")
        other.close()
        assert (await site.ask(client, on_sqlite, "ana@mail.example")).status_code == 303
    await site.until(lambda: len(smtp_sink.mails) == 1)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of 8 MiB at the folder; false where nobody may mount one, and files must be limited instead."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", os.fspath(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", os.fspath(folder)], check=True)


def fill(folder: Path, service: Service, is_disk: bool) -> None:
    """Take the last byte of the disk; or let no file of the service grow any more."""
    if is_disk:
        with suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"x" * 4096)
        return
    largest = max(file.stat().st_size for file in folder.glob("letters.sqlite*"))
    limit_files(service, largest)


def make_room(folder: Path, service: Service, is_disk: bool) -> None:
    if is_disk:
        (folder / "filler").unlink()
    else:
        limit_files(service, resource.RLIM_INFINITY)


def limit_files(service: Service, size: int) -> None:
    """How large files may grow, for every process of the service that runs."""
    assert service.process is not None
    for found in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(found.name)) == service.process.pid:
                resource.prlimit(int(found.name), resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def test_a_full_disk_stops_writes_and_no_pages(
    smtp_sink: Sink, new_service: Callable[..., Service], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk) as is_disk, fresh_database("sqlite", disk) as url:
        service = await site.with_letter(new_service(url, smtp_sink.url))
        service.start()
        async with site.visitor() as client:
            assert (await site.ask(client, service, "p0@mail0.example")).status_code == 303
            fill(disk, service, is_disk)
            answers = [await site.ask(client, service, f"p{n}@mail{n}.example") for n in range(1, 60)]
            taken = [number for number, answer in enumerate(answers, 1) if answer.status_code == 303]
            full = [answer for answer in answers if answer.status_code != 303]
            assert full and all(a.status_code == 503 and UNAVAILABLE in a.text for a in full)
            for path in ("", "/sign", "/signatories", "/mine"):
                assert (await client.get(f"{service.url}/letters/{SLUG}{path}")).status_code == 200
            assert (await client.get(f"{service.url}/livez")).status_code == 200
            make_room(disk, service, is_disk)
            assert (await site.ask(client, service, "after@mail.example")).status_code == 303
            await site.until(lambda: len({m.recipients for m in smtp_sink.mails}) == len(taken) + 2)
        service.stop()
        async with site.database_of(service) as database:
            assert await database.read(disagreements) == []
