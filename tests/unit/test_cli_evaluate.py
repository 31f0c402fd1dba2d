"""`evenkeel evaluate language`: figures as JSON, and a sentence where the file cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from evenkeel.cli import app


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["evaluate", "language", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_figures_are_json(tmp_path: Path) -> None:
    data = tmp_path / "lines.jsonl"
    data.write_text(
        '{"text": "hi", "labels": ["greets"]}\n{"text": "bye", "labels": "ends"}\n', "utf-8"
    )
    code, out, _ = run("--task", "intent", "--data", str(data))
    assert code == 0
    figures = json.loads(out)
    assert figures["rows"] == 2
    assert figures["macro_f1"] == 1.0


def test_turns_of_a_session_may_have_the_turn_before(tmp_path: Path) -> None:
    data = tmp_path / "turns.csv"
    data.write_text("text,labels,before\nHow so?,question,I drink too much\n", "utf-8")
    code, out, _ = run("--task", "therapist", "--data", str(data))
    assert code == 0
    assert json.loads(out)["labels"]["question"]["rows"] == 1


def test_an_unknown_task_says_which_there_are(tmp_path: Path) -> None:
    data = tmp_path / "x.csv"
    data.write_text("text,labels\nhi,greets\n", "utf-8")
    code, _, err = run("--task", "mood", "--data", str(data))
    assert code == 1
    assert "emotions" in err
    assert "therapist" in err


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    code, _, err = run("--task", "intent", "--data", str(tmp_path / "none.csv"))
    assert code == 1
    assert "cannot be read" in err
