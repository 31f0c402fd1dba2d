"""The terminal and the JSON lines: nothing stored, every line answered."""

from __future__ import annotations

import io
import json
import subprocess
import sys

from evenkeel import cli_chat


def spoken(*lines: str, **options: object) -> list[dict]:
    out = io.StringIO()
    assert cli_chat.jsonl(io.StringIO("\n".join(lines) + "\n"), out, **options) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_in_is_a_line_out_with_every_key():
    (row,) = spoken('{"text": "my boss yelled at me", "at": "2026-03-04T15:00:00+00:00"}')
    assert {"reply", "level", "pathway", "evidence", "move", "offers", "resources", "ms"} <= set(
        row
    )
    assert row["level"] == "none"
    assert row["notice"]


def test_danger_carries_level_evidence_and_lines_of_the_country():
    (row,) = spoken('{"text": "i want to kill myself"}', country="GB")
    assert row["level"] in {"high", "imminent"}
    assert row["pathway"] == "suicide"
    assert row["evidence"][0]["phrase"]
    assert "116 123" in {line["number"] for line in row["resources"]}


def test_new_begins_with_nothing_remembered():
    rows = spoken('{"text": "i want to kill myself"}', '{"new": true}', '{"text": "hello"}')
    assert rows[1] == {"new": True}
    assert rows[2]["level"] == "none"
    both = spoken('{"text": "i want to kill myself"}', '{"new": true, "text": "hello"}')
    assert both[1]["level"] == "none"


def test_a_bad_line_is_named_and_the_next_is_answered():
    rows = spoken(
        "nonsense", "[1]", '{"at": "2026"}', '{"text": "hi", "at": "soon"}',
        '{"text": "\\ud800"}', '{"text": "hello"}',
    )  # fmt: skip
    assert all("error" in row for row in rows[:5])
    assert rows[5]["reply"]


def test_strange_text_is_answered():
    rows = spoken('{"text": ""}', '{"text": "\\u0000\\u202e"}', json.dumps({"text": "x" * 10**6}))
    assert all(row["reply"] for row in rows)


def test_the_same_seed_gives_the_same_talk():
    lines = ['{"text": "hi"}', '{"text": "work is too much and i can\'t sleep"}']
    first, second = spoken(*lines, seed=5), spoken(*lines, seed=5)
    assert [row["reply"] for row in first] == [row["reply"] for row in second]


def test_the_terminal_talks_and_leaves():
    out = io.StringIO()
    cli_chat.chat_loop(io.StringIO("hello\n/new\nhi\n/quit\n"), out, seed=1)
    assert cli_chat.NOTICE in out.getvalue()
    assert out.getvalue().count("> ") >= 4


def test_django_is_not_loaded():
    code = "import sys, evenkeel.cli_chat; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
