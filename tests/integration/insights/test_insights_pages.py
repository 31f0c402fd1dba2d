"""The page that looks back: by consent, with gaps, in the page's colours, kept nowhere."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload, OwnMetricPayload
from evenkeel.apps.insights import charts, gathering, queries
from evenkeel.apps.insights.remembered import REMEMBERED
from evenkeel.apps.insights.renderer import Renderer
from evenkeel.apps.journal import actions as journal_actions
from evenkeel.apps.journal.payloads import JournalEntryPayload
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
    key = page.get("/insights").context["picture"]["sections"][-1]["told"][0]["key"]
    consent(known, granted=False)
    pages = ("mood", f"about/{key}", "words", "letter", "trials", "trials/new")
    for address in ("/insights", *(f"/insights/{name}" for name in pages)):
        response = page.get(address)
        assert b"Switch on insights" in response.content
        assert b"<svg xmlns" not in response.content.split(b"<main")[1]


def test_the_first_sentence_brings_its_chart_along(page: Client, known: Known) -> None:
    live(known, 60)
    consent(known)
    shown = page.get("/insights")
    first = shown.context["picture"]["sections"][0]["told"][0]["key"]
    by_itself = (
        f'<div id="chart-{first}" hx-get="/insights/about/{first}?days=30" hx-trigger="load"'
    )
    assert shown.content.count(b'hx-trigger="load"') == 1
    assert by_itself in shown.content.decode()
    part = page.get(f"/insights/about/{first}", headers={"HX-Request": "true"})
    assert b"<svg xmlns" in part.content


def test_nothing_yet(page: Client, known: Known) -> None:
    consent(known)
    assert page.get("/insights").status_code == 200


def lines(page: Client, address: str = "/insights") -> list[dict[str, str]]:
    """Every line of the picture."""
    picture = page.get(address).context["picture"]
    parts = ("told", "further", "quiet")
    found = [line for one in picture["sections"] for part in parts for line in one[part]]
    return [*found, *picture["more"]]


def test_words_first_and_every_line_opens_its_chart_and_table(page: Client, known: Known) -> None:
    consent(known)
    live(known, gap=range(5, 9))
    content = page.get("/insights").content.decode()
    assert "The longest gap is 4 days" in content
    main = content.split("<main")[1]
    assert "<svg xmlns" not in main, "a chart is drawn when asked for"
    assert " style=" not in main
    found = lines(page)
    assert len(found) >= 2
    for line in found:
        opened = page.get(f"/insights/about/{line['key']}").content.decode().split("<main")[1]
        assert 'role="img"' in opened
        assert "<th scope=" in opened
        assert "What this does not say" in opened
        assert "<style" not in opened
        assert not re.search("#0[1-5]0[1-5]0[1-5]", opened), "a stand-in colour reached the page"


def test_a_part_of_a_page_is_only_the_card(page: Client, known: Known) -> None:
    consent(known)
    live(known)
    key = lines(page)[0]["key"]
    part = page.get(f"/insights/about/{key}", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<figure")
    assert "<html" not in part
    assert page.get("/insights/about/0123456789abcdef").status_code == 404


def test_a_gap_is_drawn_as_a_gap(page: Client, known: Known) -> None:
    consent(known)
    live(known, 20, gap=range(8, 12))
    card = next(c for c in page.get("/insights/mood").context["drawn"] if c.insight == "over_days")
    line = re.search(r'<path d="(M[^"]+)"[^>]*stroke="var\(--accent\)"', card.svg or "")
    assert line is not None
    assert line[1].count("M") == 2
    assert ("–" in {cell for row in card.rows for cell in row}) is True


def test_windows(page: Client, known: Known) -> None:
    consent(known)
    live(known, 10)
    for asked, days in (("30", 30), ("90", 90), ("365", 365), ("7", 30), ("x", 30)):
        assert page.get(f"/insights?days={asked}").context["days"] == days


def test_own_metrics_are_told_and_drawn_on_their_page(page: Client, known: Known) -> None:
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
    assert len(response.context["picture"]["metrics"]) == 6
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
    assert b"Nothing to look back on yet" in theirs.get("/insights").content
    key = lines(page)[0]["key"]
    assert b"38 of" not in theirs.get(f"/insights/about/{key}").content


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
    content = page.get("/insights/energy").content
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
    [line] = [one for one in lines(page) if one["title"] == "What is missing"]
    assert line["sentence"] == "No day is missing: 1 of 1 have a check-in."


def test_a_picture_is_remembered_until_something_changes(
    page: Client, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(known)
    live(known, 20)
    REMEMBERED.clear()
    asked = []
    monkeypatch.setattr(queries, "look", lambda *a, **k: asked.append(1) or gathering.look(*a, **k))
    first = page.get("/insights").content
    assert page.get("/insights").content.split(b"<main")[1] == first.split(b"<main")[1]
    assert len(asked) == 1
    live(known, 1)
    page.get("/insights")
    assert len(asked) == 2


def test_what_is_remembered_is_sealed(page: Client, known: Known) -> None:
    consent(known)
    live(known, 20)
    REMEMBERED.clear()
    page.get("/insights")
    held = b"".join(kept.sealed for kept in REMEMBERED._kept.values())
    assert held
    assert b"Mood" not in held
    assert b"usually" not in held
    other = make_member("Robin")
    [(_, name)] = REMEMBERED._kept
    mark = next(iter(REMEMBERED._kept.values())).mark
    assert REMEMBERED.get(other.member, other.keyring, name, mark) is None
    assert REMEMBERED.get(known.member, other.keyring, name, mark) is None


def test_a_link_with_an_activity_is_found_and_told_in_its_words(page: Client, known: Known) -> None:
    consent(known)
    now, rng = timezone.now(), Random(4)
    for n in range(100):
        walked = rng.random() < 0.5
        payload = CheckInPayload(
            numbers={"mood": min(100, max(0, rng.gauss(45, 8) + 14 * walked))},
            activities=("walk",) if walked else (),
        )
        draft = checkins.Draft(payload=payload, note="", at=now - timedelta(days=n))
        checkins.check_in(by=known.member, keyring=known.keyring, draft=draft, now=now)
    response = page.get("/insights")
    told = " ".join(line["sentence"] for line in lines(page))
    assert "On days with walk, mood is higher by about" in told
    assert "Could be chance: almost surely not." in told
    assert {"trial"} <= {one["kind"] for one in response.context["picture"]["tries"]}
    assert "because of" not in told


def test_the_letter_of_a_week(page: Client, known: Known) -> None:
    consent(known)
    live(known, 45)
    content = page.get("/insights/letter").content.decode()
    assert "Mood: " in content
    assert "The week before" in content
    assert (
        "Nothing was written down" in page.get("/insights/letter?week=2020-01-01").content.decode()
    )
    assert page.get("/insights/letter?week=9999-99-99").status_code == 200
    assert page.get("/insights/letter?week=2999-01-01").status_code == 200


def test_words_are_never_quoted_outside_of_the_members_view(page: Client, known: Known) -> None:
    consent(known)
    journal_actions.write(
        by=known.member, keyring=known.keyring, payload=JournalEntryPayload(text="zebra " * 40),
        at=timezone.now(), now=timezone.now(),
    )  # fmt: skip
    for line in lines(page):
        assert "zebra" not in f"/insights/about/{line['key']}"
