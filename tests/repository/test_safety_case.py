"""The safety case is executable (R4): each control and each law row names tests that exist."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from evenkeel.core.law import load_hazards, load_requirements

ROOT = Path(__file__).resolve().parents[2]
CASES = [
    *((hazard.id, test) for hazard in load_hazards().values() for control in hazard.controls
      for test in control.tests),
    *((row.id, test) for row in load_requirements() for test in row.tests),
]  # fmt: skip


@cache
def names_in(path: str) -> frozenset[str]:
    """The names pytest would collect from a file: its test functions, and those of its classes."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = set[str]()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            found.add(node.name)
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            inside = [one.name for one in node.body if isinstance(one, ast.FunctionDef)]
            found |= {f"{node.name}::{name}" for name in inside if name.startswith("test")}
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found |= {one for one in [node.targets[0].id] if one.lower().startswith("test")}
    return frozenset(found)


@pytest.mark.parametrize(("claim", "test"), CASES)
def test_a_control_names_a_test_that_exists(claim: str, test: str) -> None:
    path, _, name = test.partition("::")
    assert name in names_in(path), f"{claim}: {test} does not exist; a control without it is a wish"


def test_a_name_that_does_not_exist_is_noticed() -> None:
    assert "test_nothing_of_the_kind" not in names_in("tests/repository/test_safety_case.py")
    assert names_in("tests/nowhere.py") == frozenset()


def test_no_control_rests_on_a_test_that_is_skipped_everywhere() -> None:
    for _, test in CASES:
        source = (ROOT / test.partition("::")[0]).read_text(encoding="utf-8")
        assert "pytest.mark.skip\n" not in source
