"""`make new kind=exercise id=my-exercise`: a skeleton of a plug-in that passes its contract tests.

A kind is a folder of `scaffolds/` that mirrors the package; `__id__` stands for the id, in names
and inside. A new kind is a new folder, named nowhere else.
"""

from __future__ import annotations

import re
from pathlib import Path

from evenkeel.core.content import ContentError

PACKAGE = Path(__file__).resolve().parents[1]
SCAFFOLDS = Path(__file__).resolve().parent / "scaffolds"
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,40}")


def kinds() -> list[str]:
    """The kinds of plug-in that have a skeleton."""
    return sorted(path.name for path in SCAFFOLDS.iterdir() if path.is_dir())


def make(kind: str, id: str, *, into: Path = PACKAGE) -> list[Path]:
    """Write the skeleton; returns the files. Raises ContentError; never overwrites."""
    if kind not in kinds():
        raise ContentError(f"There is no skeleton for {kind!r}. There is: {', '.join(kinds())}.")
    if not ID.fullmatch(id):
        raise ContentError(
            f"{id!r} cannot be an id: 2 to 41 letters, digits, - or _, a letter first."
        )
    source = SCAFFOLDS / kind
    plan = {
        into / str(path.relative_to(source)).replace("__id__", id): path
        for path in sorted(source.rglob("*"))
        if path.is_file() and path.suffix in {".py", ".yaml", ".md", ".csv"}
    }
    for target in plan:
        if target.exists():
            raise ContentError(f"{target.name} exists already; choose another id.")
    for target, path in plan.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8").replace("__id__", id), encoding="utf-8")
    return list(plan)
