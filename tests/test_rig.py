"""The rig itself: what other tests lean on must hold."""

import smtplib
import sqlite3
import sys
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser

from tests.rig.browser import Visitor, axe, overflow, visitor
from tests.rig.postgres import Postgres, shared_postgres
from tests.rig.server import Service
from tests.rig.smtp import Sink, find_link, plain

STAND_IN = """
import http.server, signal, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<!doctype html><html lang=en><title>Ready</title><main><h1>Ready</h1></main>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.end_headers()
        self.wfile.write(body)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(int(sys.argv[-1])))
print("serving", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Ready).serve_forever()
"""


def stand_in(folder: Path) -> Service:
    service = Service(folder / "data", "sqlite://")
    (folder / "ready.py").write_text(STAND_IN)
    service.command = (sys.executable, str(folder / "ready.py"))
    return service


def letter(subject: str = "Hello") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@letters.example", "ana@mail.example", subject
    message.set_content("Read it here: https://letters.example/confirm/abc.\nGrüße")
    return message


def hand_over(sink: Sink, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        client.send_message(message)


async def rows(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


async def test_a_database_is_a_copy_of_what_was_migrated_once() -> None:
    calls: list[str] = []
    server = shared_postgres()

    def migrate(url: str) -> None:
        calls.append(url)
        server.sql("CREATE TABLE letters (id int)", url.rsplit("/", 1)[1])

    one, two = server.fresh_database(migrate), server.fresh_database(migrate)
    await rows(one, "INSERT INTO letters VALUES (1)")
    assert len(await rows(one, "SELECT * FROM letters")) == 1
    assert await rows(two, "SELECT * FROM letters") == []
    assert len(calls) == 1
    server.drop(two)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await rows(two, "SELECT 1")


async def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    if empty_database_url.startswith("sqlite"):
        with closing(sqlite3.connect(empty_database_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("SELECT 1 FROM sqlite_master").fetchall() == []
    else:
        assert await rows(empty_database_url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []


@pytest.mark.parametrize("at_once", [False, True])
async def test_postgresql_keeps_its_rows_over_a_stop(postgres: Postgres, at_once: bool) -> None:
    url = postgres.fresh_database()
    await rows(url, "CREATE TABLE kept AS SELECT 7 AS number")
    postgres.stop(at_once)
    with pytest.raises(OSError):
        await rows(url, "SELECT 1")
    postgres.start()
    assert [row["number"] for row in await rows(url, "SELECT number FROM kept")] == [7]


async def test_the_sink_keeps_what_it_is_sent(smtp_sink: Sink) -> None:
    hand_over(smtp_sink, letter())
    [mail] = await smtp_sink.wait_for(1)
    assert (mail.sender, mail.recipients) == ("desk@letters.example", ("ana@mail.example",))
    assert find_link(mail, "/confirm/") == "https://letters.example/confirm/abc"
    assert "Grüße" in plain(mail)
    with pytest.raises(TimeoutError):
        smtp_sink.wait(2, timeout=0.05)


def test_the_sink_answers_as_told_and_then_as_usual(smtp_sink: Sink) -> None:
    smtp_sink.script("RCPT", "451 4.7.1 Come back later")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        hand_over(smtp_sink, letter())
    smtp_sink.script("DATA", "550 5.7.1 No", recipient="@mail.example")
    with pytest.raises(smtplib.SMTPDataError):
        hand_over(smtp_sink, letter())
    assert smtp_sink.mails == []
    hand_over(smtp_sink, letter("third"))
    assert smtp_sink.wait(lambda mail: mail.message["subject"] == "third")


def test_the_sink_can_take_a_mail_and_lose_the_answer(smtp_sink: Sink) -> None:
    smtp_sink.script("DATA", "250 OK", keep=True, hang_up=True)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        hand_over(smtp_sink, letter())
    assert len(smtp_sink.wait(1)) == 1


def test_the_sink_comes_back_on_the_same_port(smtp_sink: Sink) -> None:
    smtp_sink.stop()
    with pytest.raises(OSError):
        hand_over(smtp_sink, letter())
    smtp_sink.start()
    hand_over(smtp_sink, letter())
    assert len(smtp_sink.wait(1)) == 1


def test_a_service_that_ends_badly_fails_the_test(tmp_path: Path) -> None:
    service = stand_in(tmp_path)
    service.start("0")
    service.stop()
    service.start("3")
    with pytest.raises(AssertionError, match="ended with 3"):
        service.stop()
    service.start("0")
    service.kill()
    assert not service.is_ready()
    assert service.output().count("serving") == 3


def test_a_service_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    service = stand_in(tmp_path)
    service.command = (sys.executable, "-c", "raise SystemExit('the key is missing')")
    with pytest.raises(RuntimeError, match="the key is missing"):
        service.start()


@pytest.mark.browser
async def test_the_browser_reads_a_page_under_a_strict_policy(browser_context: Visitor, tmp_path: Path) -> None:
    service = stand_in(tmp_path)
    service.start("0")
    page = await browser_context.open(service.url)
    assert (await page.title(), await axe(page), await overflow(page)) == ("Ready", [], 0)
    await page.set_content("<!doctype html><title>x</title><img src='/nothing.png'>")
    assert any("image-alt" in breach for breach in await axe(page))
    service.kill()


@pytest.mark.browser
async def test_a_request_to_another_host_is_noted_and_scripts_can_be_off(browser: Browser) -> None:
    async with visitor(browser, javascript=False, width=320) as someone:
        page = await someone.open("data:text/html,<title>off</title><script>document.title='on'</script>")
        assert (await page.title(), page.viewport_size) == ("off", {"width": 320, "height": 900})
        await page.route("https://elsewhere.example/**", lambda route: route.abort())
        await page.set_content("<img src='https://elsewhere.example/pixel.png' alt=''>", wait_until="commit")
        await page.wait_for_timeout(200)
        assert someone.foreign == ["https://elsewhere.example/pixel.png"]
