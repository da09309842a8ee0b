"""The log of a letter's moderation as files: CSV that no spreadsheet takes for formulas, and JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

COLUMNS = (
    "act_id",
    "at",
    "act",
    "who",
    "account",
    "signature",
    "entry_hash",
    "lane",
    "entry",
    "reason",
    "note",
    "batch",
)
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""A cell that begins so gets an apostrophe in front; taking one leading apostrophe away gives each cell back."""


def csv_head() -> str:
    return csv_part([{column: column for column in COLUMNS}])


def csv_part(records: Iterable[Mapping[str, str]]) -> str:
    """Lines of CSV, with CRLF, each text kept from being a formula."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([_literal(record[column]) for column in COLUMNS] for record in records)
    return text.getvalue()


def _literal(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def json_part(records: Iterable[Mapping[str, str]], is_first: bool) -> str:
    """Objects of a JSON array, one on each line, with the commas before them."""
    lines = [json.dumps({key: record[key] for key in COLUMNS}, ensure_ascii=False) for record in records]
    joined = ",\n".join(lines)
    return joined if is_first or not lines else f",\n{joined}"
