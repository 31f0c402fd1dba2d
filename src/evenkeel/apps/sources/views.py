"""Makers: which there are, connecting one, its log, disconnecting.

Here: requests and answers. Not here: what happens (`actions`), what is told (`telling`).
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.checkins.queries import ZoneSource, zone_of
from evenkeel.apps.records import MemberRequest
from evenkeel.apps.sources import actions, queries, telling
from evenkeel.apps.sources.forms import ConnectForm, DisconnectForm
from evenkeel.apps.sources.models import Connection
from evenkeel.apps.sources.payloads import ConnectionPayload, State
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.sensing.signals import texts_in
from evenkeel.sources.contract import Failed, SourceManifest
from evenkeel.sources.discovery import manifests

PENDING = "source_pending"
UNPROCESSABLE = 422


@never_cache
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Every maker this host has registered with, and what stands."""
    here = {
        one.source: (row, one) for row, one in queries.connections(request.user, request.keyring)
    }
    offered = queries.offered()
    rows = [
        {
            "id": id,
            "manifest": one,
            "connected": id in here,
            "standing": _standing(request, *here[id]) if id in here else "",
            "ended": _ended(one),
        }
        for id, one in manifests().items()
        if id in offered or id in here
    ]
    quiet = telling.quiet(_quiet(request))
    others = [one for id, one in manifests().items() if id not in offered]
    return render(
        request, "sources/overview.html", {"rows": rows, "quiet": quiet, "others": others}
    )


@never_cache
@require_safe
def one(request: MemberRequest, name: str) -> HttpResponse:
    """One connection: where it stands, what it may keep, its log."""
    manifest = _manifest(name)
    found = queries.connection_of(request.user, request.keyring, name)
    if found is None:
        return redirect("sources:connect", name=name)
    row, connection = found
    tokens = queries.working(request.user, row.pk, now=timezone.now())
    texts = texts_in(get_language() or SOURCE)
    log = queries.log_of(request.user, request.keyring, name)
    context = {
        "id": name,
        "manifest": manifest,
        "ended": _ended(manifest),
        "standing": _standing(request, row, connection),
        "live": tokens is not None and connection.state is State.ON,
        "busy": _busy(request, row),
        "requests": tokens.requests if tokens else 0,
        "since": connection.since,
        "kept": sorted(texts[one].name for one in connection.signals if one in texts),
        "quiet": telling.quiet(one for one in _quiet(request) if one.source == name),
        "log": [telling.line(at, one) for at, one in log],
    }
    return render(request, "sources/one.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: MemberRequest, name: str) -> HttpResponse:
    """What may be kept and what the maker learns; then the way there, as a link to press."""
    manifest = _manifest(name)
    if name not in queries.offered():
        raise Http404
    found = queries.connection_of(request.user, request.keyring, name)
    chosen = found[1].signals if found else ()
    form = ConnectForm(request.POST or None, manifest=manifest, chosen=chosen)
    context = {"id": name, "manifest": manifest, "form": form, "ended": _ended(manifest)}
    if request.method == "POST" and form.is_valid():
        leaving = actions.set_out(
            source=name,
            signals=form.cleaned_data["signals"],
            days=manifest.history_days,
            redirect=_address_back(request, name),
            now=timezone.now(),
        )
        request.session[PENDING] = leaving.pending
        return render(request, "sources/leaving.html", {**context, "address": leaving.address})
    context["back"] = _address_back(request, name)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "sources/connect.html", context, status=status)


