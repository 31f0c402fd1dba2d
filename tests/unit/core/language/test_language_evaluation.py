"""Figures on anybody's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenkeel.core.language.evaluation import (
    EvaluationError,
    Row,
    evaluate,
    evaluate_rows,
    read_rows,
)


def test_both_formats_hold_the_same_rows(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text(
        '{"text": "hi", "labels": ["greets"]}\n\n{"text": "x", "labels": 2}\n', "utf-8"
    )
    table = tmp_path / "a.csv"
    table.write_text("text,labels\nhi,greets\nx,2\n", "utf-8")
    assert read_rows(lines) == read_rows(table) == [Row("hi", ("greets",)), Row("x", ("2",))]


def test_several_labels_are_joined_by_a_bar(tmp_path: Path) -> None:
    table = tmp_path / "a.tsv"
    table.write_text("text\tlabels\nso sad and angry\tsadness|anger\n", "utf-8")
    figures = evaluate("emotions", table)
    assert set(figures["labels"]) == {"sadness", "anger"}
    assert figures["labels"]["sadness"]["recall"] == 1.0


def test_intensity_is_a_correlation() -> None:
    rows = [
        Row("the bus is here", ("0",)),
        Row("I AM SO FURIOUS!!!", ("3",)),
        Row("a bit sad", ("1",)),
    ]
    figures = evaluate_rows("intensity", rows)
    assert figures["pearson"] > 0.5


def test_wrong_answers_lower_the_figure() -> None:
    right = evaluate_rows("intent", [Row("hi", ("greets",)), Row("bye", ("ends",))])
    wrong = evaluate_rows("intent", [Row("hi", ("ends",)), Row("bye", ("ends",))])
    assert right["macro_f1"] == 1.0
    assert wrong["macro_f1"] < 1.0


@pytest.mark.parametrize("content", ["", "text\nhi\n", "words,labels\nhi,x\n"])
def test_a_wrong_file_is_named(tmp_path: Path, content: str) -> None:
    table = tmp_path / "wrong.csv"
    table.write_text(content, "utf-8")
    with pytest.raises(EvaluationError):
        evaluate("intent", table)


def test_an_unknown_task_lists_the_tasks() -> None:
    with pytest.raises(EvaluationError, match="emotions"):
        evaluate_rows("mood", [Row("hi", ("x",))])


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"none\.csv"):
        evaluate("intent", tmp_path / "none.csv")
