"""Two machines whose clocks differ by minutes read each other's links; one whose time is over says so."""

from datetime import UTC, datetime, timedelta

from service.core.links import Link, LinkSigner, Purpose
from service.core.signature import PENDING_FOR
from service.store.keyring import Keyring, read_keys
from tests.faults import site
from tests.faults.site import THANKS
from tests.rig.server import Service
from tests.rig.smtp import Sink


async def test_links_of_a_clock_that_is_minutes_off_still_work(on_sqlite: Service, smtp_sink: Sink) -> None:
    keyring = Keyring(read_keys((on_sqlite.data / "keys").read_text()))
    signer, now = LinkSigner(keyring.derived("links")), datetime.now(UTC)
    async with site.visitor() as client:
        await site.ask(client, on_sqlite, "ana@mail.example")
        await site.until(lambda: len(smtp_sink.mails) == 1)
        sent = site.link_of(smtp_sink.mails[0]).rpartition("/")[2]
        link = signer.read(Purpose.CONFIRM, sent, now)

        def shifted(by: timedelta) -> str:
            other = Link(link.subject, link.epoch, now + by, link.seal)
            return f"{on_sqlite.url}/confirm/{signer.mint(Purpose.CONFIRM, other)}"

        for by in (timedelta(minutes=-4), timedelta(0), PENDING_FOR + timedelta(minutes=10)):
            assert (await client.get(shifted(by))).status_code == 200
        late = await site.confirm(client, shifted(timedelta(minutes=-6)))
        assert late.status_code == 410 and "expired" in late.text
        assert THANKS in (await site.confirm(client, shifted(timedelta(minutes=-4)))).text
