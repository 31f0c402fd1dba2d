"""The built scripts: no chunk imports the entry by its plain name, or islands would mount twice."""

from __future__ import annotations

import re
from pathlib import Path

BUILT = Path(__file__).resolve().parents[3] / "src" / "evenkeel" / "site" / "static" / "built"


def test_no_chunk_imports_the_entry() -> None:
    chunks = sorted((BUILT / "chunks").glob("*.js"))
    assert chunks, "run `make run` once: it builds the scripts"
    entry = re.compile(r"""["'](?:\.\./)+app\.js["']""")
    assert not [one.name for one in chunks if entry.search(one.read_text("utf-8"))]
