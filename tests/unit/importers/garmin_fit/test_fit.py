"""FIT: chains, checksums, families and files that hold no health."""

from __future__ import annotations

import pytest

from evenkeel.core.vocabulary import ZONE_UNKNOWN
from evenkeel.importers.contract import Choices, Reason, Refused
from evenkeel.importers.discovery import importer
from tests.contract.importers.fixtures import Told, figures, read_all, source_of
from tests.unit.importers.garmin_fit import fit_files as made


def told(raw: bytes) -> Told:
    return read_all(importer("garmin_fit"), source_of(raw, "a.fit"), Choices())


def test_the_local_clock_of_the_file_is_kept() -> None:
    assert figures(told(made.activity()).batches["heart_rate"])["offsets"] == [60]


def test_a_file_without_a_local_clock_keeps_the_zone_unknown() -> None:
    assert figures(told(made.night()).batches["sleep_stage"])["offsets"] == [ZONE_UNKNOWN]


def test_beats_are_laid_end_to_end_and_the_filler_is_left_out() -> None:
    beats = told(made.activity()).batches["rr_interval"][0]
    assert beats.value.tolist() == [500, 510]
    assert (beats.start[1] - beats.start[0]) == 510


def test_steps_are_differences_of_a_counter() -> None:
    steps = told(made.monitoring()).batches["steps"][0]
    assert steps.value.tolist() == [10, 400]
    assert ((steps.end - steps.start) / 60_000).tolist() == [1, 60]


def test_a_wrong_checksum_gives_nothing() -> None:
    with pytest.raises(Refused) as refusal:
        told(made.scale()[:-1] + b"\0")
    assert refusal.value.reason is Reason.DAMAGED


def test_what_is_chained_after_a_good_file_may_be_damaged() -> None:
    both = told(made.scale() + b"\x0e" + bytes(40))
    assert set(both.batches) == {"weight", "body_fat"}
    assert both.broken == {"damaged": 1}


def test_a_family_s_scale_keeps_nobody_s_weight() -> None:
    family = told(made.scale(people=2))
    assert not family.batches
    assert sum(family.skipped.values()) == 1


def test_settings_are_refused_by_name() -> None:
    with pytest.raises(Refused) as refusal:
        told(made.settings())
    assert refusal.value.reason is Reason.NOT_THIS
