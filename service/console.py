"""What every command of the command line uses: failing in one line, and opening the installation."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import NoReturn, TypeVar

import click

from service.installation import Installation, opened
from service.settings import load

T = TypeVar("T")


def fail(words: str) -> NoReturn:
    click.echo(f"undersigned: {words}", err=True)
    sys.exit(1)


def run(act: Callable[[Installation], Awaitable[T]]) -> T:
    """Do something with the installation that the environment's settings name."""

    async def inside() -> T:
        async with opened(load()) as installation:
            return await act(installation)

    return asyncio.run(inside())


def now() -> datetime:
    return datetime.now(UTC)
