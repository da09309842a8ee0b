"""Told to stop under load: whoever was in is answered, and no mail stays claimed."""

import asyncio
import signal

import httpx

from service.store import outbox
from tests.faults import site
from tests.rig.server import Service
from tests.rig.smtp import Sink
from tests.store.ledger import disagreements

PEOPLE = 80


async def test_everybody_in_flight_is_answered_and_no_claim_is_left(prepared: Service, smtp_sink: Sink) -> None:
    prepared.start()
    assert prepared.process is not None
    emails = [f"p{number}@mail{number}.example" for number in range(PEOPLE)]
    async with site.visitor() as client:
        for email in emails[:20]:
            assert (await site.ask(client, prepared, email)).status_code == 303
        smtp_sink.script("DATA", "250 OK", times=PEOPLE, delay=0.2, keep=True)
        asks = [asyncio.create_task(site.ask(client, prepared, email)) for email in emails[20:]]
        await asyncio.wait(asks, return_when=asyncio.FIRST_COMPLETED)
        prepared.process.send_signal(signal.SIGTERM)
        answers = await asyncio.gather(*asks, return_exceptions=True)
    code = await asyncio.to_thread(prepared.process.wait, 25)
    assert code == 0, prepared.output()[-2000:]
    cut = [answer for answer in answers if isinstance(answer, Exception) and not is_refused(answer)]
    assert cut == [], "a request that was in flight was not answered"
    taken = [answer for answer in answers if isinstance(answer, httpx.Response)]
    assert taken and {answer.status_code for answer in taken} == {303}
    async with site.database_of(prepared) as database:
        mails = await database.read(outbox.health)
        assert mails.claimed == 0 and mails.queued + mails.sent == 20 + len(taken)
        assert await database.read(disagreements) == []


def is_refused(error: BaseException) -> bool:
    """Whether the connection was refused: such a visitor came after the door was shut, and can come again."""
    return isinstance(error, httpx.ConnectError)


async def test_mails_that_were_given_back_go_out_after_the_next_start(on_sqlite: Service, smtp_sink: Sink) -> None:
    smtp_sink.script("DATA", "250 OK", times=200, delay=0.3, keep=True)
    emails = [f"p{number}@mail{number}.example" for number in range(60)]
    async with site.visitor() as client:
        await asyncio.gather(*(site.ask(client, on_sqlite, email) for email in emails))
    on_sqlite.stop()
    smtp_sink._replies.clear()
    on_sqlite.start()
    await site.until(lambda: {mail.recipients[0] for mail in list(smtp_sink.mails)} == set(emails))
    assert all(site.is_one_mail(site.mails_to(smtp_sink, email)) for email in emails)
