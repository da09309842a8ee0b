"""The command that brings a roster in, as somebody types it."""

from pathlib import Path

from tests.faults.commands import run_all

LETTER = "---\ntitle: Letter on the ferry\nslug: ferry\nto:\n  - name: Harbour Board\n---\nThe ferry must run.\n"
ROSTER = "1. Dr. Ida Sol, Pilot, Sill Port\n2. Ben Ott, Baker\n3. Ben Ott, Baker\n"


def test_the_command_says_what_would_come_brings_it_in_once_and_asks_for_consent(tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text(LETTER)
    (tmp_path / "list.txt").write_text(ROSTER)
    listed, out = str(tmp_path / "list.txt"), tmp_path / "out.txt"
    home = {"UNDERSIGNED_DATA": str(tmp_path / "data"), "UNDERSIGNED_SMTP_URL": "smtp://127.0.0.1:9"}
    consent = ("--consent", "They signed on paper.")
    tries = run_all(
        home,
        ("letter", "add", str(tmp_path / "letter.md")),
        ("letter", "open", "ferry"),
        ("roster", "import", "ferry", listed, "--dry-run"),
        ("roster", "import", "ferry", listed),
        ("roster", "import", "ferry", listed, *consent),
        ("account", "add", "ana@mail.example", "--role", "author", "--letter", "ferry"),
        ("roster", "import", "ferry", listed, "--consent", "yes"),
        ("roster", "import", "ferry", listed, *consent, "--as", "bo@mail.example"),
        ("roster", "import", "nowhere", listed, "--dry-run"),
        ("roster", "import", "ferry", listed, *consent),
        ("roster", "import", "ferry", listed, *consent, "--as", "ana@mail.example"),
        ("export", "ferry", "--format", "txt", "-o", str(out)),
    )
    _, _, dry, without, nobody, _, short, other, nowhere, first, again, _ = tries
    assert (dry.status, dry.out.splitlines()[-2:]) == (0, ["2 new, 1 duplicate = 3.", "Nothing was stored."])
    assert [each.status for each in (without, nobody, short, other, nowhere)] == [1] * 5
    assert "no author" in nobody.err and "10 characters" in short.err and "no account" in other.err
    assert (first.status, first.out.splitlines()[-1]) == (0, "2 names were brought in, as import 1.")
    assert "0 names were brought in" in again.out and "3 duplicates = 3." in again.out
    lines = out.read_text().splitlines()
    assert "1. Dr. Ida Sol, Pilot, Sill Port*" in lines and "2. Ben Ott, Baker*" in lines