@never_cache
@require_safe
def back(request: MemberRequest, name: str) -> HttpResponse:
    """Back from the maker, with a code or with a no."""
    manifest = _manifest(name)
    pending = request.session.pop(PENDING, None)
    if request.GET.get("error"):
        said = _("%(name)s was not connected. Nothing was fetched.") % {"name": manifest.name}
        messages.info(request, said)
        return redirect("sources:overview")
    try:
        id = actions.come_back(
            by=request.user,
            keyring=request.keyring,
            source=name,
            pending=pending,
            state=request.GET.get("state", ""),
            code=request.GET.get("code", "")[:4096],
            now=timezone.now(),
        )
    except actions.WrongWay:
        return _not_connected(request, name, _("This link does not fit, or it took too long."))
    except Failed as failed:
        return _not_connected(request, name, str(telling.OUTCOMES[failed.outcome]))
    actions.sync(
        by=request.user, keyring=request.keyring, id=id, zone=_zone(request), now=timezone.now()
    )
    return redirect("sources:one", name=name)


@require_POST
def sync(request: MemberRequest, name: str) -> HttpResponse:
    """Ask now."""
    row, _connection = _connected(request, name)
    begun = actions.sync(
        by=request.user, keyring=request.keyring, id=row.pk, zone=_zone(request), now=timezone.now()
    )
    if not begun and not _busy(request, row):
        messages.info(request, _("Not now: a file is being read, or the permission has ended."))
    return redirect("sources:one", name=name)


@never_cache
@require_safe
def progress(request: MemberRequest, name: str) -> HttpResponse:
    """The part of the page that moves while a sync runs."""
    row, _connection = _connected(request, name)
    tokens = queries.working(request.user, row.pk, now=timezone.now())
    busy = _busy(request, row)
    context = {"id": name, "busy": busy, "requests": tokens.requests if tokens else 0}
    response = render(request, "sources/_progress.html", context)
    if not busy:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def disconnect(request: MemberRequest, name: str) -> HttpResponse:
    """End it: the tokens go, and the member says whether the data stays."""
    manifest = _manifest(name)
    row, _connection = _connected(request, name)
    form = DisconnectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        there_too = actions.disconnect(
            by=request.user,
            keyring=request.keyring,
            id=row.pk,
            keep_data=form.cleaned_data["fetched"] == "keep",
            zone=_zone(request),
            now=timezone.now(),
        )
        said = (
            _("%(name)s is disconnected, here and there.")
            if there_too
            else _("%(name)s is disconnected here. To end it there too, go to: %(where)s.")
        )
        messages.success(request, said % {"name": manifest.name, "where": manifest.leave_at})
        return redirect("sources:overview")
    context = {"id": name, "manifest": manifest, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "sources/disconnect.html", context, status=status)


def _quiet(request: MemberRequest) -> tuple[queries.Quiet, ...]:
    return queries.quiet(request.user, request.keyring, now=timezone.now())


def _manifest(name: str) -> SourceManifest:
    found = manifests().get(name)
    if found is None:
        raise Http404
    return found


def _connected(request: MemberRequest, name: str) -> tuple[Connection, ConnectionPayload]:
    found = queries.connection_of(request.user, request.keyring, name)
    if found is None:
        raise Http404
    return found


def _standing(request: MemberRequest, row: Connection, connection: ConnectionPayload) -> str:
    known = queries.working(request.user, row.pk, now=timezone.now()) is not None
    return telling.standing(connection, known=known)


def _busy(request: MemberRequest, row: Connection) -> bool:
    tokens = queries.working(request.user, row.pk, now=timezone.now())
    return bool(tokens and tokens.busy_until and tokens.busy_until > timezone.now())


def _ended(manifest: SourceManifest) -> bool:
    return manifest.ends is not None and timezone.now().date() >= manifest.ends


def _not_connected(request: MemberRequest, name: str, why: str) -> HttpResponse:
    said = _("Not connected. %(why)s") % {"why": why}
    messages.error(request, said)
    return redirect("sources:connect", name=name)


def _address_back(request: MemberRequest, name: str) -> str:
    return str(request.build_absolute_uri(reverse("sources:back", args=[name])))


def _zone(request: MemberRequest) -> ZoneInfo | None:
    zone = zone_of(request)
    return zone.info if zone.source is ZoneSource.BROWSER else None
