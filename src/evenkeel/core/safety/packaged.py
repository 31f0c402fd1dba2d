"""The English rules that come with the package, read once.

Here: the default of `assess(..., rules=None)`. Not here: other languages, or content files of other
rooms (`core.content.safety`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from evenkeel.core.safety.rules import RiskRules, RuleFile

ENGLISH = Path(__file__).resolve().parents[2] / "languages" / "en" / "risk"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def english_rules() -> RiskRules:
    """The packaged English rules, compiled. Raises if a rule file is missing or wrong."""
    files = [_read(path) for path in sorted(ENGLISH.glob("*.yaml"))]
    if not any(file.signs for file in files):
        raise FileNotFoundError("languages/en/risk holds no risk rules: the installation is broken")
    return RiskRules.from_files(files).compile()


def _read(path: Path) -> RuleFile:
    data = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 (the safe loader)
    return RuleFile.model_validate({**data, "id": path.stem})
