"""Public pages beside a bare handler that answers the same bytes, with 60 and with a million names."""

import json
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from tests.bench import figures, parts
from tests.rig.postgres import Postgres

MANY = 1_000_000
REQUESTS = 6_000
ROUNDS = 3
CONTENT_HEADERS = ("etag", "cache-control", "vary")


def run(server: Postgres) -> None:
    """Both sizes and both databases in turn: any difference between them would be work that grows."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="undersigned-bench-")))
        ports = {}
        for name, count, uses in (
            ("SQLite, 60 listed", 60, None),
            ("SQLite, 1,000,000 listed", MANY, None),
            ("PostgreSQL, 1,000,000 listed", MANY, server),
        ):
            own = folder / name.split(" l")[0].replace(" ", "")
            own.mkdir()
            url = server.fresh_database() if uses else ""
            ports[name] = stack.enter_context(parts.service(own, url, filled=count, server=uses)).port
        rows = [_letter(stack, folder, name, port) for name, port in ports.items()]
        for page in (1, MANY // 500 // 2):
            rows.append(
                _list(stack, folder, f"SQLite, list page {page:,}", ports["SQLite, 1,000,000 listed"], page)
            )
        figures.table("Public pages, keep-alive, 64 connections", figures.COMPARED, rows)


def _letter(stack: ExitStack, folder: Path, name: str, port: int) -> list[str]:
    return _beside(stack, folder, name, port, f"/letters/{parts.SLUG}")


def _list(stack: ExitStack, folder: Path, name: str, port: int, page: int) -> list[str]:
    return _beside(stack, folder, name, port, f"/letters/{parts.SLUG}/signatories?page={page}")


def _beside(stack: ExitStack, folder: Path, name: str, port: int, path: str) -> list[str]:
    file = folder / f"page-{port}-{abs(hash(path))}.json"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        body = answer.read().decode()
        headers = {key: answer.headers[key] for key in CONTENT_HEADERS}
        file.write_text(
            json.dumps({"headers": headers, "media_type": answer.headers["content-type"], "body": body})
        )
    with parts.bare("pages", BENCH_PAGE=str(file)) as bare_port:
        ours, bare = figures.in_turn(
            ROUNDS,
            lambda: figures.load(port, [parts.get_request(path, port)], REQUESTS).rate,
            lambda: (
                figures.load(
                    bare_port,
                    [parts.get_request(path.split("?")[0].removesuffix("/signatories"), bare_port)],
                    REQUESTS,
                ).rate
            ),
        )
    return figures.compared(f"{name} ({len(body) / 1024:,.0f} KiB)", ours, bare, 0.8)
