"""The rules of the house, in code: only rules that a test enforces hold."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError, nodes
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from service.render.templating import environment
from tests.rig.process import ROOT

TOP_LEVEL = {
    ".ci",
    ".containerignore",
    ".gitignore",
    "CHANGELOG.md",
    "Containerfile",
    "LICENSE",
    "README.md",
    "docs",
    "migrations",
    "pyproject.toml",
    "requirements.lock",
    "service",
    "templates",
    "tests",
}
ONLY_HERE = {
    "sqlalchemy": ("service.store",),
    "litestar": ("service.app", "service.web"),
    "aiosmtplib": ("service.mail",),
    "granian": ("service.cli",),
    "lxml": ("service.intake",),
    "pypandoc": ("service.intake",),
    "pypdfium2": ("service.intake",),
    "python_calamine": ("service.intake",),
}
SOURCES = sorted((ROOT / "service").rglob("*.py"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt"))
TEMPLATES = [path for path in TEMPLATES if "assets" not in path.parts]
LOCKS = (ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock")

# Written in two parts, so that this file keeps the rules that it checks.
UNFINISHED = re.compile("|".join(rf"\b{a}{b}\b" for a, b in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))))
REGISTRIES = "|".join(("py" + r"pi\.", "python" + "hosted", "npm" + "js", "yarn" + "pkg", "crates" + r"\.io"))
REGISTRY = re.compile(rf"https?://[^\s/]*({REGISTRIES})", re.IGNORECASE)
COLD_WORDS = re.compile(r"(?<!aria-)(?<!:)\b(invalid|please|sorry)\b", re.IGNORECASE)
INLINE = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE
)
FOREIGN = re.compile(r"""<(?:script|img|link|iframe|source)[^>]*\s(?:src|href)\s*=\s*["']?(?:https?:)?//""")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    return named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), named(path))


def imports(path: Path) -> Iterator[str]:
    """The first part of every absolute import, wherever in the file it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def commits(path: Path) -> bool:
    """Whether the file calls commit() or says COMMIT to a database."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            return True
        if isinstance(node, ast.Constant) and str(node.value).strip(" ;").upper() == "COMMIT":
            return True
    return False


def project_files() -> list[Path]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{named(path)}:{n}: {line.strip()[:120]}" for n, line in enumerate(lines, 1) if pattern.search(line)
        ]
    return found


def run(tool: str, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name(tool)), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_run_downward() -> None:
    run("lint-imports", "--no-cache")


def test_ruff_has_nothing_to_say() -> None:
    run("ruff", "check", "--no-cache", "--output-format=concise", ".")


def test_every_type_holds() -> None:
    run("mypy", "--no-incremental")


@pytest.mark.parametrize("library", ONLY_HERE)
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    allowed = ONLY_HERE[library]
    outside = [
        module(path)
        for path in SOURCES
        if library in imports(path) and not any(f"{module(path)}.".startswith(f"{home}.") for home in allowed)
    ]
    assert outside == []


def test_one_place_commits() -> None:
    assert [named(path) for path in SOURCES if commits(path)] in ([], ["service/store/database.py"])


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    wrong = []
    for path in SOURCES:
        text = ast.get_docstring(tree(path)) or ""
        if not text.endswith(".") or re.search(r"[.!?]\s+[A-Z]", text) or "\n\n" in text:
            wrong.append(named(path))
    assert wrong == []


def test_every_template_compiles() -> None:
    env, wrong = environment(), []
    for path in TEMPLATES:
        try:
            env.get_template(path.relative_to(ROOT / "templates").as_posix())
        except TemplateSyntaxError as error:
            wrong.append(f"{named(path)}:{error.lineno}: {error.message}")
    assert wrong == []


def is_page(path: Path, parsed: nodes.Template) -> bool:
    """A page builds on a layout; what is only included by others does not."""
    return not {"mail", "print"} & set(path.parts) and parsed.find(nodes.Extends) is not None


def test_every_page_has_a_title() -> None:
    env, without = environment(), []
    for path in TEMPLATES:
        parsed = env.parse(path.read_text(encoding="utf-8"))
        titled = any(block.name == "title" for block in parsed.find_all(nodes.Block))
        if is_page(path, parsed) and not titled:
            without.append(named(path))
    assert without == []


def test_pages_keep_to_their_own_content_policy() -> None:
    pages = [path for path in TEMPLATES if path.suffix == ".html" and not {"mail", "print"} & set(path.parts)]
    assert lines_with(INLINE, pages) + lines_with(FOREIGN, pages) == []


def test_texts_use_plain_words() -> None:
    assert lines_with(COLD_WORDS, TEMPLATES) == []


def test_nothing_is_left_for_later() -> None:
    assert lines_with(UNFINISHED, project_files()) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRY, project_files()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_a_lock_holds_names_versions_and_hashes_only(lock: Path) -> None:
    line = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [\w' =!<>.()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [text for text in lock.read_text(encoding="utf-8").splitlines() if not line.fullmatch(text)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_a_lock_fits_what_the_project_asks_for(lock: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["test"] if lock == LOCKS[1] else []
    locked = dict(re.findall(r"^([a-z0-9.-]+)==([\w.]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))
    wanted = [Requirement(text) for text in project["dependencies"] + extra]
    unmet = [
        str(want) for want in wanted if not want.specifier.contains(locked.get(canonicalize_name(want.name), "0"))
    ]
    assert unmet == []


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in project_files()} == TOP_LEVEL
