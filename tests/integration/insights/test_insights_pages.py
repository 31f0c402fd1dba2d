"""The page that looks back: by consent, with gaps, in the page's colours, kept nowhere."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload, OwnMetricPayload
from evenkeel.apps.insights import charts
from evenkeel.apps.insights.renderer import Renderer
from evenkeel.apps.people.models import ConsentEvent
from evenkeel.core.insights import MetricKind, ink
from tests.factories.members import Known, make_member, sign_in


def consent(known: Known, granted: bool = True) -> None:
    ConsentEvent.objects.create(
        member=known.member, purpose="insights", granted=granted, wording=1, at=timezone.now()
    )


def live(known: Known, days: int = 28, *, gap: range = range(0), extra: str = "") -> None:
    now = timezone.now()
    for n in range(days):
        if n in gap:
            continue
        numbers = {"mood": 40.0 + n % 20, "energy": 50.0}
        if extra:
            numbers[extra] = float(n)
        draft = checkins.Draft(
            payload=CheckInPayload(numbers=numbers), note="", at=now - timedelta(days=n)
        )
        checkins.check_in(by=known.member, keyring=known.keyring, draft=draft, now=now)


def test_off_until_switched_on_and_off_again(page: Client, known: Known) -> None:
    live(known, 8)
    assert b"Switch on insights" in page.get("/insights").content
    consent(known)
    assert b"day by day" in page.get("/insights").content
    consent(known, granted=False)
    for address in ("/insights", "/insights/mood"):
        response = page.get(address)
        assert b"Switch on insights" in response.content
        assert b"<svg xmlns" not in response.content.split(b"<main")[1]


def test_nothing_yet(page: Client, known: Known) -> None:
    consent(known)
    assert page.get("/insights").status_code == 200


def test_sentences_pictures_and_tables(page: Client, known: Known) -> None:
    consent(known)
    live(known, gap=range(5, 9))
    content = page.get("/insights").content.decode()
    assert "The longest gap is 4 days" in content
    assert 'role="img"' in content
    assert "<th scope=" in content
    assert content.count("<figure") >= 4
    main = content.split("<main")[1]
    assert " style=" not in main
    assert "<style" not in main
    assert not re.search("#0[1-5]0[1-5]0[1-5]", main), "a stand-in colour reached the page"


def test_a_gap_is_drawn_as_a_gap(page: Client, known: Known) -> None:
    consent(known)
    live(known, 20, gap=range(8, 12))
    card = next(c for c in page.get("/insights").context["drawn"] if c.insight == "over_days")
    line = re.search(r'<path d="(M[^"]+)"[^>]*stroke="var\(--accent\)"', card.svg or "")
    assert line is not None
    assert line[1].count("M") == 2
    assert ("–" in {cell for row in card.rows for cell in row}) is True


def test_windows(page: Client, known: Known) -> None:
    consent(known)
    live(known, 10)
    for asked, days in (("30", 30), ("90", 90), ("365", 365), ("7", 30), ("x", 30)):
        assert page.get(f"/insights?days={asked}").context["days"] == days


def test_own_metrics_beyond_the_first_are_told_and_drawn_on_their_page(
    page: Client, known: Known
) -> None:
    consent(known)
    names = []
    for n in range(6):
        payload = OwnMetricPayload(name=f"<b>metric {n}</b>", kind=MetricKind.NUMBER)
        row = checkins.add_metric(
            by=known.member, keyring=known.keyring, payload=payload, now=timezone.now()
        )
        names.append(f"own:{row.pk}")
    now = timezone.now()
    for n in range(7):
        numbers = dict.fromkeys(names, float(n))
        at = now - timedelta(days=n)
        draft = checkins.Draft(payload=CheckInPayload(numbers=numbers), note="", at=at)
        checkins.check_in(by=known.member, keyring=known.keyring, draft=draft, now=now)
    response = page.get("/insights")
    assert len(response.context["told"]) == 2
    assert b"<b>metric" not in response.content
    one = page.get(f"/insights/{names[5]}")
    assert one.status_code == 200
    assert b"<svg xmlns" in one.content.split(b"<main")[1]
    assert page.get(f"/insights/own:{uuid4()}").status_code == 404


def test_nobody_elses_days(page: Client, known: Known) -> None:
    consent(known)
    live(known, 10)
    other = make_member("Robin")
    consent(other)
    theirs = Client()
    assert theirs.get("/insights").status_code == 302
    sign_in(theirs, "Robin")
    assert b"No check-in in this time" in theirs.get("/insights").content


def test_an_older_window_is_not_opened(page: Client, known: Known) -> None:
    consent(known)
    now = timezone.now()
    draft = checkins.Draft(
        payload=CheckInPayload(numbers={"mood": 1.0}), note="", at=now - timedelta(days=60)
    )
    checkins.check_in(by=known.member, keyring=known.keyring, draft=draft, now=now)
    assert b"day by day" not in page.get("/insights").content
    assert b"Not enough days yet" in page.get("/insights?days=90").content


def test_the_page_lives_without_pictures(
    page: Client, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(known)
    live(known, 10)
    monkeypatch.setattr(charts.RENDERER, "draw", lambda spec: None)
    content = page.get("/insights").content
    assert b"is usually about" in content
    assert b"The numbers behind it" in content


def test_a_hostile_name_cannot_leave_the_picture() -> None:
    values = [{"word": '<script>alert(1)</script>"><a href="x">', "n": 3}]
    spec = ink.chart(
        height=30,
        values=values,
        mark="bar",
        encoding={
            "y": {"field": "word", "type": "nominal"},
            "x": {"field": "n", "type": "quantitative"},
        },
    )
    drawn = charts.svg(spec, alt='"><script>')
    assert drawn is not None
    assert "<script" not in drawn


def test_the_drawing_process_comes_back_after_it_went() -> None:
    renderer = Renderer()
    spec = ink.chart(height=20, values=[{"a": 1}], mark="point")
    try:
        assert renderer.draw(spec) is not None
        process = renderer._process
        assert process is not None
        process.kill()
        process.wait()
        assert renderer.draw(spec) is not None
        assert renderer.draw({"mark": object.__name__, "data": 3}) is None
        assert renderer.draw(spec) is not None
    finally:
        renderer.close()


def test_day_of_a_check_in_is_its_own_clock(page: Client, known: Known) -> None:
    consent(known)
    page.cookies["zone"] = "Pacific/Auckland"
    page.post("/check-in", {"mood": "40"})
    card = next(c for c in page.get("/insights").context["drawn"] if c.insight == "missing")
    assert card.coverage == (1, 1), "days before the first check-in are not missing"
