"""The law table: each requirement of SAFETY.md section 4, where it is met, and what proves it.

Here: the schema and the loader of `content/law/requirements.yaml`. Not here: the page (`/trust`).
"""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from evenkeel.core.content.loader import CONTENT, Content, load_file
from evenkeel.core.law.packs import load_packs


class Requirement(BaseModel):
    """One row: what is asked, in which places it is met, and the tests that prove it.

    `tests` are pytest ids without parameters. `open` says plainly what is not met yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    asks: str
    places: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    open: str = ""


class _Table(Content):
    rows: tuple[Requirement, ...]


@cache
def load_requirements() -> tuple[Requirement, ...]:
    """Every row, in the order of SAFETY.md. Raises `ContentError`."""
    return load_file(CONTENT / "law" / "requirements.yaml", _Table).rows


def load_law() -> None:
    """Read everything of `content/law`, to check it. Raises `ContentError`."""
    load_packs()
    load_requirements()
