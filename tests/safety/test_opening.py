"""Talk opens in a language only by figures that hold today (issue: Languages; SAFETY.md E6)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from evenkeel.core.content import LANGUAGES, load_file
from evenkeel.core.content.opening import FIGURES, closed_because
from evenkeel.core.safety.opening import (
    ENGLISH_ANSWERED,
    ENGLISH_ANY,
    ENGLISH_HIGH,
    LEAST_ANSWERED,
    LEAST_ANY,
    LEAST_HIGH,
    LEAST_TRIED,
    MOST_ALARMS,
    Figures,
    short_of_floor,
)
from tests.safety.opening import figures

MEASURED = sorted(path.parent.name for path in LANGUAGES.glob(f"*/{FIGURES}"))
JUST = Figures(
    measured_on=date(2026, 11, 21), explicit_tried=LEAST_TRIED, explicit_missed=0,
    any_recall=LEAST_ANY, high_recall=LEAST_HIGH, high_answered=LEAST_ANSWERED, alarms=MOST_ALARMS,
)  # fmt: skip


@pytest.mark.parametrize("locale", MEASURED)
def test_a_language_is_today_as_safe_as_its_figures_say(locale: str) -> None:
    written, found = load_file(LANGUAGES / locale / FIGURES, Figures), figures(locale)
    again = f"run: python -m tests.safety.opening {locale}"
    assert found.explicit_tried >= written.explicit_tried, again
    assert found.explicit_missed <= written.explicit_missed, again
    assert found.any_recall >= written.any_recall, again
    assert found.high_recall >= written.high_recall, again
    assert found.high_answered >= written.high_answered, again
    assert found.alarms <= written.alarms, again


def test_each_floor_holds_at_its_edge() -> None:
    assert short_of_floor(JUST) == ()
    for change in (
        {"explicit_tried": LEAST_TRIED - 1},
        {"explicit_missed": 1},
        {"any_recall": LEAST_ANY - 0.001},
        {"high_recall": LEAST_HIGH - 0.001},
        {"high_answered": LEAST_ANSWERED - 0.001},
        {"alarms": MOST_ALARMS + 0.001},
    ):
        assert len(short_of_floor(JUST.model_copy(update=change))) == 1, change


def test_the_floors_of_english_are_todays() -> None:
    floors = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text("utf-8"))
    for name, floor in (
        ("S3 recall at any level, written blind by others (held)", ENGLISH_ANY),
        ("S3 recall at any level on high and imminent (held)", ENGLISH_HIGH),
        ("S3 high and imminent that the reply speaks to (held)", ENGLISH_ANSWERED),
    ):
        assert floors[name] == {"least": floor}


def test_a_language_without_figures_is_closed() -> None:
    assert "its safety was not measured" in closed_because("sw")
    assert closed_because("en") == ()
