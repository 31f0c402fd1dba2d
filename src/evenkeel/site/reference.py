"""`make docs`: reference documents written from the running code and content.

A document is one function here that returns its text; `evenkeel check` refuses a stale one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs" / "reference"
MADE = "<!-- Written by `make docs`. Change the source, not this file. -->\n\n"


def documents() -> Mapping[Path, str]:
    """Every generated document: its path and what it must hold now."""
    return {DOCS / f"{name}.md": MADE + make() for name, make in MAKERS.items()}


def write() -> None:
    """Write every generated document."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
        print(path.name)


def exercises() -> str:
    """The library of exercises."""
    from evenkeel.core.exercises import load_exercises
    from evenkeel.core.exercises.reference import page

    return page(load_exercises())


def programmes() -> str:
    """Programmes, lessons and flows: what there is, for whom, and where it comes from."""
    from evenkeel.core.programmes.reference import page

    return page()


def instruments() -> str:
    """The questionnaires, with their scoring and terms."""
    from evenkeel.core.instruments import load_instruments
    from evenkeel.core.instruments.reference import page

    return page(load_instruments())


def importers() -> str:
    """The files of devices and apps that can be read."""
    from evenkeel.importers.discovery import manifests
    from evenkeel.importers.reference import page

    return page(manifests())


def daily_numbers() -> str:
    """What a day of the body's table holds."""
    from evenkeel.core.sensing.feature import features
    from evenkeel.core.sensing.reference import page
    from evenkeel.core.sensing.signals import load_texts

    return page(features(), load_texts())


def crisis_countries() -> str:
    """The registry: what each country's card rests on."""
    from evenkeel.core.content.safety import load_countries

    rows = [
        f"| {code} | {one.name} | {one.emergency[0].number} | {len(one.lines)} | "
        f"{sum(line.confidence == 'high' for line in one.lines)} | {one.recorded_on} | "
        f"{one.verified_on or 'not yet'} |"
        for code, one in load_countries().items()
    ]
    head = (
        "| code | country | emergency | lines | high | recorded | checked by a person |\n"
        "| --- | --- | --- | --- | --- | --- | --- |"
    )
    note = (
        "Numbers were cross-checked between stored copies of independent lists. Nobody dialled "
        "them; a host should check their own country's before relying on it. "
        "`high` counts lines of high confidence."
    )
    return "\n".join(["# Crisis registry", "", note, "", head, *rows, ""])


def settings() -> str:
    """Every setting, from the code that reads it."""
    from evenkeel.site.environment import NAMES

    rows = [f"| `{name}` | {meaning} |" for name, meaning in NAMES.items()]
    return "\n".join(["# Settings", "", "| name | meaning |", "| --- | --- |", *rows, ""])


def records_of_processing() -> str:
    """What is stored, from the class of every field (GDPR Article 30)."""
    from evenkeel.site.serve import set_django_up

    set_django_up()
    from evenkeel.apps.privacy.processing import records_of_processing as page

    return page()


MAKERS: Mapping[str, Callable[[], str]] = {
    "exercises": exercises,
    "programmes-lessons-flows": programmes,
    "instruments": instruments,
    "crisis-registry": crisis_countries,
    "settings": settings,
    "importers": importers,
    "daily-numbers": daily_numbers,
    "records-of-processing": records_of_processing,
}
