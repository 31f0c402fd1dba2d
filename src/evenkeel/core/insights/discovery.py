"""Finds the insights of this folder and their words.

Here: discovery only. Not here: what an insight is (`insight`), or running one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from evenkeel.core.content.loader import CONTENT, load_folder
from evenkeel.core.insights.insight import Insight, InsightText


@cache
def insights() -> Mapping[str, Insight]:
    """Every insight of this folder by id.

    >>> "over_days" in insights()
    True
    """
    found: dict[str, Insight] = {}
    for module in iter_modules([str(Path(__file__).parent)]):
        insight = getattr(import_module(f"{__package__}.{module.name}"), "INSIGHT", None)
        if isinstance(insight, Insight):
            if insight.id != module.name:
                raise ValueError(f"{module.name}.py: its id is its file name, not {insight.id!r}.")
            found[insight.id] = insight
    return found


def load_texts(*, overlay: Path | None = None) -> Mapping[str, InsightText]:
    """The words of every insight, in their order on the page; `overlay` is a language's folder.

    Raises `ContentError` when a file is wrong.
    """
    texts = load_folder(CONTENT / "insights", InsightText, overlay=overlay)
    return dict(sorted(texts.items(), key=lambda item: (item[1].order, item[0])))
