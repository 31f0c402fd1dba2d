"""The examples of docs/reference/api.md run, in a shell, against a server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone

from evenkeel.apps.people import actions
from tests.factories.members import make_member
from tests.integration.api.conftest import ALL, token_of

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "reference" / "api.md"
BLOCK = re.compile(r"```sh\n(.*?)```\n(?:\n```json\n(.*?)```)?", re.DOTALL)
END = "=== end of example ==="


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.django_db(transaction=True)
def test_every_example_runs_and_answers_as_it_says(live_server):
    wren = make_member("Wren")
    actions.set_consents(by=wren.member, granted={"companion": True}, now=timezone.now())
    examples = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(examples) >= 12
    script = "set -e\n" + "".join(f"{shell}\necho\necho '{END}'\n" for shell, _ in examples)
    done = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "EVENKEEL": live_server.url, "TOKEN": token_of(wren, ALL)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = done.stdout.split(END)[:-1]
    assert len(answers) == len(examples)
    for (shell, shown), answer in zip(examples, answers, strict=True):
        promised = json.loads(shown) if shown else {}
        if "error" not in promised:
            assert '"what_to_do"' not in answer, f"{shell}\n{answer}"
        if shown:
            assert set(json.loads(answer)) == set(promised), shell


def test_every_scope_is_explained():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert not [scope for scope in ALL if f"`{scope}`" not in text]
