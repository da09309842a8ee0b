"""Public pages beside a bare handler that answers the same bytes, with 60 and with a million names."""

import json
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from tests.bench import figures, parts
from tests.bench.figures import Loaded
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
        letter = f"/letters/{parts.SLUG}"
        asked = [(name, port, letter) for name, port in ports.items()]
        many = ports["SQLite, 1,000,000 listed"]
        for page in (1, MANY // 500 // 2):
            asked.append((f"SQLite, list page {page:,}", many, f"{letter}/signatories?page={page}"))
        found = [(name, *_beside(folder, port, path)) for name, port, path in asked]
    rates = [
        figures.compared(name, [each.rate for each in ours], [each.rate for each in bare], 0.8)
        for name, ours, bare in found
    ]
    figures.table("Public pages, keep-alive, 64 connections", figures.COMPARED, rates)
    times = [figures.spent(name, ours, bare) for name, ours, bare in found]
    figures.table("Processor time of the server for each", figures.SPENT, times)


def _beside(folder: Path, port: int, path: str) -> tuple[list[Loaded], list[Loaded]]:
    """A page of the service in turn with a bare handler that answers its bytes."""
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
            lambda: figures.load(port, [parts.get_request(path, port)], REQUESTS),
            lambda: figures.load(bare_port, [parts.get_request(f"/letters/{parts.SLUG}", bare_port)], REQUESTS),
        )
    return ours, bare
