"""What is read in a process of its own is what is read here, and the process ends with its limits."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from service.core.roster.reading import columns_of, reading_of
from service.core.roster.source import Table
from service.intake import apart
from service.intake.apart import read_apart, read_limited, understand_apart, understand_limited
from service.intake.bounds import Unreadable
from service.intake.limited import TooMuch, run
from service.intake.reading import read_file
from tests.intake import files
from tests.intake.files import PEOPLE

CSV = "\n".join(",".join(f'"{cell}"' for cell in row) for row in PEOPLE).encode()
TEXT = "1. Dr. Ana Brandt, Professor, Norway\n2. دکتر مریم ناصری\n\nand 120 others\n".encode()


XLSX = files.xlsx(files.sheet(PEOPLE))


@pytest.mark.parametrize(("content", "name"), [(CSV, "a.csv"), (TEXT, "a.txt"), (XLSX, "")])
async def test_the_same_is_read_apart(content: bytes, name: str) -> None:
    here = read_file(content, name)
    assert await read_limited(content, name) == here
    assert await understand_limited(here) == reading_of(here)


def test_columns_that_somebody_chose_go_along() -> None:
    source = read_file(CSV, "a.csv")
    assert isinstance(source, Table)
    columns = columns_of(source)
    chosen = replace(columns, columns=tuple(reversed(columns.columns)))
    assert understand_apart(source, chosen) == reading_of(source, chosen) != reading_of(source)


@pytest.mark.parametrize("limit", [{"memory": 30 * 2**20}, {"output": 10}], ids=str)
def test_a_limit_that_is_met_is_said(monkeypatch: pytest.MonkeyPatch, limit: dict[str, int]) -> None:
    monkeypatch.setattr(apart, "FILE", replace(apart.FILE, **limit))
    with pytest.raises(Unreadable, match=r"takes more than|could not be read"):
        read_apart(CSV, "a.csv")


def test_a_program_that_does_not_end_is_ended() -> None:
    for command in (["/bin/sleep", "60"], ["/bin/sh", "-c", "while :; do :; done"]):
        with pytest.raises(TooMuch):
            run(command, b"", replace(apart.FILE, seconds=1))


def test_the_process_has_no_secrets_and_no_way_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_KEYS", "a-secret")
    status, output = run(["/usr/bin/env"], b"", apart.FILE)
    assert (status, output) == (0, b"LANG=C.UTF-8\n")


def test_the_service_does_not_load_the_readers() -> None:
    program = "import service.app, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=apart.CODE, capture_output=True, check=True)
    assert not {"lxml", "pypdfium2", "python_calamine"} & set(json.loads(done.stdout))
