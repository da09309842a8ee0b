"""What the documents say is there: settings, files, commands, the example of a letter."""

import re
from pathlib import Path

import pytest

from service.core.letterfile import ADDRESSEE_KEYS, KEYS, LetterFileError, read_letter_file
from service.core.roster.record import KEYS as PERSON_KEYS
from service.core.roster.values import Code
from service.settings import PREFIX, SECRETS, Settings
from tests.rig.process import ROOT

DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LETTER_FILE = ROOT / "docs" / "letter-file.md"
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}
FILES = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
FOR_TESTS = {"TESTS_CHROMIUM", "TESTS_NO_SKIP"}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def example() -> str:
    found = re.search(r"```markdown\n(.*?)```", read(LETTER_FILE), re.DOTALL)
    assert found, "docs/letter-file.md has an example"
    return found.group(1)


def test_every_setting_is_documented() -> None:
    rows = set(re.findall(r"^\| `(UNDERSIGNED_\w+)` \|", read(ROOT / "docs" / "settings.md"), re.MULTILINE))
    assert rows == KNOWN | FILES


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_setting_is_documented_with_its_default(name: str) -> None:
    default = Settings.model_fields[name].default
    text = str(getattr(default, "get_secret_value", lambda: default)())
    row = next(
        line for line in read(ROOT / "docs" / "settings.md").splitlines() if f"`{PREFIX}{name.upper()}`" in line
    )
    assert not text or f"`{text}`" in row.split(" | ")[1]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_setting_that_a_document_names_exists(path: Path) -> None:
    named = set(re.findall(r"UNDERSIGNED_[A-Z_]+[A-Z]", read(path)))
    assert named - KNOWN - FILES - FOR_TESTS == set()


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", read(path), flags=re.DOTALL)):
        file, _, anchor = target.partition("#")
        if "://" in target:
            continue
        found = path.parent / file if file else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            lost.append(target)
    assert lost == []


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", read(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_decision_is_listed() -> None:
    listed = read(ROOT / "docs" / "architecture.md")
    assert [path.name for path in (ROOT / "docs" / "decisions").glob("*.md") if path.name not in listed] == []


def test_the_test_command_is_the_one_that_a_clean_checkout_runs() -> None:
    commands = [line for line in read(ROOT / "README.md").splitlines() if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert commands[1] in read(ROOT / ".ci" / "run").splitlines()


def test_the_example_of_a_letter_is_one_and_uses_every_key() -> None:
    profile, wording = read_letter_file(example().encode())
    assert profile.slug and len(wording.cc) == 2
    missing = [key for key in (*KEYS, *ADDRESSEE_KEYS) if not re.search(rf"^[ -]*{key}:", example(), re.MULTILINE)]
    assert missing == []


@pytest.mark.parametrize("key", [*KEYS, *ADDRESSEE_KEYS])
def test_every_key_of_a_letter_is_explained(key: str) -> None:
    assert re.search(rf"^\| `{key}` \|", read(LETTER_FILE), re.MULTILINE)


@pytest.mark.parametrize("key", [*PERSON_KEYS, *Code])
def test_every_key_and_warning_of_a_roster_is_explained(key: str) -> None:
    assert re.search(rf"^\| `{key}` \|", read(ROOT / "docs" / "rosters.md"), re.MULTILINE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title:", "tilte:"),
        ("2026-05-18", "18 May 2026"),
        ("goal: 500", "goal: 1,500"),
        ("language: en", "language: xx-nowhere"),
        ("cc:", "to:"),
        (".[^2]", "."),
        ("Commission;", "Commission;[^3]"),
        ("title: Open", "title: \u202eOpen"),
    ],
)
def test_an_error_is_documented_in_the_words_that_people_meet(before: str, after: str) -> None:
    assert before in example()
    with pytest.raises(LetterFileError) as caught:
        read_letter_file(example().replace(before, after, 1).encode())
    for problem in caught.value.problems:
        assert f"`{problem.words.split('; known')[0]}" in read(LETTER_FILE)
