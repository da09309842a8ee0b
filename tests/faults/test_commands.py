"""A command that fails says why in a clear line, with exit status 1, and changes nothing."""

import base64
from pathlib import Path

import pytest

from tests.faults.commands import Done, run_all, run_each

LETTER = "---\ntitle: Letter on the ferry\nslug: ferry\nto:\n  - name: Harbour Board\n---\nThe ferry must run.\n"
EVERY = [
    ("serve",),
    ("worker",),
    ("migrate",),
    ("doctor",),
    ("letter", "list"),
    ("letter", "show", "ferry"),
    ("letter", "open", "ferry"),
    ("letter", "close", "ferry"),
    ("account", "add", "ana@mail.example", "--letter", "ferry"),
    ("export", "ferry", "--format", "txt", "-o", "out.txt"),
    ("keys", "rotate"),
    ("keys", "rewrap"),
]


def fails(done: Done, *words: str) -> None:
    assert done.status == 1, done
    assert "Traceback" not in done.out + done.err, done.err
    assert all(word in done.err + done.out for word in words), (words, done)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation in a folder of its own."""
    return {"UNDERSIGNED_DATA": str(tmp_path / "data"), "UNDERSIGNED_SMTP_URL": "smtp://127.0.0.1:9"}


@pytest.fixture
def letter(tmp_path: Path) -> str:
    (tmp_path / "letter.md").write_text(LETTER)
    return str(tmp_path / "letter.md")


def test_an_unknown_setting_stops_every_command_and_is_named(home: dict[str, str], letter: str) -> None:
    everything = [*EVERY, ("letter", "add", letter), ("demo", "--port", "1")]
    for done in run_all(home | {"UNDERSIGNED_COLOUR": "red"}, *everything):
        fails(done, "UNDERSIGNED_COLOUR: there is no such setting")
    assert not Path(home["UNDERSIGNED_DATA"]).exists(), "a command began before it had read its settings"


WRONG_SETTINGS = [
    ("BASE_URL", "letters.example"),
    ("BASE_URL", "https://letters.example/path"),
    ("SMTP_URL", "mail.example"),
    ("DATABASE_URL", "mysql://x/y"),
    ("DATABASE_URL", "nonsense"),
    ("KEYS", "short"),
    ("KEYS_FILE", "/nowhere/at/all"),
    ("TRUSTED_PROXIES", "everybody"),
]


def test_a_setting_that_cannot_be_read_is_named(home: dict[str, str]) -> None:
    given = [(home | {f"UNDERSIGNED_{name}": value}, ("letter", "list")) for name, value in WRONG_SETTINGS]
    for (name, _), done in zip(WRONG_SETTINGS, run_each(given), strict=True):
        fails(done, "Master key 1" if name == "KEYS" else f"UNDERSIGNED_{name}")


def test_keys_of_another_installation_are_refused(home: dict[str, str], letter: str) -> None:
    added, opened = run_all(home, ("letter", "add", letter), ("letter", "open", "ferry"))
    assert (added.status, opened.status) == (0, 0), added.err + opened.err
    other = home | {"UNDERSIGNED_KEYS": base64.b64encode(b"x" * 32).decode()}
    for done in run_all(other, *(each for each in EVERY if each[0] in {"serve", "worker", "doctor", "export"})):
        fails(done, "No master key opens")
    [shown] = run_all(home, ("letter", "list"))
    assert shown.status == 0 and shown.out.startswith("ferry\topen\t")


def test_what_does_not_exist_is_said_in_one_line(home: dict[str, str], letter: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    commands = {
        ("letter", "show", "nowhere"): "no letter 'nowhere'",
        ("letter", "open", "nowhere"): "no letter 'nowhere'",
        ("letter", "close", "nowhere"): "no letter 'nowhere'",
        ("letter", "close", "ferry"): "draft",
        ("letter", "add", letter): "'ferry' already",
        ("letter", "add", str(tmp_path / "missing.md")): "missing.md",
        ("letter", "add", str(tmp_path / "folder")): "folder",
        ("account", "add", "no address", "--letter", "ferry"): "'no address' is not an email address",
        ("account", "add", "ana@mail.example", "--letter", "nowhere"): "no letter 'nowhere'",
        ("export", "nowhere", "-o", str(tmp_path / "out.pdf")): "no letter 'nowhere'",
        ("export", "ferry", "--format", "txt", "-o", "/proc/none/out.txt"): "/proc/none",
        ("export", "ferry", "--format", "txt", "-o", str(tmp_path / "no" / "out.txt")): "No such file",
        ("export", "ferry", "--format", "txt", "-o", str(tmp_path / "folder")): "folder",
    }
    first, *others = run_all(home, ("letter", "add", letter), *commands)
    assert first.status == 0, first.err
    for (command, words), done in zip(commands.items(), others, strict=True):
        assert done.status in (1, 2), (command, done)
        assert words in done.err and "Traceback" not in done.err, (command, done)
        assert len(done.err.strip().splitlines()) == (1 if done.status == 1 else 4), (command, done.err)
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob("out*"))


def test_a_letter_file_with_mistakes_stores_nothing(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "wrong.md"
    file.write_text(LETTER.replace("slug: ferry", "slug: A B").replace("title:", "tittle:"))
    wrong, listed = run_all(home, ("letter", "add", str(file)), ("letter", "list"))
    fails(wrong, "line 2: unknown key 'tittle'", "line 3: 'slug' takes")
    assert (listed.status, listed.out) == (0, "")


def test_a_database_that_does_not_answer_is_said_in_words(home: dict[str, str]) -> None:
    away = home | {"UNDERSIGNED_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    for done in run_all(away, ("letter", "list"), ("serve", "--port", "1"), ("migrate",), ("doctor",)):
        fails(done, "answer")


def test_a_data_folder_that_is_a_file_is_said_in_words(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    for done in run_all(home, ("letter", "list"), ("serve", "--port", "1")):
        fails(done, str(tmp_path / "data"))
