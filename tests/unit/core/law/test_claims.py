"""L11: what is said of a watch's or a ring's numbers is a trend, never a disease."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evenkeel.core.content import CONTENT

SOURCES = Path(__file__).resolve().parents[4] / "src" / "evenkeel"
DISEASES = (
    r"depression|bipolar|mania|psychosis|ptsd|adhd|anxiety disorder|panic disorder|insomnia|"
    r"apnoea|apnea|arrhythmia|atrial fibrillation|afib|hypertension|diabetes|heart (?:disease|"
    r"failure|attack)|infection|fever|burn-?out|disorder|disease|illness"
)
CLAIMS = re.compile(
    rf"\b(?:you (?:have|may have|might have|probably have|suffer from|are developing|show signs of)"
    rf"|(?:a )?(?:sign|symptom|indicator|marker)s? of|diagnos\w+|detects?|predicts?|screens? for|"
    rf"points? to|consistent with|suggests?|means?)\b[^.\n]{{0,30}}\b(?:{DISEASES})\b",
    re.IGNORECASE,
)
DENIES = re.compile(r"\b(?:not|never|no|can't|cannot|doesn't|isn't|nor)\b", re.IGNORECASE)
FILES = sorted(
    path
    for folder, kinds in (
        (CONTENT / "insights", ("*.yaml",)), (CONTENT / "signals", ("*.yaml",)),
        (CONTENT / "warnings", ("*.yaml",)), (CONTENT / "picture", ("*.yaml",)),
        (SOURCES / "apps" / "body", ("*.html",)), (SOURCES / "apps" / "breathing", ("*.html",)),
        (SOURCES / "apps" / "insights", ("*.html",)),
    )
    for kind in kinds
    for path in folder.rglob(kind)
)  # fmt: skip


def claims_in(text: str) -> list[str]:
    """Sentences that read a disease out of numbers, and do not deny it."""
    sentences = re.split(r"(?<=[.?])\s|\n", text)
    return [one.strip() for one in sentences if CLAIMS.search(one) and not DENIES.search(one)]


def test_there_is_something_to_read() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_disease_is_read_out_of_numbers(path: Path) -> None:
    assert claims_in(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Your heart rate suggests atrial fibrillation.", True),
        ("You may have insomnia.", True),
        ("This is a sign of depression.", True),
        ("A short night is not a sign of depression.", False),
        ("Your resting heart rate was higher than usual for nine days.", False),
    ],
)
def test_a_claim_is_known_when_it_is_one(text: str, claim: bool) -> None:
    assert bool(claims_in(text)) is claim
