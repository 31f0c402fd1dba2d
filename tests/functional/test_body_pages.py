"""The body's pages in a real browser: axe, both schemes and sizes, and the same without scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evenkeel.apps.body import days
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.store import Store
from evenkeel.core.sensing.batches import batch
from tests.contract.sources.maker import CLIENT, SECRET, running
from tests.factories.members import PASSPHRASE, Known, make_member
from tests.functional.axe import violations
from tests.functional.conftest import DESK, PHONE, NewContext, Watch
from tests.functional.walk import follow, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def lived(known: Known) -> None:
    """Forty days with a gap, two sources of steps, the last night short."""
    now = timezone.now()
    midnight = datetime.combine(now.date(), datetime.min.time(), UTC)
    start = round(midnight.timestamp() * 1000) - np.arange(40)[::-1] * 86_400_000
    start = np.delete(start, slice(12, 18))
    rng = np.random.default_rng(4)
    minutes = rng.normal(440, 15, len(start)).round()
    minutes[-1] = 300
    rmssd = rng.normal(48, 3, len(start)).round()
    rmssd[-1] = 30
    wake = start + 6 * 3_600_000
    night = {"end": wake, "offset": 0, "source": "Ring"}
    kept = Store(known.member, known.keyring, now)
    kept.add(batch("sleep_minutes", wake - 27_000_000, minutes, **night))
    kept.add(batch("hrv_rmssd", wake - 27_000_000, rmssd, **night))
    for source, share in (("Ring", 1.0), ("Phone", 0.7)):
        steps = (rng.normal(8000, 900, len(start)) * share).round()
        end = start + 20 * 3_600_000
        kept.add(batch("steps", start, steps, end=end, offset=0, source=source))
    kept.flush()
    chosen = settings_of(known.member, known.keyring)
    days.work_out(known.member, known.keyring, kept.touched, settings=chosen, zone=None, now=now)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_full_and_empty(watch: Watch, new_context: NewContext, scheme: str) -> None:
    known = make_member()
    make_member("Robin")
    lived(known)
    found: list[str] = []
    for nickname, size in (("Wren", PHONE), ("Wren", DESK), ("Robin", PHONE)):
        page = new_context(viewport=size, color_scheme=scheme).new_page()
        log_in(page, watch.base, nickname=nickname, passphrase=PASSPHRASE)
        full = ["signals/steps", "signals/hrv_rmssd", "signals/steps/delete"]
        for path in ["", "makers", "add", *(full if nickname == "Wren" else [])]:
            page.goto(f"{watch.base}/body/{path}".rstrip("/"))
            found += violations(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{path} is wider than the screen"
    assert found == []


def test_today_beside_the_usual_reads_the_same_without_scripts(
    watch: Watch, new_context: NewContext
) -> None:
    lived(make_member())
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/body")
    expect(page.get_by_text("So is most people's after a short night.")).to_be_visible()
    expect(page.locator(".beside__strip").first).to_be_visible()
    page.get_by_role("link", name="Steps").first.click()
    page.get_by_label("Where two measured the same hour, take").select_option("Phone")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_label("Where two measured the same hour, take")).to_have_value("Phone")
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("This is switched off")).to_be_visible()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".held").get_by_text("Steps")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_connecting_a_maker_and_leaving_it(
    watch: Watch, new_context: NewContext, monkeypatch: pytest.MonkeyPatch, scripts: bool
) -> None:
    """There and back over real HTTP: the maker is a server on this machine."""
    make_member()
    with running("oura") as maker:
        monkeypatch.setattr(
            "django.conf.settings.SOURCE_CLIENTS",
            {"oura": (CLIENT, SECRET, maker.address)},
            raising=False,
        )
        watch.allowed = maker.address  # the member goes there by a link, and comes back
        page = new_context(java_script_enabled=scripts).new_page()
        log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
        page.goto(f"{watch.base}/body/makers")
        page.get_by_role("link", name="Oura").click()
        page.locator("input[name=agree]").check()
        page.get_by_role("button", name="Go on").click()
        if scripts:
            assert violations(page) == []
        page.get_by_role("link", name="Go to Oura").click()
        page.wait_for_url(f"{watch.base}/body/makers/oura")
        expect(page.get_by_text("new values.")).to_be_visible(timeout=60_000)
        if scripts:
            assert violations(page) == []
        page.get_by_role("link", name="Disconnect").click()
        page.get_by_label("Delete it, files of this maker included").check(force=True)
        page.get_by_role("button", name="Disconnect").click()
        expect(page.get_by_text("Oura is disconnected, here and there.")).to_be_visible()
        assert maker.revoked == ["access-1"]
        page.goto(f"{watch.base}/body")
        expect(page.get_by_text("Nothing measured yet")).to_be_visible()


def test_a_gap_is_a_gap_and_a_lonely_day_is_seen(watch: Watch, new_context: NewContext) -> None:
    known = make_member()
    now = timezone.now()
    noon = round((now - timedelta(days=60)).timestamp() * 1000)
    at = noon + np.array([0, 1, 2, 30]) * 86_400_000
    kept = Store(known.member, known.keyring, now)
    kept.add(batch("resting_heart_rate", at, [55.0, 56, 57, 54], end=at, offset=0, source="W"))
    kept.flush()
    chosen = settings_of(known.member, known.keyring)
    days.work_out(known.member, known.keyring, kept.touched, settings=chosen, zone=None, now=now)
    page = new_context().new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/body/signals/resting_heart_rate")
    expect(page.get_by_text("4 of 90 days have a value. Gaps in the line")).to_be_visible()
    drawn = [one.get_attribute("d") or "" for one in page.locator("figure svg path").all()]
    assert [one for one in drawn if "L" in one and one.count("M") > 1], "the line does not break"
    assert [one for one in drawn if "A" in one], "the day by itself has no point"
