"""What `languages/<locale>/companion.yaml` says: measured here, on the running version.

`python -m tests.safety.opening es ar` measures and writes; `test_opening` measures again.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from evenkeel.core.content import LANGUAGES
from evenkeel.core.content.opening import FIGURES
from evenkeel.core.language import LanguageReader, Reader, load_language_reader, load_reader
from evenkeel.core.language.utterances import load_graded
from evenkeel.core.safety import RiskDecision, assess
from evenkeel.core.safety.head import NOTED
from evenkeel.core.safety.opening import Figures, short_of_floor
from evenkeel.core.vocabulary import RiskLevel
from tests.safety.grammar import locales, statements

NOW = datetime.now(UTC)


def figures(locale: str) -> Figures:
    """One language's figures, as `core.safety.opening` judges them."""
    tried = missed = 0
    for one in statements(locale) if locale in locales() else ():
        tried += 1
        missed += assess(one.text, now=NOW).level < one.level
    heard = [(want, _decision(text, locale)) for want, text in graded(locale)]
    risky = [got.level > RiskLevel.NONE for want, got in heard if want > RiskLevel.NONE]
    high = [got for want, got in heard if want >= RiskLevel.HIGH]
    safe = [got.level >= RiskLevel.RAISED for want, got in heard if want is RiskLevel.NONE]
    return Figures(
        measured_on=NOW.date(), explicit_tried=tried, explicit_missed=missed,
        any_recall=_share(risky), high_recall=_share([got.level > RiskLevel.NONE for got in high]),
        high_answered=_share([answered(got) for got in high]), alarms=_share(safe, empty=1.0),
    )  # fmt: skip


def graded(locale: str) -> list[tuple[RiskLevel, str]]:
    """The language's own messages, graded by danger: of the batches nothing was trained on."""
    return [
        (RiskLevel[group.level.upper()], text)
        for batch in load_graded(locale).values()
        if batch.held_out
        for group in batch.groups
        for text in group.each()
    ]


def answered(decision: RiskDecision) -> bool:
    """Whether the reply speaks to the danger: what the head only notes is remembered in silence."""
    return any(one.rule != NOTED for one in decision.evidence)


def _decision(text: str, locale: str) -> RiskDecision:
    return assess(text, reading=_reader(locale).read(text, locale), now=NOW)


def _reader(locale: str) -> Reader | LanguageReader:
    """The reader that a talk in this language has, where it has one of its own."""
    own = (LANGUAGES / locale / "lexicon" / "reader.yaml").exists()
    return load_language_reader(locale) if own else load_reader()


def _share(those: list[bool], *, empty: float = 0.0) -> float:
    return round(sum(those) / len(those), 3) if those else empty


def main() -> None:
    for locale in sys.argv[1:]:
        found = figures(locale)
        path = LANGUAGES / locale / FIGURES
        lines = [f"{name}: {value}" for name, value in found.model_dump(mode="json").items()]
        head = "# Measured by `python -m tests.safety.opening`; floors: core/safety/opening.py"
        path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
        said = (str(path), *lines, *short_of_floor(found))
        sys.stdout.write("\n  ".join(said) + "\n")


if __name__ == "__main__":
    main()
