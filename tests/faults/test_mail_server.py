"""The mail server is down, refuses for now, refuses for good: nobody waits for it, and nothing is lost unseen."""

import asyncio
import time

from tests.faults import site
from tests.rig.server import Service
from tests.rig.smtp import Sink

ANA, BO = "ana@mail.example", "bo@mail.example"


async def ask(service: Service, *emails: str) -> None:
    async with site.visitor() as client:
        for email in emails:
            began = time.monotonic()
            answer = await site.ask(client, service, email)
            assert answer.status_code == 303 and time.monotonic() - began < 3


async def test_a_signatory_does_not_wait_for_a_mail_server_that_is_down(
    on_sqlite: Service, smtp_sink: Sink
) -> None:
    smtp_sink.stop()
    await ask(on_sqlite, ANA)
    await site.until(lambda: site.metrics(on_sqlite)["queued"] == 1)
    assert on_sqlite.is_ready()
    doctor = on_sqlite.cli("doctor")
    assert doctor.returncode == 1 and "WRONG  mail server" in doctor.stdout and "1 waiting" in doctor.stdout
    smtp_sink.start()
    await ask(on_sqlite, BO)
    await site.until(lambda: len(smtp_sink.mails) == 2)
    await site.until(lambda: site.metrics(on_sqlite) == {"queued": 0, "claimed": 0, "sent": 2, "failed": 0})
    doctor = on_sqlite.cli("doctor")
    assert doctor.returncode == 0, doctor.stdout
    async with site.visitor() as client:
        [mail] = site.mails_to(smtp_sink, ANA)
        assert site.THANKS in (await site.confirm(client, site.link_of(mail))).text


async def test_a_greylisted_mail_is_tried_again_as_the_same_mail(on_sqlite: Service, smtp_sink: Sink) -> None:
    smtp_sink.script("DATA", "451 4.7.1 Come back later", times=2, keep=True)
    await ask(on_sqlite, ANA)
    for tries in (1, 2):
        await site.until(lambda tries=tries: len(smtp_sink.mails) == tries)
        await site.until(lambda: site.metrics(on_sqlite)["queued"] == 1)
        assert site.metrics(on_sqlite)["failed"] == 0
        await site.make_due(on_sqlite, "queued")
    await site.until(lambda: site.metrics(on_sqlite)["sent"] == 1)
    assert len(smtp_sink.mails) == 3
    assert site.is_one_mail(smtp_sink.mails)


async def test_a_mail_that_is_put_off_is_not_tried_again_at_once(on_sqlite: Service, smtp_sink: Sink) -> None:
    smtp_sink.script("RCPT", "450 4.2.0 Later", times=9, recipient="ana")
    await ask(on_sqlite, ANA, BO)
    await site.until(lambda: site.metrics(on_sqlite)["sent"] == 1)
    await asyncio.sleep(2.5)
    assert [who for _, who in smtp_sink.attempts].count(ANA) == 1, "one mail that waits held up or hammered others"


async def test_a_mail_that_is_refused_for_good_stops_and_is_seen(on_sqlite: Service, smtp_sink: Sink) -> None:
    smtp_sink.script("RCPT", "550 5.1.1 No such user ana@mail.example", recipient="ana")
    await ask(on_sqlite, ANA, BO)
    await site.until(lambda: site.metrics(on_sqlite) == {"queued": 0, "claimed": 0, "sent": 1, "failed": 1})
    doctor = on_sqlite.cli("doctor")
    assert doctor.returncode == 1 and "1 failed" in doctor.stdout
    await site.make_due(on_sqlite, "failed")
    await asyncio.sleep(1.5)
    assert [who for _, who in smtp_sink.attempts].count(ANA) == 1
    assert "ana" not in on_sqlite.output(), "the log holds an address"
    assert on_sqlite.is_ready()
