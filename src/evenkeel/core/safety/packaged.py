"""The rules that come with the package, read once: English, and what others say plainly.

Here: the defaults of `assess`. Not here: content files of other rooms (`core.content.safety`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from evenkeel.core.safety.rules import RiskRules, RuleFile
from evenkeel.core.safety.tongues import ExplicitFile, Tongues

LANGUAGES = Path(__file__).resolve().parents[2] / "languages"
ENGLISH = LANGUAGES / "en" / "risk"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def english_rules() -> RiskRules:
    """The packaged English rules, compiled. Raises if a rule file is missing or wrong."""
    files = [_read(path) for path in sorted(ENGLISH.glob("*.yaml"))]
    if not any(file.signs for file in files):
        raise FileNotFoundError("languages/en/risk holds no risk rules: the installation is broken")
    return RiskRules.from_files(files).compile()


@lru_cache(maxsize=1)
def packaged_tongues() -> Tongues:
    """The explicit statements of every other packaged language. Languages without are left out.

    Every file is read and checked now; its rules are compiled when somebody writes in it.
    """
    words = {
        path.parts[-3]: _explicit(path.parts[-3]).words_known()
        for path in sorted(LANGUAGES.glob("*/risk/explicit.yaml"))
    }
    return Tongues(words, load=_rules_of, english=english_rules())


def _rules_of(locale: str) -> RiskRules:
    return _explicit(locale).rules(locale).compile()


def _explicit(locale: str) -> ExplicitFile:
    text = (LANGUAGES / locale / "risk" / "explicit.yaml").read_text("utf-8")
    data = yaml.load(text, Loader=_Loader)  # noqa: S506 (the safe loader)
    return ExplicitFile.model_validate({**data, "id": locale})


def _read(path: Path) -> RuleFile:
    data = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 (the safe loader)
    return RuleFile.model_validate({**data, "id": path.stem})
