"""Writes the model card beside the artefact: what it was made from, how well it does, its limits."""

from __future__ import annotations

import json
from pathlib import Path

from training.heads import Trained


def write(out: Path, trained: list[Trained], data: Path) -> None:
    """`card.json` with every figure; `card.md` from it."""
    figures = {head.name: head.figures for head in trained}
    (out / "card.json").write_text(json.dumps({"figures": figures}, indent=1) + "\n", "utf-8")
