"""`undersigned roster parse`: one object a person, the sums, one sentence where it fails."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli_rosters import roster
from service.core.roster.record import KEYS
from tests.intake import files

LIST = (
    "Signatories\n1. Dr. Ana Brandt, Professor, Nordmark University, Norway\n"
    "2. Bo Lind, Teacher, bo@lind.example\n"
)


def run(*arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(roster, ["parse", *arguments], input=given)


def test_it_prints_one_object_a_person_with_exactly_these_keys() -> None:
    done = run("-", "--json", given=LIST.encode())
    people = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [tuple(person) for person in people] == [KEYS, KEYS]
    assert [(p["lines"], p["number"], p["honorific"], p["name"]) for p in people] == [
        ([2], 1, "Dr.", "Ana Brandt"),
        ([3], 2, "", "Bo Lind"),
    ]
    assert people[0]["positions"] == [{"position": "Professor", "affiliation": "Nordmark University"}]
    assert people[0]["country"] == "Norway"
    assert {code for person in people for code in person["warnings"] for code in code} <= {"code", "words"}


def test_it_says_the_same_each_time() -> None:
    assert run("-", "--json", given=LIST.encode()).output == run("-", "--json", given=LIST.encode()).output


def test_mail_addresses_are_printed_only_when_asked_for() -> None:
    assert "bo@" not in run("-", "--json", given=LIST.encode()).output
    assert "bo@" not in run("-", given=LIST.encode()).output
    assert '"email": "bo@lind.example"' in run("-", "--json", "--emails", given=LIST.encode()).output
    assert "<bo@lind.example>" in run("-", "--emails", given=LIST.encode()).output


def test_it_reads_files_of_other_kinds_and_says_of_which(tmp_path: Path) -> None:
    file = tmp_path / "names.xlsx"
    file.write_bytes(files.xlsx(files.sheet(files.PEOPLE)))
    done = run(str(file))
    assert "Ana Brandt | Professor of Hydrology" in done.output
    assert "Read as XLSX." in done.output
    assert "3 people." in done.output


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "standard input: The file is empty."),
        (b"\x89PNG\r\n\x1a\n", "standard input: This is a picture."),
        (b"Ana\nB\xc3\xb6\n\xe9a\n", "standard input: Line 3 is in another encoding"),
    ],
)
def test_what_is_not_read_fails_in_one_sentence(given: bytes, words: str) -> None:
    done = run("-", given=given)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"undersigned: {words}")
    assert done.stderr.count("\n") == 1


def test_a_name_cannot_steer_the_terminal() -> None:
    output = run("-", given="Ana \x1b]0;x\x07Brandt\nBo \u009b2JLind\n1. Cem \u202eAksoy\n".encode()).stdout
    assert output.replace("\n", "").isprintable()
