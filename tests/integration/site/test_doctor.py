"""The doctor says what works and what to do; a probe that fails is a line, not a traceback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.core.content.safety import load_countries
from evenkeel.site import doctor

pytestmark = pytest.mark.django_db


def test_it_reports_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    doctor.report()
    said = capsys.readouterr().out
    assert "models: " not in said  # a probe that failed
    for part in ("Evenkeel", "Language model", "Data folder", "Model reader-en", "Crisis registry"):
        assert part in said


def test_a_wrong_setting_is_one_line_with_the_remedy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENKEEL_PORT", "soon")
    assert doctor.report() == 1
    assert "EVENKEEL_PORT must be a whole number" in capsys.readouterr().out


def test_a_probe_that_fails_is_a_line() -> None:
    def broken(env: object) -> doctor.Iterator[doctor.Line]:
        raise RuntimeError("nothing there")

    assert doctor._safely(broken, None)[0].grade == "wrong"


def test_an_open_address_without_tls_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENKEEL_BIND", "0.0.0.0")
    assert doctor.report() == 1
    assert "without TLS" in capsys.readouterr().out


@pytest.mark.parametrize(("days", "grade"), [(180, "good"), (181, "note"), (366, "wrong")])
def test_an_old_registry_is_said(days: int, grade: str, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = max(c.verified_on or c.recorded_on for c in load_countries().values())

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.combine(recorded, datetime.min.time(), UTC) + timedelta(days=days)

    monkeypatch.setattr(doctor, "datetime", Clock)
    assert next(doctor._registry(None)).grade == grade


def test_every_setting_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.report(settings=True) == 0
    assert "EVENKEEL_QUICK_EXIT_URL" in capsys.readouterr().out
