"""The house keeps its own rules: sizes, names, plug-ins named nowhere else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LINES_NEVER = 500
PLUG_INS = {
    "exercise": ROOT / "src/evenkeel/content/exercises",
    "instrument": ROOT / "src/evenkeel/content/instruments",
    "lesson": ROOT / "src/evenkeel/content/lessons",
    "programme": ROOT / "src/evenkeel/content/programmes",
    "flow": ROOT / "src/evenkeel/content/flows",
}


def tracked(*patterns: str) -> list[Path]:
    """Files of the checkout that git tracks or would track."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_module_is_over_500_lines() -> None:
    modules = tracked("src/*.py", "training/*.py", "tools/*.py", "frontend/src/*.ts")
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules
        if "migrations" not in path.parts
        and (lines := len(text_of(path).splitlines())) > LINES_NEVER
    }
    assert modules
    assert not long


@pytest.mark.parametrize("kind", PLUG_INS)
def test_a_plug_in_is_named_nowhere_else(kind: str) -> None:
    """Deleting or adding a plug-in touches its own file only: no code and no template names it."""
    ids = [path.stem for path in PLUG_INS[kind].glob("*.yaml")]
    assert ids
    code = [
        *tracked("src/*.py", "src/*.html", "frontend/src/*.ts", "src/evenkeel/site/*"),
    ]
    named = re.compile(r"""['"/]({})['"/]""".format("|".join(map(re.escape, sorted(ids)))))
    found = {
        f"{path.relative_to(ROOT)}: {match[1]}"
        for path in code
        if path.suffix in {".py", ".html", ".ts"}
        for match in named.finditer(text_of(path))
    }
    assert not found


def test_no_country_is_named_in_code() -> None:
    """Crisis facts live in content/crisis alone: no code asks for a country by its code."""
    codes = {path.stem for path in (ROOT / "src/evenkeel/content/crisis").glob("*.yaml")}
    assert len(codes) >= 20
    named = re.compile(r"""(?<![\w>])['"]([A-Z]{2})['"](?![\w])""")
    found = {
        f"{path.relative_to(ROOT)}: {match[1]}"
        for path in tracked("src/*.py", "src/*.html", "frontend/src/*.ts")
        for match in named.finditer(text_of(path))
        if match[1] in codes and ">>>" not in _line(text_of(path), match.start())
    }
    assert not found


def _line(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : text.find("\n", at)]


def test_no_addresses_of_package_indexes() -> None:
    named = re.compile(
        r"--(extra-)?index-url|\"resolved\": *\"https?://|registry *= *[\"{]? *https?://"
    )
    files = tracked("requirements/*", "frontend/package-lock.json", "frontend/.npmrc", "*.toml")
    assert files
    assert not [path.name for path in files if named.search(text_of(path))]


def test_no_path_of_one_machine() -> None:
    home = re.compile(r"(?<![\w.])/(home|Users)/[a-z][\w-]*/|(?<![\w.])/root/")
    files = [path for path in tracked() if path != Path(__file__)]
    assert not [str(p.relative_to(ROOT)) for p in files if home.search(text_of(p))]


def test_vague_names_are_not_used() -> None:
    vague = {"utils", "helpers", "common", "manager", "misc"}
    assert not [p for p in tracked("src", "frontend/src", "training") if p.stem in vague]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked("src/*.py")
        if "migrations" not in path.parts
        and path.stat().st_size > 200
        and not text_of(path).lstrip().startswith('"""')
    ]
    assert not silent


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme


def test_every_yaml_file_is_plain_yaml() -> None:
    """libyaml forgives what PyYAML alone does not; a machine without it must read the same."""
    files = tracked("src/*.yaml", "tests/*.yaml")
    assert files
    for path in files:
        yaml.safe_load(text_of(path))
