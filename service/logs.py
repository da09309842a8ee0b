"""Structured logs without links, addresses and names: what is not logged cannot leak."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
LINK = re.compile(r"/(confirm|mine|undo|signin|setup)/[^\s\"'/]+")
NOISY = ("mail.log", "alembic", "httpx", "asyncio")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A second net below the first one, which is that nothing private is handed to the log."""
    return {key: _clean(value) if isinstance(value, str) else value for key, value in event.items()}


def _clean(text: str) -> str:
    return LINK.sub(r"/\1/[link]", ADDRESS.sub("[address]", text))


def where(error: BaseException) -> list[str]:
    """Where an error came from: files, lines and functions, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/service/')[2]}:{frame.lineno} {frame.name}" for frame in frames][-12:]


def configure() -> None:
    """One JSON object a line on standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
