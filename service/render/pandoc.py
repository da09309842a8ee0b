"""Pandoc as a program of its own: no shell, no network, no files, and limits on time, memory and output."""

import json
import subprocess
import sys
import tempfile
from functools import cache
from typing import Any

import pypandoc

SECONDS_MOST = 10
"""Of the processor, and twice that by the clock."""

MEMORY_MOST = 1024 * 1024 * 1024
OUTPUT_MOST = 16 * 1024 * 1024

LIMITED = f"""
import os, resource, sys
for kind, most in (
    (resource.RLIMIT_CPU, {SECONDS_MOST}),
    (resource.RLIMIT_AS, {MEMORY_MOST}),
    (resource.RLIMIT_FSIZE, {OUTPUT_MOST}),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
):
    resource.setrlimit(kind, (most, most))
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Sets the limits in the new process, then becomes pandoc: nothing of ours runs between fork and exec."""


class TooMuch(Exception):
    """The document took more time, memory or room than it may."""


class Unreadable(Exception):
    """Pandoc could not make sense of the document."""


def read(content: bytes, source: str) -> dict[str, Any]:
    """Pandoc's document tree of some bytes. source: a format such as "docx". Raises TooMuch, Unreadable."""
    python = [sys.executable, "-I", "-S", "-c", LIMITED]
    command = [*python, _program(), "--sandbox", "--from", source, "--to", "json"]
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603
                command,
                input=content,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=2 * SECONDS_MOST,
                env={"LANG": "C.UTF-8"},
                cwd="/",
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TooMuch("time") from error
        if done.returncode < 0 or done.returncode in OVERFLOWS:
            raise TooMuch(f"status {done.returncode}")
        if done.returncode:
            raise Unreadable(f"status {done.returncode}")
        output.seek(0)
        return _tree(output.read())


OVERFLOWS = (2, 251, 252)
"""What pandoc ends with where its memory does not suffice."""


def _tree(output: bytes) -> dict[str, Any]:
    try:
        tree: dict[str, Any] = json.loads(output)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no tree") from error
    return tree


@cache
def _program() -> str:
    return str(pypandoc.get_pandoc_path())
