"""The body page and the page of one signal.

Here: requests and answers. Not here: what is told (`queries`, `telling`).
"""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.body import actions, pictures, queries, telling, words
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.checkins.queries import ZoneSource, zone_of
from evenkeel.apps.insights.queries import chart_svg
from evenkeel.apps.people.queries import require_step_up
from evenkeel.apps.records import MemberRequest
from evenkeel.apps.sources import queries as sources
from evenkeel.core.sensing.feature import features

WINDOWS = (30, 90, 365)
MOST_DRAWN = 4
MOST_ROWS = 100
MOST_FILES = 5
LAST_DAYS = 30
"""Days over which the page says how complete a signal is."""


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """What came in, how good it is, and today beside the usual."""
    now = timezone.now()
    on = zone_of(request).today(now)
    held = queries.held(request.user, request.keyring, on=on)
    newest = queries.newest_day(held, on=on)
    today = queries.today(request.user, request.keyring, on=newest) if held else ()
    context = {
        "groups": telling.by_group(held),
        "last_days": LAST_DAYS,
        "newest": newest if newest < on - queries.FRESH else None,
        "quiet_days": (on - newest).days,
        "rows": words.rows(sum(one.rows for one in held)),
        "today": telling.sentences(today),
        "paused": _paused(request, held) if newest >= on - queries.FRESH else [],
        "arrivals": telling.arrivals(queries.imports(request.user, request.keyring)[:MOST_FILES]),
        "complete": _complete(request, held, until=newest),
        "makers": bool(sources.offered()),
        "connected": sources.connected_sentences(request.user, request.keyring, now=now),
        "cards": _cards(request, [one.column for one in today][:MOST_DRAWN], until=newest),
        **_windows(request),
    }
    return render(request, "body/overview.html", context)


@require_safe
def signal(request: MemberRequest, name: str) -> HttpResponse:
    """One signal or derived number: trend, sources, how complete, and what can be done with it."""
    on = zone_of(request).today(timezone.now())
    held = {one.id: one for one in queries.held(request.user, request.keyring, on=on)}
    if name not in held and name not in features():
        raise Http404
    newest = queries.newest_day(tuple(held.values()), on=on)
    cards = _cards(request, [name], until=newest, table=True)
    if name not in held and not cards:
        raise Http404
    context = {
        "id": name,
        "name": words.column_name(name),
        "held": held.get(name),
        "note": telling.note(name),
        "from": telling.made_from(name),
        "counted": _counted(request, held.get(name), until=newest),
        "preferred": settings_of(request.user, request.keyring).preferred.get(name, ()),
        "cards": cards,
        **_windows(request),
    }
    return render(request, "body/signal.html", context)


@require_POST
def switch(request: MemberRequest, name: str) -> HttpResponse:
    _known(name)
    on = request.POST.get("on") == "yes"
    actions.switch(
        by=request.user,
        keyring=request.keyring,
        signal=name,
        on=on,
        now=timezone.now(),
        zone=_zone(request),
    )
    return redirect("body:signal", name=name)


@require_POST
def prefer(request: MemberRequest, name: str) -> HttpResponse:
    _known(name)
    source = request.POST.get("source", "")[:120]
    actions.prefer(
        by=request.user,
        keyring=request.keyring,
        signal=name,
        order=[source] if source else [],
        zone=_zone(request),
        now=timezone.now(),
    )
    return redirect("body:signal", name=name)


@require_http_methods(["GET", "POST"])
def delete(request: MemberRequest, name: str) -> HttpResponse:
    """Ask once, then delete everything of a signal."""
    _known(name)
    if request.method == "POST":
        actions.delete_signal(
            by=request.user,
            keyring=request.keyring,
            signal=name,
            zone=_zone(request),
            now=timezone.now(),
        )
        return redirect("body:overview")
    return render(request, "body/delete.html", {"id": name, "name": words.column_name(name)})


@require_POST
@require_step_up
def export(request: MemberRequest, name: str) -> StreamingHttpResponse:
    """Every value of one signal as CSV."""
    _known(name)
    lines = queries.samples_csv(request.user, request.keyring, name)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _paused(request: MemberRequest, held: tuple[queries.Held, ...]) -> list[str]:
    """What has stopped: by its maker where one is connected, else by its kind."""
    live = sources.quiet_sentences(request.user, request.keyring, now=timezone.now())
    return list(live) or telling.paused(held)


def _complete(
    request: MemberRequest, held: tuple[queries.Held, ...], *, until: date
) -> dict[str, int]:
    """How many of the last days have a value, by signal that has a daily number."""
    since = until - timedelta(days=LAST_DAYS - 1)
    names = {one.id for one in held}
    table = queries.day_table(request.user, request.keyring, since, until, columns=names)
    return {
        name: sum(value == value for value in column)  # noqa: PLR0124 (nan is not itself)
        for name, column in table.columns.items()
    }


def _zone(request: MemberRequest) -> ZoneInfo | None:
    """The browser's zone; None where it did not say."""
    zone = zone_of(request)
    return zone.info if zone.source is ZoneSource.BROWSER else None


def _counted(request: MemberRequest, one: queries.Held | None, *, until: date) -> str:
    """Which of several sources counted, and how often they measured the same."""
    if one is None or len(one.sources) < 2:
        return ""
    since = until - timedelta(days=WINDOWS[0] - 1)
    told = queries.overlap(
        request.user, request.keyring, one.id, since=since, until=until, zone=_zone(request)
    )
    return telling.counted(told) if told else ""


def _known(name: str) -> None:
    if name not in words.signal_texts():
        raise Http404


def _days(request: MemberRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in WINDOWS} else WINDOWS[1]


def _windows(request: MemberRequest) -> dict[str, object]:
    names = {30: _("Month"), 90: _("3 months"), 365: _("Year")}
    return {"days": _days(request), "windows": [(days, names[days]) for days in WINDOWS]}


def _cards(
    request: MemberRequest, columns: list[str], *, until: date, table: bool = False
) -> list[telling.Card]:
    since = until - timedelta(days=_days(request) - 1)
    cards = []
    for column in columns:
        one = queries.trend(request.user, request.keyring, column, since=since, until=until)
        if one is None or not one.known:
            continue
        card = telling.card(one, rows=MOST_ROWS if table else 0)
        svg = chart_svg(pictures.over_days(one), alt=card.alt)
        cards.append(card.drawn(svg))
    return cards
